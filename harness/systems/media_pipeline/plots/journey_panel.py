"""Images on their way: each in a lane of its own, or, where there are many, how many had come how far."""

from bisect import bisect_right
from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from harness.plots.look import BREACH, CALM, INK, MUTED
from harness.systems.media_pipeline.plots.journeys import MOMENTS, STAGES, Journey, levels

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes
    from matplotlib.lines import Line2D

MOST_LANES = 9
"""More are drawn as curves."""
STAGE_COLOURS = dict(zip(STAGES, ("#7d8590", "#b8801f", "#8250df", "#0b57d0"), strict=True))
STAGE_HATCHES = dict(zip(STAGES, ("", "///", "...", ""), strict=True))
"""So that a stage is known without its colour too; each stands out from white by 3 (WCAG 2.2, 1.4.11)."""
HATCH_COLOUR = "#ffffff80"
LANE = 0.62
ENDS = {True: ("o", CALM), False: ("X", BREACH)}
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
            axes.barh(row, to_s - from_s, left=from_s, height=LANE, **_look(stage))
        _end(axes, row, journey, end_s)
    shown = {stage for journey in journeys for stage, _, _ in journey.stages}
    ends = [_mark(completed) for completed in (True, False) if completed in {each.completed for each in journeys}]
    _legend(axes, [stage for stage in STAGES if stage in shown], ends)


def _mark(completed: bool) -> "Line2D":
    """What the legend shows for an end."""
    from matplotlib.lines import Line2D

    shape, colour = ENDS[completed]
    label = "completed" if completed else "failed"
    return Line2D([], [], linestyle="", marker=shape, color=colour, markersize=11, label=label)


def _look(stage: str) -> dict[str, Any]:
    return {
        "facecolor": STAGE_COLOURS[stage], "hatch": STAGE_HATCHES[stage], "edgecolor": HATCH_COLOUR, "linewidth": 0,
    }  # fmt: skip


def _end(axes: "Axes", row: int, journey: Journey, end_s: float) -> None:
    at_s, (shape, colour) = max(journey.moments.values()), ENDS[journey.completed]
    axes.plot(at_s, row, shape, color=colour, markersize=11, zorder=5, clip_on=False)
    words = "completed" if journey.completed else journey.why
    before = at_s > end_s / 2
    axes.annotate(
        f"{words}, {journey.took_s:.1f} s", (at_s, row), (-12 if before else 12, 0), textcoords="offset points",
        ha="right" if before else "left", va="center", fontsize=10, color=INK,
        bbox={"boxstyle": "round,pad=0.25", "facecolor": "white", "edgecolor": "none"},
    )  # fmt: skip


def _curves(axes: "Axes", journeys: tuple[Journey, ...], end_s: float) -> None:
    from matplotlib.patches import Patch

    times = [0.0, *sorted({at_s for journey in journeys for at_s in journey.moments.values()}), end_s]
    counts = {moment: _held(levels(journeys, moment)[0], times) for moment in MOMENTS}
    for stage, (before, after) in zip(STAGES, pairwise(MOMENTS), strict=True):
        axes.fill_between(times, counts[after], counts[before], step="post", **_look(stage))
    axes.fill_between(times, 0, counts["ended"], step="post", color=CALM, alpha=0.25, linewidth=0)
    axes.step(times, counts["ended"], where="post", color=CALM, linewidth=2.5)
    axes.set_xlim(0, end_s)
    axes.set_ylim(0, len(journeys) * 1.02)
    axes.set_ylabel("images")
    _legend(axes, STAGES, [Patch(color=CALM, alpha=0.25, label="ended")])


def _held(moments: list[float], times: list[float]) -> list[int]:
    return [bisect_right(moments, at_s) for at_s in times]


def _legend(axes: "Axes", stages: Sequence[str], ends: "Sequence[Artist]") -> None:
    """Name what is drawn, and nothing else."""
    from matplotlib.patches import Patch

    handles = [*(Patch(label=stage, **_look(stage)) for stage in stages), *ends]
    legend = axes.legend(
        handles=handles, loc="lower left", bbox_to_anchor=(0, 1), ncols=len(handles),
        frameon=False, handlelength=1.2, borderaxespad=0.2, columnspacing=1.4,
    )  # fmt: skip
    for text in legend.get_texts():
        text.set_color(MUTED)


def _short(name: str) -> str:
    return name if len(name) <= 18 else f"{name[:15]}…"
