"""The way of a stepped clock to a later time: where it stops, and what is done there.

It stops at every boundary at which an alarm may change its state, and at every minute that is measured. Between them
nothing can happen: no evaluation there would find anything else than the one before.
"""

import math
from collections.abc import Callable, Collection, Mapping
from typing import Protocol

from emulator.cloudwatch.schedule import due_at
from emulator.cloudwatch.windows import MINUTE_S, next_boundary


class Alarms(Protocol):
    """The alarms of one account, and the queues that they may look at."""

    def cadences(self) -> Collection[int]:
        """At which cadences there are evaluations, in seconds."""

    def still_until_s(self, now_s: float) -> float:
        """Up to which time evaluations change nothing; `now_s` when the next one may."""

    def evaluate(self, boundaries: Mapping[int, float]) -> None:
        """Evaluate what is due: cadences with the boundary that they have reached."""

    def measure(self, minute_end_s: float) -> None:
        """Put what is measured of the minute that ends now."""


def go(
    alarms: Alarms, now_s: float, until_s: float, measured_from_s: float, advance_to: Callable[[float], None]
) -> None:
    """Move the clock from `now_s` to `until_s`, with all evaluations that change anything, in the order of time.

    Minutes that end after `measured_from_s` are measured.
    """
    while now_s < until_s:
        still_s = alarms.still_until_s(now_s)
        stop_s = next_stop(now_s, still_s, measured_from_s, alarms.cadences())
        if stop_s > until_s:
            break
        advance_to(stop_s)
        due = due_at(stop_s)
        if MINUTE_S in due and stop_s > measured_from_s:
            alarms.measure(stop_s)
        if stop_s > still_s:
            alarms.evaluate(due)
        now_s = stop_s
    advance_to(until_s)


def next_stop(now_s: float, still_until_s: float, measured_from_s: float, cadences: Collection[int]) -> float:
    """The first boundary after `now_s` at which there is something to measure or to evaluate; infinite without one."""
    evaluated_s = _after(max(now_s, still_until_s), cadences)
    measured_s = _after(max(now_s, measured_from_s), ())
    return min(evaluated_s, measured_s)


def _after(time_s: float, cadences: Collection[int]) -> float:
    return next_boundary(time_s, cadences) if math.isfinite(time_s) else math.inf
