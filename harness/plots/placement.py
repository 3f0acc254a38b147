"""Places labels: of the places that a label may take, it takes the one that covers least of what is drawn already."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.text import Annotation

LINE_COST, DASHES_COST, OUTSIDE_COST = 40.0, 4.0, 400.0
"""For a pixel of a line that is covered, of a dashed one, and beyond the frame; a pixel of a label costs 1."""


@dataclass(frozen=True)
class Box:
    """A rectangle in pixels, of a label or of a piece of a line (which has no width or no height)."""

    left: float
    bottom: float
    right: float
    top: float

    def overlap(self, other: "Box") -> tuple[float, float]:
        """How far they overlap across and up; not more than 0 in one of them when they don't."""
        return (
            min(self.right, other.right) - max(self.left, other.left),
            min(self.top, other.top) - max(self.bottom, other.bottom),
        )


@dataclass(frozen=True)
class Place:
    """Where a label may go: its offset from the anchor in points, and which of its edges lies there."""

    x: float
    y: float
    ha: str
    va: str


@dataclass
class Room:
    """What is drawn already, inside a frame that labels had better not leave."""

    frame: Box
    labels: list[Box] = field(default_factory=list)
    lines: list[Box] = field(default_factory=list)
    dashes: list[Box] = field(default_factory=list)

    def cost(self, box: Box) -> float:
        """Zero when the box is free; more the more it covers or the farther it leaves the frame."""
        outside = sum(
            max(0.0, beyond)
            for beyond in (
                self.frame.left - box.left,
                box.right - self.frame.right,
                self.frame.bottom - box.bottom,
                box.top - self.frame.top,
            )
        )
        covered = sum(max(0.0, across) * max(0.0, up) for across, up in map(box.overlap, self.labels))
        return (
            outside * OUTSIDE_COST
            + covered
            + LINE_COST * _length(box, self.lines)
            + DASHES_COST * _length(box, self.dashes)
        )

    def settle(self, label: "Annotation", places: Sequence[Place]) -> None:
        """Move the label to the cheapest of these places, the first of equals, and remember that it is there."""
        boxes = [_moved(label, place) for place in places]
        costs = [self.cost(box) for box in boxes]
        best = costs.index(min(costs))
        _moved(label, places[best])
        self.labels.append(boxes[best])


def _length(box: Box, lines: Sequence[Box]) -> float:
    """How many pixels of these lines the box covers."""
    return sum(max(across, up) for across, up in map(box.overlap, lines) if across >= 0 and up >= 0)


def _moved(label: "Annotation", place: Place) -> Box:
    label.set_position((place.x, place.y))
    label.set_horizontalalignment(place.ha)  # type: ignore[arg-type]
    label.set_verticalalignment(place.va)  # type: ignore[arg-type]
    extent = label.get_window_extent()
    return Box(extent.x0, extent.y0, extent.x1, extent.y1)
