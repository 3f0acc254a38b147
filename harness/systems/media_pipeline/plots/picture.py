"""The picture of a run of the media pipeline: its images on their way, and what requests were answered."""

from typing import TYPE_CHECKING

from harness.plots.look import MUTED
from harness.plots.title import about_run, draw_titles
from harness.plots.windows import draw_windows
from harness.quantiles import nearest_rank
from harness.run.store import SavedRun
from harness.systems.media_pipeline.plots.answer_panel import draw_answers
from harness.systems.media_pipeline.plots.journey_panel import MOST_LANES, draw_journeys
from harness.systems.media_pipeline.plots.journeys import Answer, Journey, answers_of, journeys_of

if TYPE_CHECKING:
    from matplotlib.figure import Figure

LEFT, RIGHT, TOP, BOTTOM = 0.115, 0.97, 0.8, 0.09
LANE, ANSWER = 0.075, 0.042
"""The share of the height that the lane of one image takes, and one answer."""
AXIS = 0.11
"""What the time axis and its label take below the panel of images."""
MOST_FOR_ANSWERS = 0.45
"""Beside a panel of images."""
MANY = 2
PICTURES = {"before.jpg": "uploaded", "after.jpg": "result"}
"""Files of the run that are shown where there is room."""


def draw_media(figure: "Figure", run: SavedRun) -> None:
    """Draw the images on their way, below them the answers or pictures; a run without any is drawn as any run is."""
    journeys, answers = journeys_of(run.timeline), answers_of(run.timeline)
    if not journeys and not answers:
        draw_windows(figure, run)
        return
    room = TOP - BOTTOM
    rows = min(ANSWER * len(answers), MOST_FOR_ANSWERS if journeys else room)
    below = TOP
    if journeys:
        height = room - (rows + AXIS if answers else 0)
        height = min(height, LANE * len(journeys)) if len(journeys) <= MOST_LANES else height
        draw_journeys(figure.add_axes((LEFT, TOP - height, RIGHT - LEFT, height)), journeys)
        below = TOP - height - AXIS
    if answers:
        draw_answers(figure.add_axes((0, below - rows, 1, rows)), answers)
    elif below > TOP / 2:
        _pictures(figure, run, below)
    draw_titles(figure, LEFT, RIGHT, [title_of(journeys, answers)], about_run(run, *speed_of(journeys)))


def _pictures(figure: "Figure", run: SavedRun, top: float) -> None:
    """What was uploaded and what came of it, side by side, if the run kept both."""
    from matplotlib.pyplot import imread

    paths = [run.folder / name for name in PICTURES]
    if not all(path.exists() for path in paths):
        return
    width = (RIGHT - LEFT) / len(paths)
    for number, (path, words) in enumerate(zip(paths, PICTURES.values(), strict=True)):
        axes = figure.add_axes((LEFT + number * width, BOTTOM / 3, width * 0.98, top - BOTTOM))
        axes.imshow(imread(path))
        axes.set_title(words, fontsize=12, color=MUTED)
        axes.set_axis_off()


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
    return (f"from request to end {nearest_rank(took_s, 50):.1f} s (median), {nearest_rank(took_s, 95):.1f} s (p95)",)
