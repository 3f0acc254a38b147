"""The picture: what is on it, read from the figure; and that it is a picture of the promised size."""

import io
from itertools import pairwise
from random import Random

import numpy as np
import pytest
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.image import imread

from size_chart.chart import draw, png
from size_chart.story import Story, story_of
from size_chart.words import delta_in_words, elapsed_in_words, moment_in_words, short_name, size_in_words
from size_tables.history import HistoryRecord
from tests.pictures import beyond, overlaps, pale
from tests.unit.lambdas.s3_cleanup.notifications import BUCKET

START = "2026-01-02T03:00:00.000Z"


def history(*changes: tuple[str, int], step_s: int = 1) -> list[HistoryRecord]:
    records: list[HistoryRecord] = []
    total = 0
    for number, (name, delta) in enumerate(changes):
        total += delta
        event_type = "ObjectCreated:Put" if delta > 0 else "ObjectRemoved:Delete"
        minutes, seconds = divmod(number * step_s, 60)
        time = f"2026-01-02T03:{minutes:02d}:{seconds:02d}.000Z"
        records.append(HistoryRecord(f"{number:012d}#x", name, event_type, delta, total, 0, time, superseded=False))
    return records


REFERENCE = history(
    ("assignment1.txt", 18),
    ("assignment2.txt", 28),
    ("assignment2.txt", -28),
    ("assignment3.txt", 2),
    ("assignment1.txt", -18),
    step_s=40,
)


def figure_of(records: list[HistoryRecord], threshold: int = 20) -> Figure:
    return draw(story_of(records), threshold, BUCKET)


def axes_of(figure: Figure) -> Axes:
    return figure.axes[0]


def texts(figure: Figure) -> list[str]:
    return [text.get_text() for text in [*figure.texts, *axes_of(figure).texts]]


def test_the_step_line_shows_every_total() -> None:
    (total,) = [line for line in axes_of(figure_of(REFERENCE)).lines if line.get_label() == "total"]
    assert list(map(int, total.get_ydata())) == [0, 18, 46, 18, 20, 2, 2]  # type: ignore[arg-type]
    assert total.get_drawstyle() == "steps-post"


def test_the_threshold_is_a_labelled_dashed_line() -> None:
    figure = figure_of(REFERENCE)
    (line,) = [line for line in axes_of(figure).lines if line.get_label() == "threshold"]
    assert set(line.get_ydata()) == {20}  # type: ignore[arg-type]
    assert line.is_dashed()
    assert "alarm\n≥ 20 B" in texts(figure)


def test_the_stretches_at_or_above_the_threshold_are_shaded() -> None:
    spans = [patch for patch in axes_of(figure_of(REFERENCE)).patches if patch.get_label() == "breach"]
    assert [(span.get_x(), span.get_width()) for span in spans] == [(2, 1), (4, 1)]  # type: ignore[attr-defined]


def test_changes_are_labelled_with_name_and_size() -> None:
    written = texts(figure_of(REFERENCE))
    assert {"assignment1.txt\n+18 B", "assignment2.txt\n+28 B", "assignment3.txt\n+2 B"} <= set(written)
    assert {"assignment2.txt\nremoved −28 B", "assignment1.txt\nremoved −18 B"} <= set(written)
    assert [text for text in written if text in {"18 B", "46 B", "20 B", "2 B"}].count("18 B") == 2


def test_the_title_and_the_summary() -> None:
    written = texts(figure_of(REFERENCE))
    assert written[0] == f"Total size of {BUCKET}"
    assert written[1] == "5 changes   ·   2 removals   ·   peak 46 B   ·   now 2 B"


def test_the_times_below_are_since_the_first_change() -> None:
    labels = [label.get_text() for label in axes_of(figure_of(REFERENCE)).get_xticklabels()]
    assert labels == ["0 s", "+40 s", "+1:20 min", "+2:00 min", "+2:40 min"]


def test_an_empty_history_says_so() -> None:
    figure = figure_of([])
    assert "No changes yet" in texts(figure)
    assert not [line for line in axes_of(figure).lines if line.get_label() == "total"]
    assert len(png(figure)) > 10_000


MANY = history(*[(f"folder/a long name, number {n}.jpg", 1000 + n) for n in range(40)] + [("folder/gone", -1000)] * 30)


@pytest.mark.parametrize(
    "records",
    [[], REFERENCE[:1], REFERENCE, MANY, history(("$x^$ \n {ünïcode}", 5), ("\\frac{", 30))],
    ids=["empty", "one", "reference", "many", "odd-names"],
)
def test_it_is_a_picture_of_1600_by_900_that_is_not_blank(records: list[HistoryRecord]) -> None:
    pixels = imread(io.BytesIO(png(figure_of(records))))
    assert pixels.shape[:2] == (900, 1600)
    colours = np.unique((pixels[::5, ::5, :3] * 255).astype(np.uint8).reshape(-1, 3), axis=0)
    assert len(colours) > 20


@pytest.mark.parametrize("records", [REFERENCE, MANY], ids=["reference", "many"])
def test_no_label_covers_another_and_none_leaves_the_picture(records: list[HistoryRecord]) -> None:
    figure = figure_of(records)
    figure.canvas.draw()
    boxes = [text.get_window_extent() for text in [*figure.texts, *axes_of(figure).texts]]
    assert len(boxes) > 4
    for number, box in enumerate(boxes):
        assert box.x0 >= 0
        assert box.x1 <= 1600
        assert box.y0 >= 0
        assert box.y1 <= 900
        assert not any(box.overlaps(other) for other in boxes[number + 1 :])


def test_of_many_changes_every_removal_is_marked_and_the_axis_stays_readable() -> None:
    axes = axes_of(figure_of(MANY))
    assert len([line for line in axes.lines if line.get_marker() == "v"]) == 30
    assert len(axes.get_xticks()) <= 10


def test_a_late_event_is_told_apart() -> None:
    late = HistoryRecord("9#x", "b.txt", "ObjectCreated:Put", 0, 2, 5, START, superseded=True)
    figure = figure_of([*REFERENCE, late])
    assert "b.txt\nlate" in texts(figure)


def test_breaches_that_touch_are_one() -> None:
    records = history(("a", 30), ("b", 5), ("a", -30), ("c", 40))
    assert story_of(records).breaches(20) == [(1, 3), (4, 4.85)]


def test_edges_rise_and_match_the_levels() -> None:
    story = story_of(REFERENCE)
    assert len(story.edges) == len(story.levels)
    assert all(low < high for low, high in pairwise(story.edges))
    assert (Story(()).levels, Story(()).peak) == ([0, 0], 0)


@pytest.mark.parametrize(
    ("size", "words"),
    [
        (0, "0 B"),
        (46, "46 B"),
        (999, "999 B"),
        (1000, "1 kB"),
        (999_499, "999 kB"),
        (999_500, "1 MB"),
        (1_250_000, "1.25 MB"),
        (-28, "−28 B"),
    ],
)
def test_sizes(size: int, words: str) -> None:
    assert size_in_words(size) == words


@pytest.mark.parametrize(("size", "words"), [(18, "+18 B"), (-28, "−28 B"), (0, "±0 B")])
def test_deltas(size: int, words: str) -> None:
    assert delta_in_words(size) == words


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        (START, "0 s"),
        ("2026-01-02T03:00:00.250Z", "+0.25 s"),
        ("2026-01-02T03:00:09.000Z", "+9 s"),
        ("2026-01-02T03:00:12.400Z", "+12 s"),
        ("2026-01-02T03:03:20.000Z", "+3:20 min"),
        ("2026-01-02T05:03:20.000Z", "+2:03:20 h"),
        ("2026-01-02T02:59:59.500Z", "−0.5 s"),
    ],
)
def test_elapsed_times(moment: str, words: str) -> None:
    assert elapsed_in_words(START, moment) == words


def test_moments() -> None:
    assert moment_in_words("2026-01-02T03:04:05.678Z") == "2026-01-02 03:04:05 UTC"


@pytest.mark.parametrize(
    ("name", "longest", "short"),
    [
        ("a.txt", 10, "a.txt"),
        ("photos/2026/cat.jpg", 10, "cat.jpg"),
        ("a-very-long-name.jpg", 11, "a-ver…e.jpg"),
        ("folder/", 4, "fo…r"),
        ("a\nb", 10, "a·b"),
    ],
)
def test_short_names(name: str, longest: int, short: str) -> None:
    assert short_name(name, longest) == short


def test_the_threshold_is_a_tick() -> None:
    for threshold in (20, 23, 50):
        axes = axes_of(figure_of(REFERENCE, threshold))
        assert size_in_words(threshold) in {label.get_text() for label in axes.get_yticklabels()}


def crowds() -> list[list[HistoryRecord]]:
    """Histories of up to a screenful of changes, with long names, close totals and removals."""
    chance = Random(7)
    made = []
    for count in (1, 2, 3, 5, 6, 7, 8, 9, 14, 30):
        for _ in range(4):
            sizes: list[int] = []
            changes: list[tuple[str, int]] = []
            for number in range(count):
                if sizes and chance.random() < 0.4:
                    changes.append((f"object-{number}.txt", -sizes.pop(chance.randrange(len(sizes)))))
                else:
                    sizes.append(chance.choice([1, 2, 3, 20, 21, 28, 400]))
                    changes.append((chance.choice(["a.txt", "assignment-of-a-long-name.txt", "W" * 60]), sizes[-1]))
            made.append(history(*changes))
    return made


@pytest.mark.parametrize("records", [REFERENCE, *crowds()], ids=lambda records: f"{len(records)} changes")
def test_every_label_can_be_read(records: list[HistoryRecord]) -> None:
    figure = figure_of(records)
    assert (overlaps(figure), beyond(figure), pale(figure)) == ([], [], {})
