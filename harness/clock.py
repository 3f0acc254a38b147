"""The only source of time."""

import time
from dataclasses import dataclass


@dataclass(frozen=True)
class Deadline:
    """A moment on the monotonic clock that a loop must not outlive."""

    at: float
    budget_s: float

    @classmethod
    def after(cls, budget_s: float) -> "Deadline":
        """The moment `budget_s` seconds from now."""
        return cls(time.monotonic() + budget_s, budget_s)

    @property
    def passed(self) -> bool:
        """True once the moment is over."""
        return time.monotonic() >= self.at

    def nap(self, interval_s: float) -> None:
        """Let `interval_s` pass, but not beyond the moment."""
        time.sleep(max(0.0, min(interval_s, self.at - time.monotonic())))  # noqa: TID251 - this is the clock
