"""Labels go where they cover least."""

from collections.abc import Iterator

import pytest
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from harness.plots.placement import Box, Place, Room
from harness.plots.threshold import draw_threshold, room_of

FRAME = Box(0, 0, 100, 100)
RIGHT, LEFT = Place(5, 0, "left", "center"), Place(-5, 0, "right", "center")


@pytest.fixture
def axes() -> Iterator[Axes]:
    """Axes of 500 by 400 pixels, 10 by 10 in data."""
    figure = Figure(figsize=(5, 4), dpi=100)
    FigureCanvasAgg(figure)
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set_xlim(0, 10)
    axes.set_ylim(0, 10)
    yield axes
    figure.clear()


def box(left: float, bottom: float) -> Box:
    return Box(left, bottom, left + 20, bottom + 10)


def test_free_room_costs_nothing() -> None:
    assert Room(FRAME).cost(box(10, 10)) == 0


@pytest.mark.parametrize(
    "room",
    [
        Room(FRAME, labels=[box(25, 15)]),
        Room(FRAME, lines=[Box(20, 0, 20, 100)]),
        Room(FRAME, dashes=[Box(0, 15, 100, 15)]),
        Room(Box(15, 0, 100, 100)),
        Room(Box(0, 0, 100, 18)),
    ],
    ids=["a label", "a line", "dashes", "beyond the left", "beyond the top"],
)
def test_covering_anything_costs(room: Room) -> None:
    assert room.cost(box(10, 10)) > 0
    assert room.cost(box(60, 5)) <= Room(FRAME, dashes=room.dashes).cost(box(60, 5))


def test_a_line_is_worse_than_dashes() -> None:
    line = Box(0, 15, 100, 15)
    assert Room(FRAME, lines=[line]).cost(box(10, 10)) > Room(FRAME, dashes=[line]).cost(box(10, 10))


def test_a_label_takes_the_first_place_unless_another_is_freer(axes: Axes) -> None:
    def placed(room: Room) -> str:
        label = axes.annotate("label", (5, 5), (0, 0), textcoords="offset points")
        room.settle(label, [RIGHT, LEFT])
        assert len(room.labels) == 1
        return label.get_horizontalalignment()

    assert placed(room_of(axes)) == "left"
    assert placed(room_of(axes, [(5.5, 0), (5.5, 10)])) == "right"


def test_two_labels_at_one_point_stand_apart(axes: Axes) -> None:
    room = room_of(axes)
    for _ in range(2):
        room.settle(axes.annotate("label", (5, 5), (0, 0), textcoords="offset points"), [RIGHT, LEFT])
    across, up = room.labels[0].overlap(room.labels[1])
    assert across <= 0 or up <= 0


def test_the_thresholds_label_makes_way_for_lines(axes: Axes) -> None:
    room = room_of(axes, [(9.5, 0), (9.5, 10)])
    draw_threshold(axes, room, 5, " bytes")
    (label,) = room.labels
    assert label.right < 100 * 9.5 / 10 * 5
    assert len(room.dashes) == 1
