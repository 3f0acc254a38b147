"""Takes log events to CloudWatch Logs: one thread for every function, in order, as soon as they are there.

It stands in for LocalStack's `LogHandler` (see `lambda_.logs`), which starts a thread for every function version,
writes after the invocation only, and gives all lines one time.
"""

import logging
import queue
import threading
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass

from emulator.activity.tickets import Ticket, started
from emulator.lambda_.output import LogEvent

LOG = logging.getLogger(__name__)
PACE_S = 0.01
"""Between two rounds, so that what functions write meanwhile goes together: a round costs more than an event."""
MAX_BATCH_EVENTS = 10_000
MAX_BATCH_BYTES = 1_048_576
EVENT_OVERHEAD_BYTES = 26
"""Limits of one PutLogEvents call."""


@dataclass(frozen=True)
class Stream:
    """A log stream of an account, and the function that writes it."""

    account_id: str
    region: str
    group: str
    name: str
    function: str


class Delivery:
    """A queue and its thread. `put` returns at once; `settle` waits until everything put so far has been written.

    What was put counts as in progress for its account until it has been written.
    """

    def __init__(self) -> None:
        self._queue: queue.Queue[tuple[Stream, list[LogEvent], Ticket]] = queue.Queue()
        self._thread: threading.Thread | None = None
        self._lock = threading.Lock()
        self._pace = threading.Event()

    def put(self, stream: Stream, events: list[LogEvent]) -> None:
        """Have `events` written to `stream`, which is made with its group if it isn't there."""
        self._queue.put((stream, events, started(stream.account_id, "log_deliveries", stream.group)))
        with self._lock:
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="lambda-logs", daemon=True)
                self._thread.start()

    def settle(self, timeout_s: float) -> bool:
        """True when all that was put has been written within the time."""
        with self._queue.all_tasks_done:
            return self._queue.all_tasks_done.wait_for(lambda: not self._queue.unfinished_tasks, timeout_s)

    def _run(self) -> None:
        while True:
            taken = [self._queue.get()]
            with suppress(queue.Empty):
                while True:
                    taken.append(self._queue.get_nowait())
            waiting: dict[Stream, list[LogEvent]] = {}
            for stream, events, _ in taken:
                waiting.setdefault(stream, []).extend(events)
            for stream, events in waiting.items():
                self._write(stream, events)
            for _, _, ticket in taken:
                ticket.finish()
                self._queue.task_done()
            self._pace.wait(PACE_S)

    def _write(self, stream: Stream, events: list[LogEvent]) -> None:
        for batch in batches(events):
            try:
                write(stream, batch)
            except Exception as error:
                LOG.warning("log events of %s in %s are lost: %s", stream.group, stream.region, error)


def batches(events: list[LogEvent]) -> Iterator[list[LogEvent]]:
    """The events in the order of their time, in pieces that one call may carry."""
    batch: list[LogEvent] = []
    size_bytes = 0
    for event in sorted(events, key=lambda event: event.time_ms):
        event_bytes = len(event.message.encode()) + EVENT_OVERHEAD_BYTES
        if batch and (len(batch) == MAX_BATCH_EVENTS or size_bytes + event_bytes > MAX_BATCH_BYTES):
            yield batch
            batch, size_bytes = [], 0
        batch.append(event)
        size_bytes += event_bytes
    if batch:
        yield batch


def write(stream: Stream, events: list[LogEvent]) -> None:
    """Store one batch; the stream is made, and its group, if it isn't there and the function's role lets it be.

    The last words of a function that was removed together with its group are lost. In AWS they would need a role that
    still exists and allows `logs:CreateLogGroup`; here what was taken down must not come back whatever roles allow.
    """
    from emulator.localstack.iam.logs import may_log
    from emulator.localstack.logs.storage import has_group, store

    if not has_group(stream.account_id, stream.region, stream.group) and not _exists(stream):
        return
    if not may_log(stream.account_id, stream.region, stream.group, stream.name, stream.function):
        return
    rows = [{"timestamp": event.time_ms, "message": event.message} for event in events]
    store(stream.account_id, stream.region, stream.group, stream.name, rows)


def _exists(stream: Stream) -> bool:
    from localstack.services.lambda_.invocation.models import lambda_stores

    return stream.function in lambda_stores[stream.account_id][stream.region].functions
