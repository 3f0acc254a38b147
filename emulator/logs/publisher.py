"""Hands datapoints to CloudWatch: gathered while the last ones are written, so that a flood of events costs few calls.

Default values wait until their minute is over, by CloudWatch's clock; `settle` is for whoever is about to look at the
metrics as they were at a time.
"""

import logging
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from threading import Condition, RLock, Thread
from typing import Any

from emulator import activity
from emulator.clock import clock_of
from emulator.logs.measurement import MINUTE_S, Measured, Minute, Values
from emulator.logs.metric_filter import Metric

LOG = logging.getLogger(__name__)
MAX_DATA = 1000
MAX_VALUES = 150
"""Of one PutMetricData call, and of one datum in it."""
PACE_S = 0.05
"""Between two rounds, so that what arrives meanwhile goes together."""
DEFAULTS_EVERY_S = 1.0
LATENESS_S = 1.0
"""How long after the end of a minute its events may still arrive."""

Owner = tuple[str, str]
Put = Callable[[Owner, str, list[dict[str, Any]]], None]


@dataclass
class Waiting:
    """What one account and region has to publish."""

    points: defaultdict[tuple[Metric, int], Values] = field(default_factory=lambda: defaultdict(Counter))
    ticket: activity.Ticket | None = None


class Publisher:
    """Gathers and publishes. `put` makes one PutMetricData call."""

    def __init__(self, put: Put) -> None:
        self._put = put
        self._wake = Condition()
        self._writing = RLock()
        self._waiting: dict[Owner, Waiting] = {}
        self._minutes: dict[tuple[Owner, Minute], bool] = {}
        self._thread: Thread | None = None

    def add(self, owner: Owner, measured: Measured) -> None:
        """Publish soon what was measured for an account and region."""
        with self._wake:
            for minute, matched in measured.minutes.items():
                known = self._minutes.get((owner, minute), False)
                self._minutes[owner, minute] = known or matched
            self._gather(owner, measured.points)
            if self._thread is None:
                self._thread = Thread(target=self._run, name="metric-filters", daemon=True)
                self._thread.start()
            self._wake.notify()

    def settle(self, account_id: str, until_s: float) -> None:
        """Publish now all the account has waiting, and the defaults of its minutes that end by `until_s`."""
        with self._writing:
            with self._wake:
                self._take_defaults(account_id, until_s)
                taken = {owner: self._waiting.pop(owner) for owner in list(self._waiting) if owner[0] == account_id}
            for owner, waiting in taken.items():
                self._publish(owner, waiting)

    def _gather(self, owner: Owner, points: dict[tuple[Metric, int], Values]) -> None:
        if not points:
            return
        waiting = self._waiting.setdefault(owner, Waiting())
        if waiting.ticket is None:
            waiting.ticket = activity.started(owner[0], "metric-filter", owner[1])
        for key, values in points.items():
            waiting.points[key].update(values)

    def _take_defaults(self, account_id: str, until_s: float) -> None:
        over = [
            (owner, minute)
            for owner, minute in self._minutes
            if owner[0] == account_id and minute.start_s + MINUTE_S <= until_s
        ]
        for owner, minute in over:
            if not self._minutes.pop((owner, minute)):
                self._gather(owner, {(minute.metric, minute.start_s): Counter([minute.default])})

    def _run(self) -> None:
        while True:
            with self._wake:
                self._wake.wait_for(lambda: bool(self._waiting), DEFAULTS_EVERY_S if self._minutes else None)
                accounts = {owner[0] for owner in self._waiting} | {owner[0] for owner, _ in self._minutes}
            for account_id in accounts:
                clock = clock_of(account_id)
                late = LATENESS_S if clock.mode == "real" else 0
                self.settle(account_id, clock.now() - late)
            with self._wake:
                self._wake.wait(PACE_S)

    def _publish(self, owner: Owner, waiting: Waiting) -> None:
        try:
            for namespace, data in _calls(waiting):
                self._put(owner, namespace, data)
        except Exception:
            LOG.exception("datapoints of metric filters of account %s in %s could not be published", *owner)
        finally:
            if waiting.ticket is not None:
                waiting.ticket.finish()


def _calls(waiting: Waiting) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    by_namespace: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
    for (metric, second), values in sorted(waiting.points.items(), key=lambda item: item[0][1]):
        by_namespace[metric.namespace].extend(_data(metric, second, values))
    for namespace, data in by_namespace.items():
        for start in range(0, len(data), MAX_DATA):
            yield namespace, data[start : start + MAX_DATA]


def _data(metric: Metric, second: int, values: Values) -> Iterator[dict[str, Any]]:
    counted = sorted(values.items())
    for start in range(0, len(counted), MAX_VALUES):
        part = counted[start : start + MAX_VALUES]
        datum: dict[str, Any] = {
            "MetricName": metric.name,
            "Timestamp": datetime.fromtimestamp(second, UTC),
            "Values": [value for value, _ in part],
            "Counts": [float(count) for _, count in part],
            "Dimensions": [{"Name": name, "Value": value} for name, value in metric.dimensions],
        }
        yield datum if metric.unit is None else {**datum, "Unit": metric.unit}


def _put_metric_data(owner: Owner, namespace: str, data: list[dict[str, Any]]) -> None:
    from localstack.aws.connect import connect_to

    account_id, region = owner
    client = connect_to(aws_access_key_id=account_id, region_name=region).cloudwatch
    client.put_metric_data(Namespace=namespace, MetricData=data)


publisher = Publisher(_put_metric_data)
"""The one of this process."""
