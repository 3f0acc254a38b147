"""The upper part of a picture with a curve: the quantity over time, the thresholds, and what made it fall."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from harness.plots.curve import Curve
from harness.plots.layout import Fall, Layout, Point
from harness.plots.look import BREACH, LINE
from harness.plots.placement import Box, Place, Room
from harness.plots.threshold import draw_threshold, room_of
from harness.plots.ticks import ticks_with

if TYPE_CHECKING:
    from matplotlib.axes import Axes

ABOVE_RIGHT, ABOVE_LEFT = Place(8, 6, "left", "bottom"), Place(-7, 6, "right", "bottom")
BELOW_LEFT, BELOW_RIGHT = Place(-7, -6, "right", "top"), Place(8, -6, "left", "top")
RISEN = (ABOVE_LEFT, ABOVE_RIGHT, BELOW_RIGHT, BELOW_LEFT)
FALLEN = (ABOVE_RIGHT, BELOW_RIGHT, BELOW_LEFT, ABOVE_LEFT)
DOT_PIXELS = 7
BESIDE_A_FALL = tuple(
    Place(x, y, ha, "center") for y in (0, 24, -24, 48, 72) for x, ha in ((10, "left"), (-10, "right"))
)


def draw_curve(axes: "Axes", layout: Layout, curve: Curve, thresholds: Sequence[float]) -> None:
    """Draw the curve and the thresholds into axes whose limits along the time are set; it has a point at least."""
    top = max([*thresholds, *(point.value for point in layout.points), 1])
    axes.set_ylim(0, top * 1.2)
    axes.set_ylabel(curve.label)
    axes.set_yticks(ticks_with(thresholds, *axes.get_ylim()))
    xs = [point.x_s for point in layout.points] + [layout.end_s]
    ys = [point.value for point in layout.points] + [layout.points[-1].value]
    axes.step(xs, ys, where="post", color=LINE, linewidth=2.5, zorder=4)
    axes.fill_between(xs, ys, step="post", color=LINE, alpha=0.12, zorder=1, linewidth=0)
    fallen = {fall.to for fall in layout.falls}
    for point in layout.points:
        shape, colour = ("v", BREACH) if point in fallen else ("o", LINE)
        axes.plot(point.x_s, point.value, shape, color=colour, markersize=8, zorder=5, clip_on=False)
    room = room_of(axes, _corners(layout))
    room.lines += [_dot(axes, point) for point in layout.points]
    for threshold in thresholds:
        draw_threshold(axes, room, threshold, f"{threshold:g} {curve.unit}")
    _label(axes, room, layout, fallen, curve)


def _label(axes: "Axes", room: Room, layout: Layout, fallen: set[Point], curve: Curve) -> None:
    for point in layout.points:
        places = FALLEN if point in fallen or point.x_s == 0 else RISEN
        _value(axes, room, point, places)
    for fall in layout.falls:
        _fall(axes, room, fall, curve)


def _value(axes: "Axes", room: Room, point: Point, places: tuple[Place, ...]) -> None:
    from matplotlib.patheffects import withStroke

    label = axes.annotate(
        str(point.value), (point.x_s, point.value), (0, 0), textcoords="offset points", weight="bold", fontsize=15,
        color=LINE, path_effects=[withStroke(linewidth=4, foreground="white")], zorder=6,
    )  # fmt: skip
    room.settle(label, places)


def _fall(axes: "Axes", room: Room, fall: Fall, curve: Curve) -> None:
    from matplotlib.patheffects import withStroke

    label = axes.annotate(
        f"{fall.name}\n{curve.fallen}, −{fall.before - fall.to.value} {curve.unit}",
        (fall.to.x_s, (fall.before + fall.to.value) / 2), (0, 0), textcoords="offset points", color=BREACH,
        fontsize=11, path_effects=[withStroke(linewidth=4, foreground="white")], zorder=6,
    )  # fmt: skip
    room.settle(label, BESIDE_A_FALL)


def _dot(axes: "Axes", point: Point) -> Box:
    x, y = axes.transData.transform((point.x_s, point.value))
    return Box(x - DOT_PIXELS, y - DOT_PIXELS, x + DOT_PIXELS, y + DOT_PIXELS)


def _corners(layout: Layout) -> list[tuple[float, float]]:
    """The corners of the stepped line."""
    corners: list[tuple[float, float]] = []
    for point in layout.points:
        if corners:
            corners.append((point.x_s, corners[-1][1]))
        corners.append((point.x_s, point.value))
    return [*corners, (layout.end_s, corners[-1][1])]
