"""Which evaluations come when: those that the wall has reached, and those that an advance of a stepped clock passes."""

import math

from emulator.clock import ClockError
from emulator.cloudwatch.windows import CADENCES_S, due, last_boundary

MAX_ADVANCE_S = 366 * 86400
"""The most that one call advances a clock; more would only hide a mistake in the unit."""
AFTER_S = 0.001
"""How much later than a boundary the real clock wakes, so that it is never early."""


class Reached:
    """The boundaries that the real clock has reached since they were last asked for."""

    def __init__(self, settled_s: float) -> None:
        self._done = {cadence: last_boundary(settled_s, cadence) for cadence in CADENCES_S}

    def since(self, settled_s: float) -> dict[int, float]:
        """The last boundary of each cadence that has reached one, by cadence; those in between are passed over.

        `settled_s` is the time up to which data has had its time to arrive.
        """
        reached = {cadence: last_boundary(settled_s, cadence) for cadence in CADENCES_S}
        new = {cadence: at for cadence, at in reached.items() if at > self._done[cadence]}
        self._done.update(new)
        return new


def until_next_s(settled_s: float) -> float:
    """How long it is until the next boundary of the shortest cadence."""
    shortest = min(CADENCES_S)
    return (math.floor(settled_s / shortest) + 1) * shortest - settled_s + AFTER_S


def target_s(now_s: float, by_s: float | None, next_evaluation_s: float) -> float:
    """Where an advance by `by_s` ends, or with None at the next evaluation; ClockError for going back or too far."""
    target = next_evaluation_s if by_s is None else now_s + by_s
    if not 0 <= target - now_s <= MAX_ADVANCE_S:
        raise ClockError(f"can't advance by {by_s} s; give between 0 and {MAX_ADVANCE_S}")
    return target


def due_at(boundary_s: float) -> dict[int, float]:
    """What is evaluated at a boundary: each cadence that has one there, with it."""
    return {cadence: boundary_s for cadence in CADENCES_S if due(boundary_s, cadence)}
