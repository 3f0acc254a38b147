"""What requests were answered, a row each: what was asked, the status, and the words."""

from typing import TYPE_CHECKING

from harness.plots.look import BREACH, CALM, INK, MUTED
from harness.systems.media_pipeline.plots.journeys import Answer

if TYPE_CHECKING:
    from matplotlib.axes import Axes

LONGEST = 86
STATUS_AT, WORDS_AT = 0.3, 0.355
REFUSED = 400


def draw_answers(axes: "Axes", answers: tuple[Answer, ...]) -> None:
    """Draw a table without lines."""
    axes.set_axis_off()
    axes.set_xlim(0, 1)
    axes.set_ylim(len(answers), 0)
    for row, answer in enumerate(answers):
        colour = BREACH if answer.status >= REFUSED else CALM
        says = answer.says if len(answer.says) <= LONGEST else f"{answer.says[: LONGEST - 1]}…"
        axes.text(STATUS_AT - 0.015, row + 0.5, answer.to, ha="right", va="center", color=INK)
        axes.text(STATUS_AT, row + 0.5, str(answer.status), va="center", weight="bold", color=colour)
        axes.text(WORDS_AT, row + 0.5, says, va="center", color=MUTED)
