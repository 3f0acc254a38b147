"""From log events to datapoints: every filter of a group on every event, values gathered by metric and second."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from emulator.logs.metric_filter import Metric, MetricFilter

MINUTE_S = 60
TOGETHER = 256
"""How many messages all filters look at before the next: fewer than the patterns' caches of parsed messages hold."""

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
    for second, messages in _by_second(events, at):
        for one in filters:
            matching = list(filter(one.pattern.matches, messages))
            if matching:
                _count(measured, one, second, matching)
            if one.default is not None:
                minute = Minute(one.name, one.group, one.metric, one.default, second - second % MINUTE_S)
                measured.minutes[minute] = measured.minutes.get(minute, False) or bool(matching)
    return measured


def _by_second(events: Iterable[Mapping[str, Any]], at: Callable[[float], float]) -> Iterator[tuple[int, list[str]]]:
    """Messages of one second of CloudWatch's time together, few enough for the patterns' caches."""
    for timestamp_ms, same in groupby(events, lambda event: event["timestamp"]):
        second = int(at(timestamp_ms / 1000))
        messages = [event["message"] for event in same]
        for start in range(0, len(messages), TOGETHER):
            yield second, messages[start : start + TOGETHER]


def _count(measured: Measured, one: MetricFilter, second: int, matching: list[str]) -> None:
    if one.constant is not None:
        measured.points[one.metric, second][one.constant] += len(matching)
        return
    for message in matching:
        found = one.measure(message)
        if found is not None:
            measured.points[found[0], second][found[1]] += 1
