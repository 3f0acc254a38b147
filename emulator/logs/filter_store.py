"""The metric filters of an account and region, by log group and name."""

from collections.abc import Iterator, Mapping
from threading import Lock
from typing import Any

from emulator.logs.metric_filter import MetricFilter

MAX_FILTERS = 100
MAX_WITH_REGEX = 5
"""Of one log group. From "CloudWatch Logs quotas"."""


class QuotaReached(Exception):
    """The log group has as many filters as it may have."""


class FilterStore:
    """Filters by log group and name. Reading a group's filters takes no lock: they are replaced, never changed."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._groups: dict[str, tuple[MetricFilter, ...]] = {}

    def of_group(self, group: str) -> tuple[MetricFilter, ...]:
        """The filters of one log group, by name."""
        return self._groups.get(group, ())

    def put(self, new: MetricFilter) -> None:
        """Add the filter, or replace the one of its name; QuotaReached when the group may not have it."""
        with self._lock:
            others = [known for known in self.of_group(new.group) if known.name != new.name]
            with_regex = sum(known.pattern.regexes > 0 for known in others)
            if len(others) >= MAX_FILTERS or (new.pattern.regexes and with_regex >= MAX_WITH_REGEX):
                raise QuotaReached
            self._groups[new.group] = tuple(sorted([*others, new], key=lambda known: known.name))

    def delete(self, group: str, name: str) -> bool:
        """Remove a filter; False when there is none of that name."""
        with self._lock:
            before = self.of_group(group)
            self._groups[group] = tuple(known for known in before if known.name != name)
            return len(self._groups[group]) < len(before)

    def drop_group(self, group: str) -> None:
        """Forget a log group's filters."""
        with self._lock:
            self._groups.pop(group, None)

    def select(self, request: Mapping[str, Any]) -> Iterator[MetricFilter]:
        """The filters a DescribeMetricFilters request asks for, by log group and name."""
        group, prefix = request.get("logGroupName"), request.get("filterNamePrefix", "")
        namespace, metric = request.get("metricNamespace"), request.get("metricName")
        for name in sorted(self._groups) if group is None else [group]:
            for known in self.of_group(name):
                if (
                    known.name.startswith(prefix)
                    and namespace in (None, known.metric.namespace)
                    and metric in (None, known.metric.name)
                ):
                    yield known
