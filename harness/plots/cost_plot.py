"""The picture of a cost report: what each item costs, standing and by runs, and what free tiers change."""

from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from harness.cost.report import Report
from harness.plots.look import BAND, INK, LINE, MUTED
from harness.plots.run_plot import figure_of
from harness.plots.title import draw_titles

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

LEFT, RIGHT, TOP, BOTTOM = 0.255, 0.97, 0.83, 0.09
STANDING = "#bf8700"
BY_STANDING, BY_RUNS = "because the stack is there", "by its runs"
CENTS_FROM = 0.05
"""An axis up to so many dollars has its ticks in whole cents."""
MOST_BARS = 14
CENTS_ALONE_FROM = 100
OTHERS = "everything else"
SHARE_OF_ITEMS = (2.6, 1)
"""The widths of the two panels."""

Bar = tuple[str, Decimal, Decimal]
"""A label, and the dollars that it costs standing and by runs."""


def draw_cost(report: Report, path: Path) -> Path:
    """Draw a report into a PNG of 1600 by 900 pixels and return its path."""
    figure_of(lambda figure: draw_report(figure, report), path)
    return path


def draw_report(figure: "Figure", report: Report) -> None:
    """Draw a report into an empty figure: its items, and beside them the totals by free tier."""
    items, tiers = figure.subplots(1, 2, width_ratios=SHARE_OF_ITEMS)
    figure.subplots_adjust(left=LEFT, right=RIGHT, top=TOP, bottom=BOTTOM, wspace=0.12)
    _draw_items(items, bars_of(report))
    _draw_tiers(tiers, report)
    draw_titles(figure, 0.03, RIGHT, [report.title], report.about)


def bars_of(report: Report) -> list[Bar]:
    """The items by what they cost, dearest first; those of the least cost together where there are many."""
    bars = []
    for line in sorted(report.active.lines, key=lambda line: -line.cost):
        standing = report.standing(line)
        bars.append((f"{line.price.service}  {_short(line.price.words)}", standing, line.cost - standing))
    if len(bars) <= MOST_BARS:
        return bars
    kept, rest = bars[: MOST_BARS - 1], bars[MOST_BARS - 1 :]
    zero = Decimal(0)
    return [*kept, (OTHERS, sum((bar[1] for bar in rest), zero), sum((bar[2] for bar in rest), zero))]


def dollars(usd: Decimal) -> str:
    """With four decimals, or that it is less than they can show; large amounts in cents."""
    if usd >= CENTS_ALONE_FROM:
        return f"${usd:,.2f}"
    return f"${usd:.4f}" if usd == 0 or usd >= Decimal("0.0001") else "< $0.0001"


def _short(words: str) -> str:
    return words.replace("PUT, COPY, POST and LIST", "PUT and LIST").replace(" of standard resolution", "")


def _draw_items(axes: "Axes", bars: list[Bar]) -> None:
    places = range(len(bars))
    standing, by_runs = [float(bar[1]) for bar in bars], [float(bar[2]) for bar in bars]
    if any(standing):
        axes.barh(places, standing, color=STANDING, hatch="///", edgecolor="#7a5600", height=0.62, label=BY_STANDING)
    if any(by_runs):
        axes.barh(places, by_runs, left=standing, color=LINE, height=0.62, label=BY_RUNS)
    most = max([a + b for a, b in zip(standing, by_runs, strict=True)], default=0) or 1.0
    for place, (_, one, other) in zip(places, bars, strict=True):
        axes.text(float(one + other) + most * 0.012, place, dollars(one + other), va="center", color=MUTED)
    axes.set_yticks(list(places), [bar[0] for bar in bars])
    axes.set_xlim(0, most * 1.2)
    axes.set_ylim(max(len(bars), 4) - 0.4, -0.6)
    axes.xaxis.set_major_formatter(_in_cents if most >= CENTS_FROM else "${x:g}")
    _plain(axes, "what it costs")
    if bars:
        axes.legend(loc="lower right", frameon=False)
    if not bars:
        axes.text(0.5, 0.5, "nothing is charged", transform=axes.transAxes, ha="center", color=MUTED)


def _in_cents(usd: float, _: float) -> str:
    return f"${usd:,.2f}"


def _draw_tiers(axes: "Axes", report: Report) -> None:
    totals = [(str(tier), total) for tier, total in report.totals.items()]
    most = max(float(total) for _, total in totals) or 1.0
    axes.bar(range(len(totals)), [float(total) for _, total in totals], color=LINE, width=0.6)
    for place, (tier, total) in enumerate(totals):
        if tier == report.active.free_tier:
            axes.axvspan(place - 0.45, place + 0.45, color=BAND, zorder=0)
        axes.text(place, float(total) + most * 0.015, dollars(total), ha="center", color=INK, fontsize=10)
    axes.set_xticks(range(len(totals)), [tier for tier, _ in totals])
    axes.set_ylim(0, most * 1.12)
    axes.set_yticks([])
    _plain(axes, "in all, by free tier")


def _plain(axes: "Axes", title: str) -> None:
    axes.spines[["top", "right"]].set_visible(False)
    axes.tick_params(length=0)
    axes.set_title(title, fontsize=12, color=MUTED, loc="left")
