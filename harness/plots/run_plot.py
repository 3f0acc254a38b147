"""The harness's picture of a run: its totals, windows and alarms, unless its system has a picture of its own."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from harness.plots.layout import Layout, lay_out
from harness.plots.level_panel import draw_levels
from harness.plots.look import BAND, DPI, INK, SIZE_INCHES
from harness.plots.state_panel import draw_states, rows_of
from harness.plots.title import about_run, draw_titles
from harness.plots.total_panel import draw_totals
from harness.run.store import SavedRun

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

LEFT, RIGHT, TOP, BOTTOM = 0.075, 0.97, 0.86, 0.1
WIDE_LABELS_LEFT = 0.115
"""With labels longer than `alarm` beside the states."""
ROW, MOST_FOR_ROWS = 0.07, 0.5
"""The share of the picture's height that one row of the lower part takes, and the most that all of them do."""

Picture = Callable[["Figure", SavedRun], bool]
"""Draws into an empty figure, or says that there is nothing for it to draw."""


def no_picture(_figure: "Figure", _run: SavedRun) -> bool:
    """Leave it to the picture that fits any run."""
    return False


def draw_run(run: SavedRun, path: Path, picture: Picture = no_picture) -> Path:
    """Draw a saved run into a PNG of 1600 by 900 pixels and return its path.

    `picture` may draw it, and says whether it did; otherwise its windows and alarms are drawn.
    """
    import matplotlib as mpl

    mpl.use("Agg")
    from matplotlib import pyplot

    with mpl.rc_context({"font.size": 12, "font.family": "DejaVu Sans", "text.color": INK}):
        figure = pyplot.figure(figsize=SIZE_INCHES, dpi=DPI)
        try:
            if not picture(figure, run):
                _draw_windows(figure, run)
            figure.savefig(path, facecolor="white", metadata={"Software": None})
        finally:
            pyplot.close(figure)
    return path


def _draw_windows(figure: "Figure", run: SavedRun) -> None:
    """What the bucket or the metric held, and below it the alarms."""
    layout = lay_out(run.timeline, run.about.period_s)
    rows = min(ROW * max(1, len(rows_of(layout))), MOST_FOR_ROWS)
    above, below = figure.subplots(2, 1, sharex=True, height_ratios=(TOP - BOTTOM - rows, rows))
    figure.subplots_adjust(left=_left(layout), right=RIGHT, top=TOP, bottom=BOTTOM, hspace=0.06)
    above.set_xlim(0, layout.end_s)
    _frame(above, layout, run.about.period_s)
    if layout.points or not layout.series:
        draw_totals(above, layout, run.about.threshold)
    else:
        draw_levels(above, layout, (run.about.threshold, *run.about.more_thresholds), run.about.period_s)
    draw_states(below, layout, run.about.threshold, run.about.period_s)
    about = about_run(run, f"alarm period {run.about.period_s} s")
    draw_titles(figure, _left(layout), RIGHT, _titles_of(layout), about)


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


def _titles_of(layout: Layout) -> list[str]:
    """What the picture may be called, the fullest first."""
    if layout.points:
        totals = [str(point.total) for point in layout.points]
        return [f"Total size of the bucket: {' → '.join(each)}" for each in (totals, [*totals[:4], "…", *totals[-3:]])]
    if layout.series:
        levels, alarms = layout.series[0].levels, len(layout.strips)
        return [f"{len(levels)} windows of the metric “{layout.series[0].label}”, seen by {alarms} alarms"]
    return ["Nothing was recorded"]
