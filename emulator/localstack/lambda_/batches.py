"""Event source mappings of standard queues work on several batches at a time, as AWS's do.

LocalStack takes the next batch only when the function is done with the one before: a queue is then worked off by one
execution environment, however many messages wait. AWS begins with five batches at a time, or `MaximumConcurrency` if
that is less, and takes more while messages wait: see `emulator.lambda_.scaling`.
"""

import logging
import os
from collections.abc import Callable
from threading import Condition, Event, Thread
from time import monotonic
from typing import Any

from emulator.activity.tickets import Ticket, started
from emulator.divergences import divergences
from emulator.lambda_.scaling import Scaling
from emulator.localstack.lambda_.arrivals import arrived
from emulator.localstack.lambda_.chosen import functions_are_processes
from emulator.localstack.seams import wraps

LOG = logging.getLogger(__name__)
LOOK_S = 0.5
"""How long to wait for a message before looking whether the mapping is still wanted."""
ROOM_S = 0.2
"""How long to wait for room before taking it that messages wait."""
LONGEST_BATCH_S = 900.0
"""The longest time-out of a function: by then every batch is over."""
LARGEST_EVENT = 2500
"""Messages that LocalStack hands to a function at most, so that the event keeps within Lambda's 6 MB."""


class BatchSemaphore:
    """Room for so many batches at a time as the scaling says."""

    def __init__(self, scaling: Scaling) -> None:
        self.scaling = scaling
        self._busy = 0
        self._changed = Condition()

    def acquire(self, timeout_s: float) -> bool:
        """Take a place; False when none gets free in time."""
        with self._changed:
            if not self._changed.wait_for(lambda: self._busy < self.scaling.limit, timeout_s):
                return False
            self._busy += 1
            return True

    def release(self) -> None:
        """Give a place back."""
        with self._changed:
            self._busy -= 1
            self._changed.notify_all()

    def drained(self, timeout_s: float) -> bool:
        """Wait until no batch is under way; False when the time is up first."""
        with self._changed:
            return self._changed.wait_for(lambda: not self._busy, timeout_s)


_WORKER = "services.lambda_.event_source_mapping.esm_worker:EsmWorker"
_POLLER = "services.lambda_.event_source_mapping.pollers.sqs_poller:SqsPoller"


@wraps(
    f"{_WORKER}.__init__",
    at="lambda",
    only=functions_are_processes,
    why="A mapping works on several batches at once.",
)
def create(original: Callable[..., None], self: Any, *args: Any, **kwargs: Any) -> None:
    """Make a worker whose poller has a semaphore and can be woken."""
    original(self, *args, **kwargs)
    self.poller.semaphore = BatchSemaphore(scaling_of(self.esm_config))
    self.poller.wakeup = Event()


@wraps(
    f"{_POLLER}.poll_events",
    at="lambda",
    only=functions_are_processes,
    why="A poller is woken by a message, and hands a batch over without waiting for its end.",
)
def poll_events(original: Callable[..., None], self: Any) -> None:
    """Wait for a message and for room, then hand a batch over; FIFO queues are polled as before."""
    if self.is_fifo_queue:
        original(self)
    elif not _arrived(self):
        self.semaphore.scaling.quiet()
    elif self.semaphore.acquire(ROOM_S):
        _poll(self)
    else:
        _wait_longer(self, self.semaphore.scaling)


WOKEN = "A mapping that is stopped waits for no message any longer."


@wraps(f"{_WORKER}.stop", at="lambda", only=functions_are_processes, why=WOKEN)
@wraps(f"{_WORKER}.delete", at="lambda", only=functions_are_processes, why=WOKEN)
@wraps(f"{_WORKER}.stop_for_shutdown", at="lambda", only=functions_are_processes, why=WOKEN)
def stop(original: Callable[..., None], self: Any) -> None:
    """Stop, and wake the poller."""
    original(self)
    self.poller.wakeup.set()


@wraps(
    f"{_POLLER}.close",
    at="lambda",
    only=functions_are_processes,
    why="A mapping that stopped has no batch left.",
)
def close(original: Callable[..., None], self: Any) -> None:
    """Close when the last batch is over."""
    original(self)
    self.semaphore.drained(LONGEST_BATCH_S)


def scaling_of(mapping: dict[str, Any]) -> Scaling:
    """How many batches of a mapping may be under way at a time."""
    return Scaling((mapping.get("ScalingConfig") or {}).get("MaximumConcurrency"), os.cpu_count() or 1)


def _wait_longer(poller: Any, scaling: Scaling) -> None:
    scaling.waited(monotonic())
    if scaling.at_ceiling and scaling.machine_bound:
        divergences.touch("event-source-concurrency", poller.source_arn.rpartition(":")[2], _account_of(poller))


def _account_of(poller: Any) -> str:
    return str(poller.source_arn.split(":")[4])


def _arrived(poller: Any) -> bool:
    """Wait a while for a message; also true without such a queue, which the poller then meets and reports itself."""
    from localstack.services.sqs.models import sqs_stores

    _, _, _, region, account_id, name = poller.source_arn.split(":")
    queue = sqs_stores[account_id][region].queues.get(name)
    return queue is None or arrived(queue.visible, poller.wakeup, LOOK_S)


def _poll(poller: Any) -> None:
    """Receive a batch and hand it over; the place that was taken is given back when the batch is done.

    From before it is received until it has been deleted a ticket stands for it, so nobody takes the system for idle.
    """
    ticket = started(_account_of(poller), "event_source_batches", poller.source_arn.rpartition(":")[2])
    try:
        messages = _received(poller)
        if not messages:  # another consumer was quicker
            poller.semaphore.release()
            ticket.finish()
            return
        Thread(target=_serve, args=(poller, messages, ticket), name="event-source-batch", daemon=True).start()
    except BaseException:
        poller.semaphore.release()
        ticket.finish()
        raise


def _received(poller: Any) -> list[dict[str, Any]]:
    """What LocalStack's own poller would receive; its client takes batches and windows beyond SQS's limits."""
    window_s = poller.maximum_batching_window
    answer = poller.source_client.receive_message(
        QueueUrl=poller.queue_url,
        MaxNumberOfMessages=min(poller.batch_size, 10),
        WaitTimeSeconds=min(window_s, 20),
        MessageAttributeNames=["All"],
        MessageSystemAttributeNames=["All"],
        sqs_override_max_message_count=poller.batch_size,
        sqs_override_wait_time_seconds=window_s,
    )
    messages: list[dict[str, Any]] = answer.get("Messages", [])
    return messages


def _serve(poller: Any, messages: list[dict[str, Any]], ticket: Ticket) -> None:
    try:
        for start in range(0, len(messages), LARGEST_EVENT):
            poller.handle_messages(messages[start : start + LARGEST_EVENT])
    except Exception as error:
        LOG.warning("a batch of %s was not processed: %s", poller.source_arn, cause_of(error))
    finally:
        poller.semaphore.release()
        ticket.finish()


def cause_of(error: BaseException) -> str:
    """Why a batch failed: LocalStack keeps the cause beside its own exception, which has no text."""
    cause = getattr(error, "error", None) or error.__cause__ or error
    return str(cause) or repr(cause)
