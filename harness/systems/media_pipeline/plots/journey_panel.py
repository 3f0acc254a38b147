"""Images on their way: each in a lane of its own, or, where there are many, how many had come how far."""

from bisect import bisect_right
from itertools import pairwise
from typing import TYPE_CHECKING

from harness.plots.look import BREACH, CALM, INK, MUTED
from harness.systems.media_pipeline.plots.journeys import MOMENTS, STAGES, Journey, levels

if TYPE_CHECKING:
    from matplotlib.axes import Axes

MOST_LANES = 9
"""More are drawn as curves."""
STAGE_COLOURS = dict(zip(STAGES, ("#c9d1d9", "#e3b341", "#8250df", "#1f6feb"), strict=True))
LANE = 0.62
AFTER = 1.04
"""The time axis ends so much later than the last image, for the marks at the ends of lanes."""


def draw_journeys(axes: "Axes", journeys: tuple[Journey, ...]) -> None:
    """Lanes for a few images, curves for many."""
    end_s = max(max(journey.moments.values()) for journey in journeys)
    if len(journeys) <= MOST_LANES:
        _lanes(axes, journeys, end_s)
    else:
        _curves(axes, journeys, end_s)
    axes.set_xlabel("seconds since the first request")
    axes.spines[["top", "right"]].set_visible(False)


def _lanes(axes: "Axes", journeys: tuple[Journey, ...], end_s: float) -> None:
    axes.set_ylim(len(journeys) - 0.4, -0.6)
    axes.set_xlim(0, end_s * AFTER)
    axes.set_yticks(range(len(journeys)), [_short(journey.file) for journey in journeys])
    axes.tick_params(axis="y", length=0)
    for row, journey in enumerate(journeys):
        for stage, from_s, to_s in journey.stages:
            axes.barh(row, to_s - from_s, left=from_s, height=LANE, color=STAGE_COLOURS[stage], linewidth=0)
        _end(axes, row, journey, end_s)
    _legend(axes)


def _end(axes: "Axes", row: int, journey: Journey, end_s: float) -> None:
    at_s, colour = max(journey.moments.values()), CALM if journey.completed else BREACH
    axes.plot(at_s, row, "o" if journey.completed else "X", color=colour, markersize=11, zorder=5, clip_on=False)
    words = "completed" if journey.completed else journey.why
    before = at_s > end_s / 2
    axes.annotate(
        f"{words}, {journey.took_s:.1f} s", (at_s, row), (-12 if before else 12, 0), textcoords="offset points",
        ha="right" if before else "left", va="center", fontsize=10, color=INK,
        bbox={"boxstyle": "round,pad=0.25", "facecolor": "white", "edgecolor": "none", "alpha": 0.85},
    )  # fmt: skip


def _curves(axes: "Axes", journeys: tuple[Journey, ...], end_s: float) -> None:
    times = [0.0, *sorted({at_s for journey in journeys for at_s in journey.moments.values()}), end_s]
    counts = {moment: _held(levels(journeys, moment)[0], times) for moment in MOMENTS}
    for stage, (before, after) in zip(STAGES, pairwise(MOMENTS), strict=True):
        axes.fill_between(times, counts[after], counts[before], step="post", color=STAGE_COLOURS[stage], linewidth=0)
    axes.fill_between(times, 0, counts["ended"], step="post", color=CALM, alpha=0.25, linewidth=0)
    axes.step(times, counts["ended"], where="post", color=CALM, linewidth=2.5)
    axes.set_xlim(0, end_s)
    axes.set_ylim(0, len(journeys) * 1.02)
    axes.set_ylabel("images")
    _legend(axes)


def _held(moments: list[float], times: list[float]) -> list[int]:
    return [bisect_right(moments, at_s) for at_s in times]


def _legend(axes: "Axes") -> None:
    from matplotlib.patches import Patch

    marks = [Patch(color=colour, label=stage) for stage, colour in STAGE_COLOURS.items()]
    legend = axes.legend(
        handles=[*marks, Patch(color=CALM, label="ended")], loc="lower left", bbox_to_anchor=(0, 1), ncols=5,
        frameon=False, handlelength=1.2, borderaxespad=0.2, columnspacing=1.4,
    )  # fmt: skip
    for text in legend.get_texts():
        text.set_color(MUTED)


def _short(name: str) -> str:
    return name if len(name) <= 18 else f"{name[:15]}…"
