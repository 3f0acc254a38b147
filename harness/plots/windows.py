"""The picture of a run that fits any system: what windows held, and the alarms; a curve above them, if there is one."""

from math import inf
from typing import TYPE_CHECKING

from harness.plots.curve import Curve
from harness.plots.curve_panel import draw_curve
from harness.plots.durations import period_in_words
from harness.plots.layout import Layout, lay_out
from harness.plots.level_panel import draw_levels, metric_of
from harness.plots.look import BAND
from harness.plots.state_panel import draw_states, rows_of
from harness.plots.title import about_run, draw_titles
from harness.plots.wording import PLAIN, Wording
from harness.run.store import SavedRun

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

LEFT, RIGHT, TOP, BOTTOM = 0.075, 0.97, 0.86, 0.1
LETTER, EDGE = 0.0075, 0.017
"""The share of the width that a letter beside the states takes at most, and what stays free beside the longest line."""
ROW, MOST_FOR_ROWS = 0.07, 0.5
"""The share of the picture's height that one row of the lower part takes, and the most that all of them do."""


def draw_windows(figure: "Figure", run: SavedRun, curve: Curve | None = None, wording: Wording = PLAIN) -> None:
    """Draw into an empty figure the curve, or what the first metric held in each window, and below it the alarms."""
    layout = lay_out(run.timeline, run.about.period_s, curve)
    left = _left(layout, wording)
    rows = min(ROW * max(1, len(rows_of(layout))), MOST_FOR_ROWS)
    above, below = figure.subplots(2, 1, sharex=True, height_ratios=(TOP - BOTTOM - rows, rows))
    figure.subplots_adjust(left=left, right=RIGHT, top=TOP, bottom=BOTTOM, hspace=0.06)
    above.set_xlim(0, layout.end_s)
    _frame(above, layout, run.about.period_s)
    if curve and layout.points:
        draw_curve(above, layout, curve, run.about.thresholds)
    else:
        draw_levels(above, layout, run.about.thresholds, run.about.period_s, wording)
    draw_states(below, layout, min(run.about.thresholds, default=inf), run.about.period_s, wording)
    about = about_run(run, f"alarm period {period_in_words(run.about.period_s)}")
    draw_titles(figure, left, RIGHT, _titles_of(layout, curve, wording), about)


def _left(layout: Layout, wording: Wording) -> float:
    lines = [line for row in rows_of(layout) for line in wording.row(row.label).splitlines()]
    return max(LEFT, EDGE + LETTER * max(map(len, lines), default=0))


def _frame(axes: "Axes", layout: Layout, period_s: int) -> None:
    """Bands for the windows, and what the axes look like."""
    for number in range(0, int(layout.end_s // period_s) + 1, 2):
        axes.axvspan(number * period_s, (number + 1) * period_s, color=BAND, zorder=0, linewidth=0)
    axes.spines[["top", "right"]].set_visible(False)
    axes.tick_params(axis="x", length=0)


def _titles_of(layout: Layout, curve: Curve | None, wording: Wording) -> list[str]:
    """What the picture may be called, the fullest first."""
    if curve and layout.points:
        values = [str(point.value) for point in layout.points]
        return [f"{curve.title}: {' → '.join(each)}" for each in (values, [*values[:4], "…", *values[-3:]])]
    if layout.series:
        levels, alarms = layout.series[0].levels, len(layout.strips)
        seen_by = f"{alarms} alarm{'s' * (alarms != 1)}"
        return [f"{len(levels)} windows of the metric “{metric_of(layout, wording)}”, seen by {seen_by}"]
    return ["Nothing was recorded"]
