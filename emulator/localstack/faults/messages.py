"""Queues under faults: late and overtaken messages, those that come again, and the turns on a stepped clock.

On a stepped clock every message for an event source mapping, and every asynchronous event of a function, is held until
its turn. It counts as delayed meanwhile, so a purge reaches it, and nobody takes the account for quiet.
"""

from base64 import b64decode
from collections.abc import Callable, Iterator
from functools import partial
from json import loads
from typing import Any

from emulator.faults.account import AccountFaults, any_on, faults_of
from emulator.faults.held import ALONE
from emulator.faults.identity import Identity, of_event, of_message
from emulator.lambda_.timers import SharedTimer
from emulator.localstack.activity import sqs
from emulator.localstack.seams import wraps

ARRIVING = ("sqs-late", "sqs-overtaken")
COMING_AGAIN = ("sqs-twice", "sqs-answered-late")
HELD_BACK_S = 10.0**9
"""The delay of a message that waits for its turn; nobody but `_let_in` ends it."""
OVERTAKEN_S = 0.001
"""Later than what arrives in the same turn, and earlier than all that is late."""


@wraps(
    "services.sqs.models:StandardQueue._put_message",
    at=sqs.WITH_MESSAGES,
    why="A message may come late or out of order, if the account asked for faults.",
)
def put(original: Callable[[Any, Any], None], queue: Any, message: Any) -> None:
    """Make the message visible: now, or when it is its turn."""
    if not any_on():
        original(queue, message)
        return
    account_id, place, asynchronous = _whose(queue)
    faults = faults_of(account_id)
    if faults is None:
        original(queue, message)
        return
    identity = _identity(message, asynchronous)
    late_s = 0.0 if asynchronous or message.receive_count else _late_s(faults, place, identity)
    together = ALONE if asynchronous else _batch_size(queue)
    let_in = partial(_let_in, original, queue, message)
    if faults.stepped and (together or late_s):
        _hold_back(queue, message)
        faults.held.hold(place, identity, let_in, late_s, together or ALONE)
    elif late_s >= 1:
        _hold_back(queue, message)
        SharedTimer(late_s, let_in).start()
    else:
        original(queue, message)


@wraps(
    "services.lambda_.event_source_mapping.pollers.sqs_poller:SqsPoller.delete_messages",
    at="lambda",
    why="A message that was processed may come again, if the account asked for faults.",
)
def delete_messages(original: Callable[..., None], poller: Any, messages: list[dict[str, Any]], ids: set[str]) -> None:
    """Delete the messages but those that come again: at once, or when their visibility timeout is over."""
    _, _, _, region, account_id, name = poller.source_arn.split(":")
    faults = faults_of(account_id)
    if faults is None:
        original(poller, messages, ids)
        return
    queue = _queue(account_id, region, name)
    again = set()
    for message in messages:
        if message["MessageId"] not in ids or queue is None:
            continue
        spared = is_spared(faults, queue, int(message["Attributes"]["ApproximateReceiveCount"]))
        what = of_message(message.get("Body", "")).what
        if fault := faults.decide(COMING_AGAIN, name, what, spared):
            faults.note(fault)
            again.add(message["MessageId"])
            if fault.kind == "sqs-twice":
                queue.update_visibility_timeout(message["ReceiptHandle"], 0)
    original(poller, messages, ids - again)


def is_spared(faults: AccountFaults, queue: Any, receive_count: int) -> bool:
    """Whether the message is at one of its last tries, which no fault may take from it."""
    most = queue.max_receive_count
    return bool(most) and receive_count > most - faults.profile.tries_spared


def queue_of_arn(arn: str) -> Any:
    """The queue, or None."""
    _, _, _, region, account_id, name = arn.split(":")
    return _queue(account_id, region, name)


def waiting(faults: AccountFaults) -> tuple[float, Callable[[], None]] | None:
    """When the first message is due that waits for a timeout or delay of its own, and what brings all due then back.

    Only queues that are consumed count. The time is the schedule's: a timeout begins when it is first seen running.
    """
    found = [
        (_due_s(faults, message), queue)
        for queue in _consumed(faults.account_id)
        for message in [*list(queue.inflight), *list(queue.delayed)]
        if not _is_held_back(message)
    ]
    if not found:
        return None
    due_s = min(due for due, _ in found)
    queues = {queue.arn: queue for due, queue in found if due == due_s}

    def bring_back() -> None:
        for queue in queues.values():
            _bring_back(queue, due_s)

    return due_s, bring_back


def _whose(queue: Any) -> tuple[str, str, bool]:
    """Account and place of a queue, and whether it is Lambda's own of asynchronous events."""
    owner = sqs.owner_of_internal(queue)
    return (queue.account_id, queue.name, False) if owner is None else (owner[0], f"{owner[1]} (asynchronous)", True)


def _identity(message: Any, asynchronous: bool) -> Identity:
    body = message.message.get("Body", "")
    return of_event(b64decode(loads(body)["payload"])) if asynchronous else of_message(body)


def _late_s(faults: AccountFaults, place: str, identity: Identity) -> float:
    fault = faults.decide(ARRIVING, place, identity.what)
    if fault is None:
        return 0.0
    late_s = OVERTAKEN_S if fault.kind == "sqs-overtaken" else faults.decisions.late_s(fault)
    faults.note(fault, "" if late_s < 1 else f"{late_s:g} s late")
    return late_s if late_s >= 1 or faults.stepped else 1.0


def _batch_size(queue: Any) -> int:
    """How many messages an event source mapping takes from the queue at once; 0 when none does."""
    from localstack.services.lambda_.invocation.models import lambda_stores

    mappings = lambda_stores[queue.account_id][queue.region].event_source_mappings
    sizes = [
        int(mapping.get("BatchSize") or 10)
        for mapping in list(mappings.values())
        if mapping.get("EventSourceArn") == queue.arn
        and mapping.get("State") not in ("Disabled", "Disabling", "Deleting")
    ]
    return min(sizes, default=0)


def _hold_back(queue: Any, message: Any) -> None:
    message.delay_seconds = HELD_BACK_S
    with queue.mutex:
        queue.delayed.add(message)


def _is_held_back(message: Any) -> bool:
    return bool(message.delay_seconds == HELD_BACK_S)


def _let_in(original: Callable[[Any, Any], None], queue: Any, message: Any) -> None:
    """Make it visible, unless it was purged or deleted meanwhile."""
    with queue.mutex:
        there = message in queue.delayed and not message.deleted
        queue.delayed.discard(message)
        message.delay_seconds = None
        if there:
            original(queue, message)


def _consumed(account_id: str) -> Iterator[Any]:
    """The account's queues that Lambda reads, and its queues of asynchronous events."""
    from localstack.services.sqs.models import StandardQueue, sqs_stores

    for store in list(sqs_stores[account_id].values()) if account_id in sqs_stores else ():
        for queue in list(store.queues.values()):
            if isinstance(queue, StandardQueue) and _batch_size(queue):
                yield queue
    yield from (queue for queue, _ in sqs.internal_queues(account_id))


def _due_s(faults: AccountFaults, message: Any) -> float:
    """When its timeout or delay is over, told once for each time that it runs."""
    run = (message.receive_count, message.delay_seconds)
    known = message.__dict__.get("faults_due")
    if known is None or known[0] != run:
        in_flight = message.receive_count and message.visibility_deadline
        length_s = message.visibility_timeout if in_flight else message.delay_seconds or 0
        known = message.__dict__["faults_due"] = (run, faults.held.time_s + float(length_s))
    return float(known[1])


def _bring_back(queue: Any, due_s: float) -> None:
    """End the timeouts and delays that are over by then, as time does on a real clock."""
    with queue.mutex:
        for message in [*list(queue.inflight), *list(queue.delayed)]:
            if not _is_held_back(message) and message.__dict__.get("faults_due", ((), due_s + 1))[1] <= due_s:
                message.visibility_deadline, message.delay_seconds = 0.0, None
        queue.requeue_inflight_messages()
        queue.enqueue_delayed_messages()


def _queue(account_id: str, region: str, name: str) -> Any:
    from localstack.services.sqs.models import sqs_stores

    return sqs_stores[account_id][region].queues.get(name)
