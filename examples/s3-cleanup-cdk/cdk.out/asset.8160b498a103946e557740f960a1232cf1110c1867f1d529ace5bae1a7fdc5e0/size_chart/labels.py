"""Name the changes on the picture, as many as there is room for: the large ones first, and never one over another."""

from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.patheffects import withStroke
from matplotlib.transforms import Bbox

from size_chart.look import AXES, EM_PX, INK, MUTED, PLAIN, THRESHOLD, TOTAL, WIDTH_PX
from size_chart.story import Step, Story
from size_chart.words import delta_in_words, short_name, size_in_words

FEW = 8
"""So many changes have room for all their labels; of more, only removals are named."""
MANY_SLOT_PX = 190.0
LETTER_PX = 0.58 * EM_PX
"""A letter's width, about; what a text takes is measured."""
LABEL_POINTS, SHORTEST, GAP_PX = 13, 5, 6
LOW_PX = 48.0
"""The height of a tread up to which its total is written above the line instead of below it."""
HALO = [withStroke(linewidth=4, foreground="white", alpha=0.85)]


@dataclass(frozen=True)
class Label:
    """What is written at a change, and where, in pixels of the picture."""

    step: Step
    text: str
    box: Bbox
    riser_top_px: float


class Labels:
    """The labels of one picture."""

    def __init__(self, axes: Axes, story: Story, threshold: int) -> None:
        self._axes = axes
        self._story = story
        self._few = len(story.steps) <= FEW
        span = story.edges[-1] - story.edges[0]
        self._slot_px = AXES[2] * WIDTH_PX / span if self._few else MANY_SLOT_PX
        self._threshold_px = self._height_px(threshold)

    def draw(self) -> None:
        """Mark every change, or of many every removal, and name those that there is room for."""
        marked = self._story.steps if self._few else self._story.removals
        taken: list[Bbox] = []
        for step in sorted(marked, key=lambda step: -abs(step.record.size_delta)):
            self._mark(step)
            label = self._label(step)
            if self._few or self._free(label.box, taken):
                taken.append(label.box)
                self._name(label)
            if self._few:
                self._level(step)

    def _height_px(self, size_bytes: int) -> float:
        return float(self._axes.transData.transform((0, size_bytes))[1])

    def _low(self, size_bytes: int) -> bool:
        return self._height_px(size_bytes) - self._height_px(0) <= LOW_PX

    def _label(self, step: Step) -> Label:
        text = self._text(step)
        lines = text.splitlines()
        width, height = self._width_px(text), len(lines) * 1.3 * EM_PX
        x, top = self._axes.transData.transform((step.x, step.top))
        bottom = top + EM_PX * (2.6 if self._low(step.top) else 0.9)
        if bottom < self._threshold_px < bottom + height:
            bottom = self._threshold_px + EM_PX * 0.4
        return Label(step, text, Bbox.from_bounds(x - width / 2, bottom, width, height), top)

    def _text(self, step: Step) -> str:
        """The name, as long as the step has room for, and what changed."""
        longest = min(28, int(self._slot_px / LETTER_PX) - 1)
        while longest > SHORTEST and self._width_px(self._named(step, longest)) > self._slot_px - GAP_PX:
            longest -= 1
        return self._named(step, longest)

    def _named(self, step: Step, longest: int) -> str:
        name = short_name(step.record.object_name, longest)
        if step.record.superseded:
            return f"{name}\nlate"
        wide = step.record.removes and self._slot_px > 180
        return f"{name}\n{'removed ' if wide else ''}{delta_in_words(step.record.size_delta)}"

    def _width_px(self, text: str) -> float:
        ruler = self._axes.text(0, 0, text, fontsize=LABEL_POINTS, **PLAIN)
        width = ruler.get_window_extent().width
        ruler.remove()
        return float(width)

    def _free(self, box: Bbox, taken: list[Bbox]) -> bool:
        """Whether the label would cover neither another one nor the line, and stays within the drawing."""
        (left, _), (right, _) = self._axes.transData.inverted().transform([(box.x0, box.y0), (box.x1, box.y0)])
        low, high = self._axes.get_xlim()
        tops = [step.top for step in self._story.steps if left - 1 <= step.x <= right + 1]
        return (
            low <= left
            and right <= high
            and self._height_px(max(tops)) < box.y0
            and not any(box.overlaps(other) for other in taken)
        )

    def _mark(self, step: Step) -> None:
        marker, size = ("v" if step.record.removes else "^"), (11 if self._few else 6)
        self._axes.plot([step.x], [step.top], marker, color=color(step), markersize=size, zorder=6, clip_on=False)

    def _name(self, label: Label) -> None:
        self._axes.annotate(
            label.text,
            (label.step.x, label.step.top),
            xytext=(0, label.box.y0 - label.riser_top_px),
            textcoords="offset pixels",
            ha="center",
            va="bottom",
            fontsize=LABEL_POINTS,
            color=color(label.step),
            linespacing=1.3,
            zorder=7,
            path_effects=HALO,
            **PLAIN,
        )

    def _level(self, step: Step) -> None:
        """Write the total on the tread after the step."""
        low = self._low(step.after)
        self._axes.annotate(
            size_in_words(step.after),
            (min(step.x + 0.5, self._axes.get_xlim()[1] - 0.4), step.after),
            xytext=(0, 8 if low else -9),
            textcoords="offset points",
            ha="center",
            va="bottom" if low else "top",
            fontsize=20 if self._slot_px > 180 else 15,
            weight="bold",
            color=TOTAL,
            zorder=6,
            path_effects=HALO,
        )


def color(step: Step) -> str:
    """Red for a removal, grey for what changed nothing, ink for the rest."""
    if step.record.superseded:
        return MUTED
    return THRESHOLD if step.record.removes else INK
