"""Draw the story: the total as a filled step line, the threshold, the stretches at or above it, and what changed."""

import io

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator

from size_chart.labels import Labels
from size_chart.look import AXES, DPI, GRID, HEIGHT_PX, INK, MUTED, PLAIN, THRESHOLD, TOTAL, WIDTH_PX
from size_chart.story import Story
from size_chart.words import moment_in_words, size_in_words

MOST_TICKS = 10
TICKS_APART = 0.05
"""The share of the axis that two of its sizes keep between them."""


def draw(story: Story, threshold: int, bucket_name: str) -> Figure:
    """The picture of the bucket's history; of an empty one it says so."""
    figure = Figure(figsize=(WIDTH_PX / DPI, HEIGHT_PX / DPI), dpi=DPI, facecolor="white")
    FigureCanvasAgg(figure)
    axes = figure.add_axes(AXES)
    _frame(axes, story, threshold)
    _titles(figure, story, bucket_name)
    _threshold(axes, story, threshold)
    if story.steps:
        _total(axes, story)
        Labels(axes, story, threshold).draw()
    else:
        _nothing(axes, bucket_name)
    return figure


def png(figure: Figure) -> bytes:
    """The figure as a PNG of 1600 × 900 pixels."""
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png", dpi=DPI)
    return buffer.getvalue()


def _frame(axes: Axes, story: Story, threshold: int) -> None:
    axes.set_xlim(story.edges[0], story.edges[-1])
    axes.set_ylim(0, max(story.peak * 1.25, threshold * 1.5, 1))
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    axes.spines["bottom"].set_color(MUTED)
    axes.grid(axis="y", color=GRID, linewidth=1)
    axes.set_axisbelow(True)
    axes.tick_params(length=0, labelsize=13, labelcolor=MUTED, pad=9)
    axes.set_yticks(size_ticks(threshold, axes.get_ylim()[1]))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: size_in_words(round(value))))
    shown = story.steps[:: -(-len(story.steps) // MOST_TICKS) or 1]
    axes.set_xticks([step.x for step in shown], [step.elapsed for step in shown])


def size_ticks(threshold: int, high: float) -> list[float]:
    """The threshold, and round sizes that are far enough from it to be read."""
    rounds = [float(size) for size in MaxNLocator(6, integer=True).tick_values(0, high) if 0 <= size <= high]
    return sorted([threshold, *(size for size in rounds if abs(size - threshold) >= high * TICKS_APART)])


def _titles(figure: Figure, story: Story, bucket_name: str) -> None:
    left = AXES[0]
    figure.text(left, 0.92, f"Total size of {bucket_name}", fontsize=26, weight="bold", color=INK, **PLAIN)
    figure.text(left, 0.868, story.summary if story.steps else "0 changes", fontsize=16, color=MUTED)
    if story.steps:
        first = moment_in_words(story.steps[0].record.event_time)
        text = f"Each change in turn, evenly spaced; below, the time since the first one at {first}"
        figure.text(left, 0.035, text, fontsize=13, color=MUTED)


def _threshold(axes: Axes, story: Story, threshold: int) -> None:
    for start, end in story.breaches(threshold):
        axes.axvspan(start, end, color=THRESHOLD, alpha=0.08, linewidth=0, zorder=0.5, label="breach")
    axes.axhline(threshold, color=THRESHOLD, linewidth=2, linestyle=(0, (6, 4)), zorder=4, label="threshold")
    axes.annotate(
        f"alarm\n≥ {size_in_words(threshold)}",
        (1, threshold),
        xycoords=("axes fraction", "data"),
        xytext=(10, 0),
        textcoords="offset points",
        va="center",
        fontsize=14,
        color=THRESHOLD,
        weight="bold",
        annotation_clip=False,
    )


def _total(axes: Axes, story: Story) -> None:
    axes.fill_between(story.edges, story.levels, step="post", color=TOTAL, alpha=0.16, linewidth=0)
    axes.step(
        story.edges, story.levels, where="post", color=TOTAL, linewidth=3.5, solid_joinstyle="miter", label="total"
    )


def _nothing(axes: Axes, bucket_name: str) -> None:
    axes.grid(visible=False)
    for height, text, size in ((0.42, "No changes yet", 28), (0.33, f"Upload an object into {bucket_name}", 16)):
        axes.text(0.5, height, text, fontsize=size, color=MUTED, ha="center", transform=axes.transAxes, **PLAIN)
