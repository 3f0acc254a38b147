"""From log events to datapoints: every filter of a group on every event, values gathered by metric and second."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from emulator.logs.metric_filter import Metric, MetricFilter

MINUTE_S = 60
Values = Counter[float]


@dataclass(frozen=True)
class Minute:
    """One minute of one filter with a default value: whether events that arrived in it matched decides the default."""

    filter_name: str
    group: str
    metric: Metric
    default: float
    start_s: int


@dataclass
class Measured:
    """Datapoints by metric and second, and the minutes in which a filter with a default saw events."""

    points: defaultdict[tuple[Metric, int], Values] = field(default_factory=lambda: defaultdict(Counter))
    minutes: dict[Minute, bool] = field(default_factory=dict)
    """True for those in which an event matched."""


def measure(
    filters: Sequence[MetricFilter], events: Iterable[Mapping[str, Any]], at: Callable[[float], float]
) -> Measured:
    """What the filters make of the events. `at` gives CloudWatch's time (seconds) for an event's time (seconds)."""
    measured = Measured()
    for event in events:
        second = int(at(event["timestamp"] / 1000))
        for one in filters:
            match = one.pattern.match(event["message"])
            if one.default is not None:
                start_s = second - second % MINUTE_S
                minute = Minute(one.name, one.group, one.metric, one.default, start_s)
                measured.minutes[minute] = measured.minutes.get(minute, False) or match is not None
            if match is not None and (found := one.measure(match)) is not None:
                metric, value = found
                measured.points[metric, second][value] += 1
    return measured
