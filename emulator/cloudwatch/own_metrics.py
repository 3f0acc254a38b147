"""What services measure of themselves, gathered for a moment and written together, at CloudWatch's time.

A request and a transaction for each datum cost more than a small invocation does.
"""

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping
from threading import Condition, Event, Thread
from time import time
from typing import Any

from emulator.activity import tickets
from emulator.clock import clock_of
from emulator.cloudwatch.metric_database import stored

LOG = logging.getLogger(__name__)
PACE_S = 0.05
"""Between two rounds, so that what arrives meanwhile goes together."""
UNCOUNTED = "NumberOfEmptyReceives"
"""Every idle poll measures it: it says that nothing happened, and makes nobody busy."""

DEPTHS_NAMESPACE = "AWS/SQS"
DEPTHS = {
    "visible": "ApproximateNumberOfMessagesVisible",
    "in_flight": "ApproximateNumberOfMessagesNotVisible",
    "delayed": "ApproximateNumberOfMessagesDelayed",
}
"""Messages of a queue, by what they are doing: on a stepped clock their metrics are put when its minutes end."""

Row = tuple[Any, ...]
Datum = Mapping[str, Any]
Measure = tuple[str, float, str]
"""Name, value and unit of a metric."""


class OwnMetrics:
    """Gathers data and has `write` store them, round by round, in a thread of its own."""

    def __init__(self, write: Callable[[list[Row]], None]) -> None:
        self._write = write
        self._wake = Condition()
        self._pace = Event()
        self._rows: list[Row] = []
        self._tickets: dict[str, tickets.Ticket] = {}
        self._thread: Thread | None = None

    def put(self, account_id: str, region: str, namespace: str, data: Iterable[Datum]) -> None:
        """Have the data written soon, at CloudWatch's time; the account is busy until they are."""
        self._add(account_id, namespace, list(rows_of(account_id, region, namespace, data)))

    def measure(
        self,
        account_id: str,
        region: str,
        namespace: str,
        measures: Iterable[Measure],
        dimensions: Iterable[Mapping[str, str]],
    ) -> None:
        """Have each measure written soon by each set of dimensions, at CloudWatch's time."""
        time_s = int(clock_of(account_id).at(time()))
        sets = [stored(each.items()) for each in dimensions]
        rows: list[Row] = [
            (account_id, region, name, namespace, time_s, each, unit, value)
            for name, value, unit in measures
            for each in sets
        ]
        self._add(account_id, namespace, rows)

    def _add(self, account_id: str, namespace: str, rows: list[Row]) -> None:
        with self._wake:
            self._rows += rows
            if account_id not in self._tickets and any(row[2] != UNCOUNTED for row in rows):
                self._tickets[account_id] = tickets.started(account_id, "metrics", namespace)
            if self._thread is None:
                self._thread = Thread(target=self._run, name="own-metrics", daemon=True)
                self._thread.start()
            self._wake.notify()

    def _run(self) -> None:
        while True:
            with self._wake:
                self._wake.wait_for(lambda: bool(self._rows))
                rows, self._rows = self._rows, []
                tickets, self._tickets = self._tickets, {}
            try:
                self._write(rows)
            except Exception:
                LOG.exception("%d data of services are lost", len(rows))
            for ticket in tickets.values():
                ticket.finish()
            self._pace.wait(PACE_S)


def rows_of(account_id: str, region: str, namespace: str, data: Iterable[Datum]) -> Iterator[Row]:
    """Rows of the metric database. On a stepped clock depths of queues are left out: see `DEPTHS`."""
    clock = clock_of(account_id)
    for datum in data:
        if clock.mode == "stepped" and datum["MetricName"] in DEPTHS.values():
            continue
        time_s = int(clock.at(datum["Timestamp"].timestamp()))
        dimensions = stored((one["Name"], one["Value"]) for one in datum.get("Dimensions") or ())
        yield account_id, region, datum["MetricName"], namespace, time_s, dimensions, datum.get("Unit"), datum["Value"]
