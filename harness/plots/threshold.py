"""The threshold across a panel, with its label where there is room."""

from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from harness.plots.look import BREACH
from harness.plots.placement import Box, Place, Room

if TYPE_CHECKING:
    from matplotlib.axes import Axes

POINTS_PER_INCH = 72


def room_of(axes: "Axes", *lines: Sequence[tuple[float, float]]) -> Room:
    """The frame of the axes, with lines of these corners in it; all limits must be set."""
    extent = axes.get_window_extent()
    room = Room(Box(extent.x0, extent.y0, extent.x1, extent.y1))
    for corners in lines:
        pixels = axes.transData.transform(corners)
        for (x0, y0), (x1, y1) in pairwise(pixels):
            room.lines.append(Box(min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)))
    return room


def draw_threshold(axes: "Axes", room: Room, threshold: float, words: str) -> None:
    """A dashed line and its label: at the right, at the left or in the middle, above or below the line."""
    from matplotlib.patheffects import withStroke

    axes.axhline(threshold, color=BREACH, linestyle=(0, (6, 4)), linewidth=1.5, zorder=2)
    label = axes.annotate(
        f"threshold {words}", (1, threshold), (0, 0), ("axes fraction", "data"), "offset points",
        color=BREACH, fontsize=11, path_effects=[withStroke(linewidth=4, foreground="white")], zorder=3,
    )  # fmt: skip
    width = (room.frame.right - room.frame.left) / axes.get_figure(root=True).dpi * POINTS_PER_INCH  # type: ignore[union-attr]
    room.settle(
        label,
        [
            Place(x, y, ha, va)
            for x, ha in ((-6, "right"), (6 - width, "left"), (-width / 2, "center"))
            for y, va in ((5, "bottom"), (-5, "top"))
        ],
    )
    level = float(axes.transData.transform((0, threshold))[1])
    room.dashes.append(Box(room.frame.left, level, room.frame.right, level))
