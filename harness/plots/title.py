"""The two lines above every picture."""

from collections.abc import Iterable
from itertools import product
from typing import TYPE_CHECKING

from harness.plots.look import MUTED
from harness.run.store import SavedRun

if TYPE_CHECKING:
    from matplotlib.figure import Figure

SIZES = (19, 17, 15, 13)


def draw_titles(figure: "Figure", left: float, right: float, titles: Iterable[str], about: str) -> None:
    """The fullest of the titles that fits, as large as fits; below it what the run was."""
    title = figure.text(left, 0.935, "", weight="bold", parse_math=False)
    for words, size in product(titles, SIZES):
        title.set(text=words, fontsize=size)
        if title.get_window_extent().x1 <= figure.bbox.width * right:
            break
    figure.text(left, 0.888, about, color=MUTED, parse_math=False)


def about_run(run: SavedRun, *details: str) -> str:
    """The scenario, its clock, what else there is to say, and the verdict."""
    clock = "stepped clock" if run.about.clock == "stepped" else "wall clock"
    return ", ".join([run.about.scenario, clock, *details, f"verdict: {run.verdict}"])
