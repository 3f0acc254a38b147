"""Fakes for the harness's ports: a clock that is advanced by hand, a condition that is met when it is told."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from harness.run.clock import Deadline
from harness.waits.condition import Condition, Seen


@dataclass
class FakeClock:
    """CloudWatch's time in a test: every `go_on` is one period, no real time passes."""

    real: bool = False
    time_s: float = 0.0
    period_s: float = 60.0
    waited_s: float = 0.0
    pauses: int = 0
    moves: int = 0
    busy: Sequence[str] = ()

    def now_s(self) -> float:
        return self.time_s

    def pause(self, deadline: Deadline) -> None:
        self.pauses += 1

    def go_on(self, deadline: Deadline) -> None:
        self.moves += 1
        self.time_s += self.period_s

    def skip(self, seconds: float, deadline: Deadline) -> None:
        self.moves += 1
        self.time_s += seconds


@dataclass
class MetAfter(Condition):
    """Met at the n-th look."""

    looks: int
    name: str = "it"
    seen: list[Seen] = field(default_factory=list)

    def evaluate(self) -> Seen:
        self.seen.append(Seen(len(self.seen) + 1 >= self.looks, f"look {len(self.seen) + 1}"))
        return self.seen[-1]

    def __str__(self) -> str:
        return self.name
