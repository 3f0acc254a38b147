"""The upper part of a picture of a bucket: its total over time, the threshold, and what was removed."""

from typing import TYPE_CHECKING

from harness.plots.layout import Drop, Layout, Point
from harness.plots.look import BREACH, LINE
from harness.plots.placement import Box, Place, Room
from harness.plots.threshold import draw_threshold, room_of

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


def draw_totals(axes: "Axes", layout: Layout, threshold: int) -> None:
    """Draw the total and its threshold into axes whose limits along the time are set."""
    top = max([threshold, *(point.total for point in layout.points)])
    axes.set_ylim(0, top * 1.2)
    axes.set_ylabel("total size (bytes)")
    if not layout.points:
        draw_threshold(axes, room_of(axes), threshold, " bytes")
        return
    xs = [point.x_s for point in layout.points] + [layout.end_s]
    ys = [point.total for point in layout.points] + [layout.points[-1].total]
    axes.step(xs, ys, where="post", color=LINE, linewidth=2.5, zorder=4)
    axes.fill_between(xs, ys, step="post", color=LINE, alpha=0.12, zorder=1, linewidth=0)
    fallen = {drop.to for drop in layout.drops}
    for point in layout.points:
        axes.plot(point.x_s, point.total, "o", color=BREACH if point in fallen else LINE, markersize=8, zorder=5)
    room = room_of(axes, _corners(layout))
    room.lines += [_dot(axes, point) for point in layout.points]
    draw_threshold(axes, room, threshold, " bytes")
    _label(axes, room, layout, fallen)


def _label(axes: "Axes", room: Room, layout: Layout, fallen: set[Point]) -> None:
    for point in layout.points:
        places = FALLEN if point in fallen or point.x_s == 0 else RISEN
        _value(axes, room, point, places)
    for drop in layout.drops:
        _removal(axes, room, drop)


def _value(axes: "Axes", room: Room, point: Point, places: tuple[Place, ...]) -> None:
    from matplotlib.patheffects import withStroke

    label = axes.annotate(
        str(point.total), (point.x_s, point.total), (0, 0), textcoords="offset points", weight="bold", fontsize=15,
        color=LINE, path_effects=[withStroke(linewidth=4, foreground="white")], zorder=6,
    )  # fmt: skip
    room.settle(label, places)


def _removal(axes: "Axes", room: Room, drop: Drop) -> None:
    from matplotlib.patheffects import withStroke

    label = axes.annotate(
        f"{drop.name}\nremoved, −{drop.before - drop.to.total} bytes",
        (drop.to.x_s, (drop.before + drop.to.total) / 2), (0, 0), textcoords="offset points", color=BREACH,
        fontsize=11, path_effects=[withStroke(linewidth=4, foreground="white")], zorder=6,
    )  # fmt: skip
    room.settle(label, BESIDE_A_FALL)


def _dot(axes: "Axes", point: Point) -> Box:
    x, y = axes.transData.transform((point.x_s, point.total))
    return Box(x - DOT_PIXELS, y - DOT_PIXELS, x + DOT_PIXELS, y + DOT_PIXELS)


def _corners(layout: Layout) -> list[tuple[float, float]]:
    """The corners of the stepped line."""
    corners: list[tuple[float, float]] = []
    for point in layout.points:
        if corners:
            corners.append((point.x_s, corners[-1][1]))
        corners.append((point.x_s, point.total))
    return [*corners, (layout.end_s, corners[-1][1])]
