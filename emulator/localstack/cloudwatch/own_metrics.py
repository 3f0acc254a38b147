"""What LocalStack's services measure of themselves, in `AWS/Lambda` and `AWS/SQS`, without a request for each datum.

LocalStack puts every datum with a request to itself and a transaction of its own: for a small invocation that costs
more than the invocation does. Here a datum waits a moment for others, and all are written in one transaction.
"""

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping
from threading import Condition, Event, Thread
from typing import Any

from emulator.activity import tickets
from emulator.clock import clock_of
from emulator.cloudwatch.metric_database import Sqlite, stored
from emulator.localstack.cloudwatch.queue_depth import is_depth
from emulator.localstack.metric_database import insert
from emulator.localstack.seams import assigns, wraps

LOG = logging.getLogger(__name__)
PACE_S = 0.05
"""Between two rounds, so that what arrives meanwhile goes together."""
UNCOUNTED = "NumberOfEmptyReceives"
"""Every idle poll measures it: it says that nothing happened, and makes nobody busy."""

Row = tuple[Any, ...]
Datum = Mapping[str, Any]


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
        rows = list(rows_of(account_id, region, namespace, data))
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
                LOG.exception("%d data of AWS/Lambda and AWS/SQS are lost", len(rows))
            for ticket in tickets.values():
                ticket.finish()
            self._pace.wait(PACE_S)


def rows_of(account_id: str, region: str, namespace: str, data: Iterable[Datum]) -> Iterator[Row]:
    """Rows as `insert` takes them. On a stepped clock the depths of queues are measured by `queue_depth` alone."""
    clock = clock_of(account_id)
    for datum in data:
        if clock.mode == "stepped" and is_depth(datum["MetricName"]):
            continue
        time_s = int(clock.at(datum["Timestamp"].timestamp()))
        dimensions = stored((one["Name"], one["Value"]) for one in datum.get("Dimensions") or ())
        yield account_id, region, datum["MetricName"], namespace, time_s, dimensions, datum.get("Unit"), datum["Value"]


own_metrics = OwnMetrics(insert)
"""The one of this process."""


class _Client:
    """In place of a boto3 client of CloudWatch: the one operation that LocalStack's services call."""

    def __init__(self, account_id: str, region: str) -> None:
        self._account_id, self._region = account_id, region

    def put_metric_data(self, *, Namespace: str, MetricData: Iterable[Datum]) -> None:  # noqa: N803 - AWS's names
        own_metrics.put(self._account_id, self._region, Namespace, MetricData)


class _Connection:
    """In place of LocalStack's connection to its own services; its metrics go nowhere but to CloudWatch."""

    def __init__(self, *, aws_access_key_id: str, region_name: str) -> None:
        self.cloudwatch = _Client(aws_access_key_id, region_name)


@assigns(
    "utils.cloudwatch.cloudwatch_util:connect_to",
    why="What services measure of themselves is written in rounds, not by a request for each datum.",
)
def connection(_: Any) -> type:
    """In place of the clients that LocalStack's services put their metrics with."""
    return _Connection


@wraps(
    "services.sqs.provider:CloudwatchDispatcher.dispatch_sqs_metric",
    at="sqs",
    why="A pool of threads hands each datum over; that costs more than to note it.",
)
def dispatch_sqs_metric(_original: Callable[..., Any], dispatcher: Any, *args: Any, **kwargs: Any) -> None:
    """Note the datum at once."""
    from localstack.utils.cloudwatch.cloudwatch_util import publish_sqs_metric

    if dispatcher.running:
        publish_sqs_metric(*args, **kwargs)


@assigns(
    "services.cloudwatch.cloudwatch_database_helper:sqlite3",
    why="The metrics' file is gone or rebuilt at the next start: nothing need wait for the disk.",
)
def sqlite(_: Any) -> Sqlite:
    """In place of the module."""
    return Sqlite()
