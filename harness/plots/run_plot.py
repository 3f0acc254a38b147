"""The harness's picture of a run: total, threshold, windows, alarm state, deletions."""

from pathlib import Path
from typing import TYPE_CHECKING

from harness.plots.layout import Layout, lay_out
from harness.store import SavedRun

if TYPE_CHECKING:
    from matplotlib.axes import Axes

INK, MUTED, LINE, BREACH, CALM, UNSURE = "#1f2933", "#7b8794", "#1f6feb", "#d1242f", "#2da44e", "#afb8c1"
STATE_COLOURS = {"ALARM": BREACH, "OK": CALM, "INSUFFICIENT_DATA": UNSURE}
SIZE_INCHES, DPI = (12.8, 7.2), 125


def draw_run(run: SavedRun, path: Path) -> Path:
    """Draw a saved run into a PNG of 1600 by 900 pixels and return its path."""
    import matplotlib as mpl

    mpl.use("Agg")
    from matplotlib import pyplot

    layout = lay_out(run.timeline, run.about.period_s)
    with mpl.rc_context({"font.size": 12, "font.family": "DejaVu Sans", "text.color": INK}):
        figure, (above, below) = pyplot.subplots(
            2, 1, figsize=SIZE_INCHES, dpi=DPI, sharex=True, height_ratios=(9, 1), gridspec_kw={"hspace": 0.06}
        )
        try:
            _totals(above, layout, run)
            _states(below, layout, run.about.period_s)
            _titles(figure, run)
            figure.savefig(path, facecolor="white", metadata={"Software": None})
        finally:
            pyplot.close(figure)
    return path


def _titles(figure: "object", run: SavedRun) -> None:
    from matplotlib.figure import Figure

    assert isinstance(figure, Figure)
    totals = [str(entry.facts["bytes"]) for entry in run.timeline.named("total")]
    figure.subplots_adjust(left=0.075, right=0.97, top=0.86, bottom=0.1)
    figure.text(
        0.075,
        0.935,
        f"Total size of the bucket: {' → '.join(totals) or 'nothing recorded'}",
        fontsize=19,
        weight="bold",
    )
    clock = "stepped clock" if run.about.clock == "stepped" else "wall clock"
    figure.text(
        0.075,
        0.888,
        f"{run.about.scenario}, {clock}, alarm period {run.about.period_s} s, verdict: {run.verdict}",
        color=MUTED,
    )


def _totals(axes: "Axes", layout: Layout, run: SavedRun) -> None:
    from matplotlib.ticker import MaxNLocator

    period_s, threshold = run.about.period_s, run.about.threshold
    for number in range(int(layout.end_s // period_s) + 1):
        if number % 2 == 0:
            axes.axvspan(number * period_s, (number + 1) * period_s, color="#f3f5f7", zorder=0, linewidth=0)
    axes.axhline(threshold, color=BREACH, linestyle=(0, (6, 4)), linewidth=1.5, zorder=2)
    axes.annotate(
        f"threshold {threshold} bytes", (1, threshold), (-6, 5), ("axes fraction", "data"), "offset points",
        ha="right", color=BREACH, fontsize=11,
    )  # fmt: skip
    if layout.points:
        _steps(axes, layout)
    top = max([threshold, *(point.total for point in layout.points)])
    axes.set_ylim(0, top * 1.2)
    axes.set_xlim(0, layout.end_s)
    axes.set_ylabel("total size (bytes)")
    axes.yaxis.set_major_locator(MaxNLocator(integer=True))
    axes.spines[["top", "right"]].set_visible(False)
    axes.tick_params(axis="x", length=0)


def _steps(axes: "Axes", layout: Layout) -> None:
    from matplotlib.patheffects import withStroke

    halo = [withStroke(linewidth=4, foreground="white")]
    xs = [point.x_s for point in layout.points] + [layout.end_s]
    ys = [point.total for point in layout.points] + [layout.points[-1].total]
    axes.step(xs, ys, where="post", color=LINE, linewidth=2.5, zorder=4)
    axes.fill_between(xs, ys, step="post", color=LINE, alpha=0.12, zorder=1, linewidth=0)
    fallen = {drop.to for drop in layout.drops}
    for point in layout.points:
        axes.plot(point.x_s, point.total, "o", color=BREACH if point in fallen else LINE, markersize=8, zorder=5)
        axes.annotate(
            str(point.total), (point.x_s, point.total), (8, 7), textcoords="offset points",
            weight="bold", fontsize=15, color=LINE, path_effects=halo, zorder=6,
        )  # fmt: skip
    for drop in layout.drops:
        label = f"{drop.name}\nremoved, −{drop.before - drop.to.total} bytes"
        axes.annotate(
            label, (drop.to.x_s, (drop.before + drop.to.total) / 2), (10, 0), textcoords="offset points",
            color=BREACH, fontsize=11, va="center", path_effects=halo, zorder=6,
        )  # fmt: skip


def _states(axes: "Axes", layout: Layout, period_s: int) -> None:
    for span in layout.spans:
        axes.axvspan(span.from_s, span.to_s, color=STATE_COLOURS.get(span.state, UNSURE), linewidth=0)
        if (span.to_s - span.from_s) / layout.end_s > 0.09:
            label = span.state.replace("_", " ").lower() if span.state == "INSUFFICIENT_DATA" else span.state
            axes.text(
                (span.from_s + span.to_s) / 2,
                0.5,
                label,
                ha="center",
                va="center",
                color="white",
                weight="bold",
                fontsize=10,
            )
    axes.set_ylim(0, 1)
    axes.set_yticks([])
    axes.set_ylabel("alarm", rotation=0, ha="right", va="center")
    axes.spines[:].set_visible(False)
    windows = range(int(layout.end_s // period_s) + 1)
    axes.set_xticks(
        [n * period_s for n in windows],
        [f"{n * period_s // 60} min" if period_s >= 60 else f"{n * period_s} s" for n in windows],
    )
    axes.set_xlabel(f"CloudWatch's time; shaded bands are the alarm's windows of {period_s} s")
