"""The harness's picture of a run: one figure of a fixed size, drawn from what was saved."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from harness.plots.look import DPI, INK, SIZE_INCHES
from harness.plots.windows import draw_windows
from harness.run.store import SavedRun

if TYPE_CHECKING:
    from matplotlib.figure import Figure

Picture = Callable[["Figure", SavedRun], None]
"""Draws a run into an empty figure."""


def draw_run(run: SavedRun, path: Path, picture: Picture = draw_windows) -> Path:
    """Draw a saved run into a PNG of 1600 by 900 pixels and return its path."""
    import matplotlib as mpl

    mpl.use("Agg")
    from matplotlib import pyplot

    with mpl.rc_context({"font.size": 12, "font.family": "DejaVu Sans", "text.color": INK}):
        figure = pyplot.figure(figsize=SIZE_INCHES, dpi=DPI)
        try:
            picture(figure, run)
            figure.savefig(path, facecolor="white", metadata={"Software": None})
        finally:
            pyplot.close(figure)
    return path
