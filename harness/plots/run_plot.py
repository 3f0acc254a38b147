"""The harness's picture of a run: what the bucket or the metric held, threshold, windows, alarm states, deletions."""

from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING

from harness.plots.layout import Layout, lay_out
from harness.plots.level_panel import draw_levels
from harness.plots.look import BAND, DPI, INK, MUTED, SIZE_INCHES
from harness.plots.state_panel import draw_states, rows_of
from harness.plots.total_panel import draw_totals
from harness.store import SavedRun

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

LEFT, RIGHT, TOP, BOTTOM = 0.075, 0.97, 0.86, 0.1
WIDE_LABELS_LEFT = 0.115
"""With labels longer than `alarm` beside the states."""
ROW, MOST_FOR_ROWS = 0.07, 0.5
"""The share of the picture's height that one row of the lower part takes, and the most that all of them do."""
TITLE_SIZES = (19, 17, 15, 13)


def draw_run(run: SavedRun, path: Path) -> Path:
    """Draw a saved run into a PNG of 1600 by 900 pixels and return its path."""
    import matplotlib as mpl

    mpl.use("Agg")
    from matplotlib import pyplot

    layout = lay_out(run.timeline, run.about.period_s)
    rows = min(ROW * max(1, len(rows_of(layout))), MOST_FOR_ROWS)
    with mpl.rc_context({"font.size": 12, "font.family": "DejaVu Sans", "text.color": INK}):
        figure, (above, below) = pyplot.subplots(
            2, 1, figsize=SIZE_INCHES, dpi=DPI, sharex=True, height_ratios=(TOP - BOTTOM - rows, rows)
        )
        try:
            figure.subplots_adjust(left=_left(layout), right=RIGHT, top=TOP, bottom=BOTTOM, hspace=0.06)
            above.set_xlim(0, layout.end_s)
            _frame(above, layout, run.about.period_s)
            if layout.points or not layout.series:
                draw_totals(above, layout, run.about.threshold)
            else:
                draw_levels(above, layout, (run.about.threshold, *run.about.more_thresholds), run.about.period_s)
            draw_states(below, layout, run.about.threshold, run.about.period_s)
            _titles(figure, run, layout)
            figure.savefig(path, facecolor="white", metadata={"Software": None})
        finally:
            pyplot.close(figure)
    return path


def _left(layout: Layout) -> float:
    longest = max((len(row.label) for row in rows_of(layout)), default=0)
    return LEFT if longest <= len("alarm") else WIDE_LABELS_LEFT


def _frame(axes: "Axes", layout: Layout, period_s: int) -> None:
    """Bands for the windows, and what the axes look like."""
    from matplotlib.ticker import MaxNLocator

    for number in range(0, int(layout.end_s // period_s) + 1, 2):
        axes.axvspan(number * period_s, (number + 1) * period_s, color=BAND, zorder=0, linewidth=0)
    axes.yaxis.set_major_locator(MaxNLocator(integer=True))
    axes.spines[["top", "right"]].set_visible(False)
    axes.tick_params(axis="x", length=0)


def _titles(figure: "Figure", run: SavedRun, layout: Layout) -> None:
    left = _left(layout)
    title = figure.text(left, 0.935, "", weight="bold")
    for words, size in product(_titles_of(layout), TITLE_SIZES):
        title.set(text=words, fontsize=size)
        if title.get_window_extent().x1 <= figure.bbox.width * RIGHT:
            break
    clock = "stepped clock" if run.about.clock == "stepped" else "wall clock"
    about = f"{run.about.scenario}, {clock}, alarm period {run.about.period_s} s, verdict: {run.verdict}"
    figure.text(left, 0.888, about, color=MUTED)


def _titles_of(layout: Layout) -> list[str]:
    """What the picture may be called, the fullest first."""
    if layout.points:
        totals = [str(point.total) for point in layout.points]
        return [f"Total size of the bucket: {' → '.join(each)}" for each in (totals, [*totals[:4], "…", *totals[-3:]])]
    if layout.series:
        levels, alarms = layout.series[0].levels, len(layout.strips)
        return [f"{len(levels)} windows of the metric “{layout.series[0].label}”, seen by {alarms} alarms"]
    return ["Nothing was recorded"]
