"""The history arranged for a picture: a step for each change, in the order they were applied.

The steps are evenly spaced, whatever time lies between them: minutes of waiting for an alarm's window and the
milliseconds between two uploads are both readable then, and the times are written below.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from size_chart.words import elapsed_in_words, size_in_words
from size_tables.history import HistoryRecord


@dataclass(frozen=True)
class Step:
    """One change: where it is on the x axis, the totals before and after it, and how long after the first it was."""

    x: int
    before: int
    after: int
    record: HistoryRecord
    elapsed: str

    @property
    def top(self) -> int:
        """The higher end of its riser."""
        return max(self.before, self.after)


@dataclass(frozen=True)
class Story:
    """Every step, and what they amount to."""

    steps: tuple[Step, ...]

    @property
    def removals(self) -> list[Step]:
        """The steps at which an object was removed and freed something."""
        return [step for step in self.steps if step.record.removes and step.record.size_delta]

    @property
    def peak(self) -> int:
        """The highest total, bytes."""
        return max((step.top for step in self.steps), default=0)

    @property
    def edges(self) -> list[float]:
        """The x of the totals' steps: the start, every change, and room after the last one."""
        return [0.25, *(float(step.x) for step in self.steps), len(self.steps) + 0.85]

    @property
    def levels(self) -> list[int]:
        """The totals between the edges, the last one twice."""
        totals = [self.steps[0].before, *(step.after for step in self.steps)] if self.steps else [0]
        return [*totals, totals[-1]]

    @property
    def summary(self) -> str:
        """One line of numbers."""
        parts = (
            _count(len(self.steps), "change"),
            _count(len(self.removals), "removal"),
            f"peak {size_in_words(self.peak)}",
            f"now {size_in_words(self.levels[-1])}",
        )
        return "   ·   ".join(parts)

    def breaches(self, threshold: int) -> list[tuple[float, float]]:
        """The stretches of the x axis over which the total is at or above the threshold, joined where they touch."""
        joined: list[tuple[float, float]] = []
        for start, end, level in zip(self.edges, self.edges[1:], self.levels, strict=False):
            if level >= threshold:
                begins = joined.pop()[0] if joined and joined[-1][1] == start else start
                joined.append((begins, end))
        return joined


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def story_of(history: Sequence[HistoryRecord]) -> Story:
    """Arrange the history, oldest first."""
    return Story(
        tuple(
            Step(
                x=number,
                before=record.total_size - record.size_delta,
                after=record.total_size,
                record=record,
                elapsed=elapsed_in_words(history[0].event_time, record.event_time),
            )
            for number, record in enumerate(history, start=1)
        )
    )
