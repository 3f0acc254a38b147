"""How long a wait may take, in the scenario's own terms."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Windows:
    """At most `count` alarm periods of `period_s` seconds on CloudWatch's clock: for what an alarm must decide."""

    count: int
    period_s: int

    @property
    def cloudwatch_s(self) -> float:
        """The budget in seconds of CloudWatch's time."""
        return self.count * self.period_s

    def __str__(self) -> str:
        return f"{self.count} windows of {self.period_s} s"


@dataclass(frozen=True)
class Seconds:
    """At most `count` seconds of real time: for what queues and functions do without any window."""

    count: float

    def __str__(self) -> str:
        return f"{self.count:g} s"


Budget = Windows | Seconds
