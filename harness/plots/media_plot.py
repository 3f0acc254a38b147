"""The picture of a run of the media pipeline: its images on their way, and what requests were answered."""

from typing import TYPE_CHECKING

from harness.plots.answer_panel import draw_answers
from harness.plots.journey_panel import draw_journeys
from harness.plots.journeys import Answer, Journey, rank
from harness.plots.title import about_run, draw_titles
from harness.store import SavedRun

if TYPE_CHECKING:
    from matplotlib.figure import Figure

LEFT, RIGHT, TOP, BOTTOM = 0.115, 0.97, 0.8, 0.09
ROW, MOST_FOR_ROWS = 0.042, 0.5
"""The share of the height that one answer takes, and the most that all do beside a panel of images."""
MANY = 2


def draw_media(figure: "Figure", run: SavedRun, journeys: tuple[Journey, ...], answers: tuple[Answer, ...]) -> None:
    """Draw into an empty figure: the images above, the answers below; at least one of them is there."""
    rows = min(ROW * len(answers), MOST_FOR_ROWS if journeys else TOP - BOTTOM)
    split = BOTTOM + rows + 0.09 if answers else BOTTOM
    if journeys:
        draw_journeys(figure.add_axes((LEFT, split, RIGHT - LEFT, TOP - split)), journeys)
    if answers:
        bottom = BOTTOM / 2 if journeys else TOP - rows
        draw_answers(figure.add_axes((0, bottom, 1, rows)), answers)
    draw_titles(figure, LEFT, RIGHT, [title_of(journeys, answers)], about_run(run, *speed_of(journeys)))


def title_of(journeys: tuple[Journey, ...], answers: tuple[Answer, ...]) -> str:
    """What came of the images, or else how many answers there are."""
    if not journeys:
        return f"{len(answers)} requests and what they were answered"
    completed, took_s = sum(each.completed for each in journeys), max(max(each.moments.values()) for each in journeys)
    failed = f", {len(journeys) - completed} failed" if completed < len(journeys) else ""
    return f"{len(journeys)} image{'s' * (len(journeys) != 1)}: {completed} completed{failed}, in {took_s:.1f} s"


def speed_of(journeys: tuple[Journey, ...]) -> tuple[str, ...]:
    """From request to end, for many images."""
    if len(journeys) < MANY:
        return ()
    took_s = [journey.took_s for journey in journeys]
    return (f"from request to end {rank(took_s, 0.5):.1f} s (median), {rank(took_s, 0.95):.1f} s (p95)",)
