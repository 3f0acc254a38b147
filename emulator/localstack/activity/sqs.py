"""Messages in SQS queues: read in the process, where they are; a ticket stands for one while it is taken out.

LocalStack takes a message from what is visible and adds it to what is in flight (or to the dead-letter queue) a moment
later. The ticket is opened under the lock under which the message leaves, and finished when it has arrived.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from queue import PriorityQueue
from threading import local
from typing import Any

from localstack.config import INTERNAL_RESOURCE_ACCOUNT

from emulator.activity.queues import Messages
from emulator.activity.tickets import Ticket, started
from emulator.localstack.seams import adds, wraps

TAKEN = "A message that has left what is visible and isn't in flight yet is counted all the same."
WITH_MESSAGES = ("sqs", "lambda")
"""Lambda keeps asynchronous events in queues of LocalStack's SQS, without loading the service."""


def counts(queue: Any, consumers: int = 0) -> Messages:
    """The messages of one queue at one moment; one that is being taken is in flight.

    One may be counted twice while it arrives, and none is left out.
    """
    with queue.mutex:
        visible, taken = _visible_and_taken(queue)
        arriving = sum(1 for message in taken if message not in queue.inflight)  # before those that have arrived
        return Messages(visible, arriving + len(queue.inflight), len(queue.delayed), consumers)


def _visible_and_taken(queue: Any) -> tuple[int, list[Any]]:
    """How many messages are visible, and those that were but haven't arrived yet; the caller holds the queue's lock."""
    if hasattr(queue, "message_groups"):  # a FIFO queue's, whose messages are taken under that same lock
        return sum(len(group.messages) for group in queue.message_groups.values()), _messages_taken(queue)
    with queue.visible.mutex:
        return len(queue.visible.queue), _messages_taken(queue)


def _messages_taken(queue: Any) -> list[Any]:
    """What was taken from the queue and hasn't arrived yet: one that was put back may have been taken twice."""
    return list({id(message): message for message in list(_takings(queue).values())}.values())


def _takings(queue: Any) -> dict[Ticket, Any]:
    found: dict[Ticket, Any] = queue.__dict__.setdefault("takings", {})
    return found


def of_account(account_id: str, region: str | None) -> dict[str, Messages]:
    """Every queue of the account, by name; with a region, of that region only."""
    from localstack.services.sqs.models import sqs_stores

    found: dict[str, Messages] = {}
    if account_id not in sqs_stores:
        return found
    for its_region, store in list(sqs_stores[account_id].items()):
        if region is None or its_region == region:
            readers = _readers(account_id, its_region)
            for name, queue in list(store.queues.items()):
                found[name] = counts(queue, readers.get(queue.arn, 0))
    return found


_owners: dict[str, tuple[str, str]] = {}
"""Account and function of the queues that LocalStack keeps for asynchronous events."""
_internal: defaultdict[str, set[str]] = defaultdict(set)
"""Those queues by account."""


@dataclass(frozen=True)
class _Taken:
    """A message was taken from the queue and hasn't arrived yet."""

    queue: Any
    ticket: Ticket

    def arrive(self) -> None:
        _takings(self.queue).pop(self.ticket, None)
        self.ticket.finish()


class _Taking(local):
    """Per thread: the queue being read, and what was taken."""

    queue: Any = None
    taken: list[_Taken] | None = None


_taking = _Taking()


def adopt(queue_name: str, account_id: str, function: str) -> None:
    """Note whose an internal queue of asynchronous events is."""
    _owners[queue_name] = (account_id, function)
    _internal[account_id].add(queue_name)


def owner_of_internal(queue: Any) -> tuple[str, str] | None:
    """Account and function of a queue of asynchronous events; None for any other queue."""
    return _owners.get(queue.name) if queue.account_id == INTERNAL_RESOURCE_ACCOUNT else None


def internal_queues(account_id: str) -> list[tuple[Any, str]]:
    """Every internal queue of the account, with its function. Those that went with their function are forgotten."""
    from localstack.services.lambda_.invocation.internal_sqs_queue import get_fake_sqs_client

    found = []
    queues = get_fake_sqs_client().queue_manager.queues
    for name in list(_internal.get(account_id, ())):
        queue, owner = queues.get(name), _owners.get(name)
        if queue is not None and owner is not None:
            found.append((queue, owner[1]))
        else:
            _internal[account_id].discard(name)
            _owners.pop(name, None)
    return found


@wraps("services.sqs.models:StandardQueue.receive", at=WITH_MESSAGES, why=TAKEN)
@wraps("services.sqs.models:FifoQueue.receive", at=WITH_MESSAGES, why=TAKEN)
def receive(original: Callable[..., Any], self: Any, *args: Any, **kwargs: Any) -> Any:
    """Receive under tickets, until the messages are in flight."""
    with _taken_together(self):
        return original(self, *args, **kwargs)


@wraps("services.sqs.provider:SqsProvider.receive_message", at=WITH_MESSAGES, why=TAKEN)
def receive_message(original: Callable[..., Any], self: Any, *args: Any, **kwargs: Any) -> Any:
    """Receive under tickets, until what was received too often is in the dead-letter queue."""
    with _taken_together(None):
        return original(self, *args, **kwargs)


@adds("services.sqs.queue:InterruptiblePriorityQueue._get", at=WITH_MESSAGES, why=TAKEN)
def taking_of_a_standard_queue(_: Any) -> Callable[[Any], Any]:
    """The taking of a message, noted."""

    def get(self: Any) -> Any:
        item = PriorityQueue._get(self)
        _note(item)
        return item

    return get


@wraps("services.sqs.models:MessageGroup.pop", at=WITH_MESSAGES, why=TAKEN)
def pop(original: Callable[..., Any], self: Any) -> Any:
    """Take a message of a FIFO queue, and note it."""
    item = original(self)
    _note(item)
    return item


@contextmanager
def _taken_together(queue: Any) -> Iterator[None]:
    """What is taken in the block, on this thread, has arrived at the end of the outermost such block."""
    outermost, before = _taking.taken is None, _taking.queue
    if _taking.taken is None:
        _taking.taken = []
    _taking.queue = queue
    try:
        yield
    finally:
        _taking.queue = before
        if outermost:
            taken, _taking.taken = _taking.taken, None
            for each in taken:
                each.arrive()


def _note(message: Any) -> None:
    """Note what this thread takes; the caller holds the lock that the count of visible messages is read under."""
    queue = _taking.queue
    if queue is not None and _taking.taken is not None:
        ticket = started(*_moving(queue))
        _takings(queue)[ticket] = message
        _taking.taken.append(_Taken(queue, ticket))


def _moving(queue: Any) -> tuple[str, str, str]:
    account_id, name = owner_of_internal(queue) or (queue.account_id, queue.name)
    return account_id, "messages_moving", name


def _readers(account_id: str, region: str) -> dict[str, int]:
    from localstack.services.lambda_.invocation.models import lambda_stores

    found: dict[str, int] = {}
    if account_id in lambda_stores:
        for mapping in list(lambda_stores[account_id][region].event_source_mappings.values()):
            if mapping.get("State") not in ("Disabled", "Disabling", "Deleting"):
                arn = mapping.get("EventSourceArn", "")
                found[arn] = found.get(arn, 0) + 1
    return found
