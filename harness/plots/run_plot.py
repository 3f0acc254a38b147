"""The harness's picture of a run: one figure of a fixed size, drawn from what was saved."""

from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

from harness.plots.look import DPI, SIZE_INCHES, STYLE
from harness.plots.windows import draw_windows
from harness.run.store import SavedRun

if TYPE_CHECKING:
    from matplotlib.figure import Figure

NEEDED = ("matplotlib.backends.backend_agg", "matplotlib.figure", "matplotlib.patheffects")
Picture = Callable[["Figure", SavedRun], None]
"""Draws a run into an empty figure."""


def draw_run(run: SavedRun, path: Path, picture: Picture = draw_windows) -> Path:
    """Draw a saved run into a PNG of 1600 by 900 pixels and return its path."""
    figure_of(lambda figure: picture(figure, run), path)
    return path


def import_meanwhile() -> None:
    """Import what every picture needs, in a thread: half a second for which who draws would wait."""
    Thread(target=lambda: list(map(import_module, NEEDED)), name="plots", daemon=True).start()


def figure_of(draw: Callable[["Figure"], None], path: Path | None = None) -> "Figure":
    """Draw into an empty figure of the size and style of every picture, and save it as a PNG where a path is given."""
    import matplotlib as mpl
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    with mpl.rc_context(STYLE):
        figure = Figure(figsize=SIZE_INCHES, dpi=DPI, facecolor="white")
        FigureCanvasAgg(figure)
        draw(figure)
        if path:
            figure.savefig(path, dpi=DPI, metadata={"Software": None})
    return figure
