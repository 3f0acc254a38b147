"""The lower part of every picture: what each window held, and below it each alarm's states, on one time axis."""

from typing import TYPE_CHECKING

from harness.plots.layout import Layout, Series, Span, Strip
from harness.plots.look import BREACH, INK, MUTED, STATE_COLOURS, STATE_WORDS, UNSURE

if TYPE_CHECKING:
    from matplotlib.axes import Axes

GAP = 0.08
"""The share of a row that stays free between two strips."""
MOST_TICKS = 12
HOUR_S = 3600


def rows_of(layout: Layout) -> list[Series | Strip]:
    """The rows from the top: the series that the panel above doesn't draw, then the alarms."""
    return [*layout.series[0 if layout.points else 1 :], *layout.strips]


def draw_states(axes: "Axes", layout: Layout, threshold: float, period_s: int) -> None:
    """Draw a row for each series and each alarm, from the top."""
    rows = rows_of(layout)
    axes.set_ylim(0, max(1, len(rows)))
    for number, row in enumerate(rows):
        bottom = len(rows) - 1 - number
        if isinstance(row, Strip):
            for span in row.spans:
                _span(axes, span, bottom)
        else:
            _values(axes, row, bottom, threshold, period_s)
    axes.set_yticks([len(rows) - number - 0.5 for number in range(len(rows))], [row.label for row in rows])
    axes.tick_params(axis="y", length=0)
    axes.spines[:].set_visible(False)
    _time(axes, layout, period_s)


def _span(axes: "Axes", span: Span, bottom: float) -> None:
    from matplotlib.patches import Rectangle

    corner, width = (span.from_s, bottom + GAP / 2), span.to_s - span.from_s
    axes.add_patch(Rectangle(corner, width, 1 - GAP, color=STATE_COLOURS.get(span.state, UNSURE), linewidth=0))
    label = axes.text(
        (span.from_s + span.to_s) / 2, bottom + 0.5, "", ha="center", va="center", color="white", weight="bold",
        fontsize=10,
    )  # fmt: skip
    left, right = (axes.transData.transform((at_s, 0))[0] for at_s in (span.from_s, span.to_s))
    for words in (*STATE_WORDS.get(span.state, (span.state,)), ""):
        label.set_text(words)
        if label.get_window_extent().width + 6 < right - left:
            return


def _values(axes: "Axes", series: Series, bottom: float, threshold: float, period_s: int) -> None:
    for level in series.levels:
        words, colour, weight = "–", MUTED, "normal"
        if level.value is not None:
            breaching = level.value >= threshold
            words = f"{level.value:g}".replace("-", "−")
            colour, weight = (BREACH, "bold") if breaching else (INK, "normal")
        axes.text(
            level.from_s + period_s / 2, bottom + 0.5, words, ha="center", va="center", fontsize=12, weight=weight,
            color=colour,
        )  # fmt: skip


def _time(axes: "Axes", layout: Layout, period_s: int) -> None:
    windows = range(int(layout.end_s // period_s) + 1)
    shown = windows[:: 1 + len(windows) // (MOST_TICKS + 1)]
    axes.set_xticks(
        [n * period_s for n in shown],
        [_in_words(n * period_s, period_s) for n in shown],
    )
    window = f"{period_s} s" if period_s < HOUR_S else _in_words(period_s, period_s)
    axes.set_xlabel(f"CloudWatch's time; shaded bands are the alarm's windows of {window}")


def _in_words(time_s: int, period_s: int) -> str:
    """A time in the unit that windows of that length are counted in."""
    unit_s, unit = next((size, name) for size, name in ((HOUR_S, "h"), (60, "min"), (1, "s")) if period_s >= size)
    return f"{time_s // unit_s} {unit}"
