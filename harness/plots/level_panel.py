"""The upper part of a picture without a curve: what a metric held, window by window."""

from collections.abc import Sequence
from math import inf
from typing import TYPE_CHECKING

from harness.plots.layout import Layout
from harness.plots.look import BREACH, LINE, MUTED
from harness.plots.threshold import draw_threshold, room_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def draw_levels(axes: "Axes", layout: Layout, thresholds: Sequence[float], period_s: int) -> None:
    """Draw the first series and the thresholds, lowest first, into axes whose limits along the time are set."""
    levels = layout.series[0].levels if layout.series else ()
    values = [level.value for level in levels if level.value is not None]
    low, high = min([0.0, *values]), max([*thresholds, *values, 0.0])
    axes.set_ylim(low * 1.2, high * 1.25)
    axes.set_ylabel(f"{layout.series[0].label} in each window" if layout.series else "nothing recorded")
    middles = [(level.from_s + period_s / 2, level.value) for level in levels]
    room = room_of(axes, *([(x_s, 0.0), (x_s, value)] for x_s, value in middles if value is not None))
    for threshold in thresholds:
        draw_threshold(axes, room, threshold)
    for x_s, value in middles:
        _level(axes, x_s, value, min(thresholds, default=inf))


def _level(axes: "Axes", x_s: float, value: float | None, threshold: float) -> None:
    from matplotlib.patheffects import withStroke

    if value is None:
        axes.annotate("–", (x_s, 0), (0, 4), textcoords="offset points", ha="center", color=MUTED, fontsize=14)
        return
    colour = BREACH if value >= threshold else LINE
    axes.vlines(x_s, 0, value, color=colour, linewidth=2.5, zorder=4)
    axes.plot(x_s, value, "o", color=colour, markersize=9, zorder=5)
    axes.annotate(
        f"{value:g}", (x_s, value), (0, 8), textcoords="offset points", ha="center", weight="bold",
        fontsize=13, color=colour, path_effects=[withStroke(linewidth=4, foreground="white")], zorder=6,
    )  # fmt: skip
