"""When an alarm changes its state: AWS's rules as one pure function.

Source: CloudWatch user guide, "Alarm evaluation" and "Configuring how CloudWatch alarms treat missing data". The
evaluation range holds more periods than the alarm's N. Of the points in it,

1. with at least N real points the N most recent real ones decide, whatever the missing-data setting says;
2. with fewer, all real points count and the setting fills in as many as are short of N;
3. with none, the setting alone decides.

With `missing` and `ignore` nothing is filled in. There the premature rule applies: breaching points, the oldest of them
at least M periods old and no point that isn't breaching, make an ALARM (`ignore` retains the state instead). AWS's text
states that rule for "the oldest breaching point" and all later ones, yet its table answers OK to `O-X--` for 2 of 3,
and the table decides here. Where breaching points are too few and too young for it, `missing` answers
INSUFFICIENT_DATA, as an earlier edition of the same table says of `----X`.
"""

import operator
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

State = Literal["OK", "ALARM", "INSUFFICIENT_DATA"]
MissingData = Literal["missing", "ignore", "breaching", "notBreaching"]

COMPARISONS: dict[str, Callable[[float, float], bool]] = {
    "GreaterThanOrEqualToThreshold": operator.ge,
    "GreaterThanThreshold": operator.gt,
    "LessThanThreshold": operator.lt,
    "LessThanOrEqualToThreshold": operator.le,
}


@dataclass(frozen=True)
class Settings:
    """What an alarm compares, and how often it must breach: `datapoints_to_alarm` (M) of `evaluation_periods` (N)."""

    comparison: str
    threshold: float
    evaluation_periods: int
    datapoints_to_alarm: int
    missing_data: MissingData = "missing"

    @property
    def evaluation_range(self) -> int:
        """How many periods are retrieved. AWS names only one case, 5 for N = 3, and says it is more than N."""
        return self.evaluation_periods + max(2, self.evaluation_periods // 3)

    def breaches(self, value: float) -> bool:
        """True when the value is beyond the threshold."""
        return COMPARISONS[self.comparison](value, self.threshold)


@dataclass(frozen=True)
class Datapoint:
    """The statistic's value over one period that began at `start_s`, and how many samples it is made of."""

    start_s: float
    value: float
    sample_count: float = 1


@dataclass(frozen=True)
class Verdict:
    """The state that follows, and what it was decided on: real points, oldest first, and how many were filled in."""

    state: State
    evaluated: tuple[Datapoint, ...]
    filled: int


def evaluate(settings: Settings, points: Sequence[Datapoint | None], state: State) -> Verdict:
    """The verdict over the evaluation range, oldest period first, None where a period has no data. Never raises."""
    real = tuple(point for point in points if point is not None)
    if len(real) >= settings.evaluation_periods:
        latest = real[-settings.evaluation_periods :]
        return Verdict(_by_count(settings, latest, 0), latest, 0)
    short = settings.evaluation_periods - len(real)
    if settings.missing_data == "breaching":
        return Verdict(_by_count(settings, real, short), real, short)
    if settings.missing_data == "notBreaching":
        return Verdict(_by_count(settings, real, 0), real, short)
    return Verdict(_unfilled(settings, points, real, state), real, short)


def _by_count(settings: Settings, real: Sequence[Datapoint], filled_breaching: int) -> State:
    breaching = sum(settings.breaches(point.value) for point in real) + filled_breaching
    return "ALARM" if breaching >= settings.datapoints_to_alarm else "OK"


def _unfilled(settings: Settings, points: Sequence[Datapoint | None], real: Sequence[Datapoint], state: State) -> State:
    if real and _by_count(settings, real, 0) == "ALARM":
        return "ALARM"
    if any(not settings.breaches(point.value) for point in real):
        return "OK"
    if settings.missing_data == "ignore":
        return state
    oldest = next((index for index, point in enumerate(points) if point is not None), len(points))
    return "ALARM" if real and len(points) - oldest >= settings.datapoints_to_alarm else "INSUFFICIENT_DATA"
