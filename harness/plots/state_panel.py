"""The lower part of every picture: what each window held, and below it each alarm's states, on one time axis."""

from typing import TYPE_CHECKING

from harness.plots.durations import period_in_words, time_in_words
from harness.plots.layout import Layout, Series, Span, Strip
from harness.plots.look import (
    BREACH,
    INK,
    MUTED,
    NO_DATAPOINT,
    STATE_COLOURS,
    STATE_HATCHES,
    STATE_WORDS,
    UNSURE,
)  # fmt: skip
from harness.plots.wording import Wording

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.text import Text

GAP = 0.08
"""The share of a row that stays free between two strips."""
MOST_TICKS = 12
PAD_PIXELS = 6
"""What a span keeps beside its words."""


def rows_of(layout: Layout) -> list[Series | Strip]:
    """The rows from the top: the series that the panel above doesn't draw, then the alarms."""
    return [*layout.series[0 if layout.points else 1 :], *layout.strips]


def draw_states(axes: "Axes", layout: Layout, threshold: float, period_s: int, wording: Wording) -> None:
    """Draw a row for each series and each alarm, from the top; below the axis, what its signs mean."""
    rows = rows_of(layout)
    axes.set_ylim(0, max(1, len(rows)))
    signs = set[str]()
    for number, row in enumerate(rows):
        bottom = len(rows) - 1 - number
        if isinstance(row, Strip):
            signs |= {_span(axes, span, bottom) for span in row.spans}
        else:
            _values(axes, row, bottom, threshold, period_s)
    names = [wording.row(row.label) for row in rows]
    axes.set_yticks([len(rows) - number - 0.5 for number in range(len(rows))], names, linespacing=1.3)
    axes.tick_params(axis="y", length=0)
    axes.spines[:].set_visible(False)
    _time(axes, layout, period_s, [*_key(layout, signs), wording.note])


def _span(axes: "Axes", span: Span, bottom: float) -> str:
    """Draw it, and return what was written: the state, or the sign that stands for it."""
    from matplotlib.patches import Rectangle

    hatch, over = STATE_HATCHES.get(span.state, ("", ""))
    corner, width = (span.from_s, bottom + GAP / 2), span.to_s - span.from_s
    colour = STATE_COLOURS.get(span.state, UNSURE)
    axes.add_patch(
        Rectangle(
            corner, width, 1 - GAP, facecolor=colour, edgecolor=over or colour, hatch=hatch, linewidth=0,
            label=span.state,
        )
    )  # fmt: skip
    label = axes.text(
        (span.from_s + span.to_s) / 2, bottom + 0.5, "", ha="center", va="center", color="white", weight="bold",
        fontsize=10,
    )  # fmt: skip
    left, right = (float(axes.transData.transform((at_s, 0))[0]) for at_s in (span.from_s, span.to_s))
    return _fit(label, right - left, (*STATE_WORDS.get(span.state, (span.state,)), ""))


def _fit(label: "Text", width: float, choices: tuple[str, ...]) -> str:
    """Write the first of these that fits, and return it; at last the empty one."""
    for words in choices:
        label.set_text(words)
        if label.get_window_extent().width + PAD_PIXELS < width:
            return words
    return ""


def _values(axes: "Axes", series: Series, bottom: float, threshold: float, period_s: int) -> None:
    for level in series.levels:
        words, colour, weight = NO_DATAPOINT, MUTED, "normal"
        if level.value is not None:
            breaching = level.value >= threshold
            words = f"{level.value:g}".replace("-", "−")
            colour, weight = (BREACH, "bold") if breaching else (INK, "normal")
        axes.text(
            level.from_s + period_s / 2, bottom + 0.5, words, ha="center", va="center", fontsize=12, weight=weight,
            color=colour,
        )  # fmt: skip


def _key(layout: Layout, signs: set[str]) -> list[str]:
    """What the signs mean that the picture has."""
    silent = any(level.value is None for series in layout.series for level in series.levels)
    known = [(sign, state) for state, (*_, sign) in STATE_WORDS.items() if sign in signs and sign != state]
    told = [f"{NO_DATAPOINT} is a window without a datapoint"] if silent else []
    return told + [f"{sign} is {state}" for sign, state in known]


def _time(axes: "Axes", layout: Layout, period_s: int, notes: list[str]) -> None:
    windows = range(int(layout.end_s // period_s) + 1)
    shown = windows[:: 1 + len(windows) // (MOST_TICKS + 1)]
    axes.set_xticks(
        [n * period_s for n in shown],
        [time_in_words(n * period_s, period_s) for n in shown],
    )
    bands = f"CloudWatch's time; shaded bands are the alarm's windows of {period_in_words(period_s)}"
    axes.set_xlabel("\n".join(filter(None, [bands, "; ".join(filter(None, notes))])), fontsize=11)
