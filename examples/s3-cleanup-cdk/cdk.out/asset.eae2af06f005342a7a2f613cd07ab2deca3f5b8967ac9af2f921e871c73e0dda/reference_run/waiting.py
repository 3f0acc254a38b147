"""Wait for a condition, never longer than the function lives, and say what was last seen when it doesn't come."""

from collections.abc import Callable
from dataclasses import dataclass

POLL_S = 0.25
RESERVE_S = 5.0
"""Kept of the function's remaining time, to report."""


class StepError(Exception):
    """A step of the timeline wasn't reached. The message names the step and what was last seen."""


@dataclass(frozen=True)
class Sight:
    """One look at a condition: whether it is met, and what was seen."""

    met: bool
    seen: str


@dataclass(frozen=True)
class Waiting:
    """Waits within a budget of seconds and within the function's remaining time."""

    remaining_s: Callable[[], float]
    monotonic: Callable[[], float]
    sleep: Callable[[float], None]

    def until(self, step: str, budget_s: float, look: Callable[[], Sight]) -> None:
        """Look again and again until the condition is met; StepError when the time is up."""
        limit_s = max(0.0, min(budget_s, self.remaining_s() - RESERVE_S))
        deadline = self.monotonic() + limit_s
        while not (sight := look()).met:
            if self.monotonic() >= deadline:
                raise StepError(f"{step}: not reached in {limit_s:.0f} s; last seen: {sight.seen}")
            self.sleep(POLL_S)
