"""How evenly a load is worked off: when each of its equal parts was done."""

from collections.abc import Callable
from dataclasses import dataclass

from harness.bench.figures import Figure
from harness.engines.engine import EngineError
from harness.run.clock import POLL_S, Deadline, Stopwatch

PARTS = 5
STALLED_S = 120.0
"""A load of which nothing is done for so long is not going to be."""


@dataclass(frozen=True)
class Pace:
    """So many of something, and the seconds at which each of the equal parts was done, the first to the last."""

    count: int
    done_s: tuple[float, ...]

    @property
    def rate(self) -> float:
        """How many a second, over the whole."""
        return self.count / self.done_s[-1]

    @property
    def ratio(self) -> float:
        """How much longer the last part took than the first."""
        first, last = self.done_s[0], self.done_s[-1] - self.done_s[-2]
        return last / first

    def figures(self, what: str) -> tuple[Figure, Figure]:
        """Rate and ratio, as rows of a table."""
        return (
            Figure(f"{self.count} {what}", (self.rate,), "/s"),
            Figure(f"{self.count} {what}: the last {self.count // PARTS} over the first", (self.ratio,), "×", 1.3),
        )

    def __str__(self) -> str:
        return f"{self.count} in {self.done_s[-1]:.1f} s, {self.rate:.0f}/s, last over first {self.ratio:.2f}"


def paced(count: int, done: Callable[[], int]) -> Pace:
    """Ask how many are done until all are; EngineError when it goes no further."""
    watch, reached, times = Stopwatch(), 0, list[float]()
    deadline = Deadline.after(STALLED_S)
    while len(times) < PARTS:
        now, at_s = done(), watch.elapsed_s
        if now > reached:
            reached, deadline = now, Deadline.after(STALLED_S)
        while len(times) < PARTS and reached * PARTS >= count * (len(times) + 1):
            times.append(at_s)
        if deadline.passed:
            raise EngineError(f"{reached} of {count} are done, and none in the last {STALLED_S:g} s; see `make logs`")
        deadline.nap(POLL_S)
    return Pace(count, tuple(times))
