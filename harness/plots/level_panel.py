"""The upper part of a picture without a curve: what a metric held, window by window."""

from collections.abc import Sequence
from math import inf
from typing import TYPE_CHECKING

from harness.plots.layout import Layout
from harness.plots.look import BREACH, LINE, MUTED, NO_DATAPOINT
from harness.plots.placement import Place, Room
from harness.plots.threshold import draw_threshold, room_of
from harness.plots.ticks import ticks_with
from harness.plots.wording import Wording

if TYPE_CHECKING:
    from matplotlib.axes import Axes

AROUND = (
    Place(0, 8, "center", "bottom"), Place(10, 4, "left", "bottom"), Place(-10, 4, "right", "bottom"),
    Place(10, 0, "left", "center"), Place(-10, 0, "right", "center"),
)  # fmt: skip
"""Where the value of a window may stand, beside its dot."""


def draw_levels(axes: "Axes", layout: Layout, thresholds: Sequence[float], period_s: int, wording: Wording) -> None:
    """Draw the first series and the thresholds, lowest first, into axes whose limits along the time are set."""
    levels = layout.series[0].levels if layout.series else ()
    values = [level.value for level in levels if level.value is not None]
    low, high = min([0.0, *values]), max([*thresholds, *values, 0.0])
    axes.set_ylim(low * 1.2, high * 1.25 or 1.0)
    axes.set_ylabel(f"{metric_of(layout, wording)} in each window" if layout.series else "nothing recorded")
    ticks = ticks_with(thresholds, *axes.get_ylim())
    axes.set_yticks(ticks, [wording.value(tick) for tick in ticks])
    middles = [(level.from_s + period_s / 2, level.value) for level in levels]
    room = room_of(axes, *([(x_s, 0.0), (x_s, value)] for x_s, value in middles if value is not None))
    for threshold in thresholds:
        draw_threshold(axes, room, threshold, wording.value(threshold))
    for x_s, value in middles:
        _level(axes, room, x_s, value, min(thresholds, default=inf), wording)


def metric_of(layout: Layout, wording: Wording) -> str:
    """What the first series is called."""
    return wording.metric or layout.series[0].label


def _level(axes: "Axes", room: Room, x_s: float, value: float | None, threshold: float, wording: Wording) -> None:
    from matplotlib.patheffects import withStroke

    if value is None:
        axes.annotate(
            NO_DATAPOINT, (x_s, 0), (0, 3), textcoords="offset points", ha="center", va="bottom", color=MUTED,
            fontsize=14,
        )  # fmt: skip
        return
    colour = BREACH if value >= threshold else LINE
    axes.vlines(x_s, 0, value, color=colour, linewidth=2.5, zorder=4)
    axes.plot(x_s, value, "s" if value >= threshold else "o", color=colour, markersize=9, zorder=5, clip_on=False)
    label = axes.annotate(
        wording.value(value), (x_s, value), (0, 0), textcoords="offset points", weight="bold", fontsize=13,
        color=colour, path_effects=[withStroke(linewidth=4, foreground="white")], zorder=6,
    )  # fmt: skip
    room.settle(label, AROUND)
