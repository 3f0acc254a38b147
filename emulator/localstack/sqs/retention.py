"""Messages leave their queue when its retention period is over, on the account's clock.

LocalStack keeps them for ever unless it is told otherwise, and then goes by the wall, and by visible messages only.
"""

import heapq
from collections.abc import Callable
from typing import Any

from emulator.clock import clock_of
from emulator.localstack.seams import wraps
from emulator.sqs.retention import Looks, is_over

WHY = "Messages are kept for the queue's retention period, on the account's clock."
WITH_MESSAGES = ("sqs", "lambda")


@wraps("services.sqs.models:StandardQueue.remove_expired_messages", at=WITH_MESSAGES, why=WHY)
@wraps("services.sqs.models:FifoQueue.remove_expired_messages", at=WITH_MESSAGES, why=WHY)
def remove_expired_messages(_: Callable[..., None], self: Any) -> None:
    """What LocalStack's worker asks of every queue each second."""
    expire(self)


@wraps("services.sqs.models:StandardQueue.receive", at=WITH_MESSAGES, why=WHY)
@wraps("services.sqs.models:FifoQueue.receive", at=WITH_MESSAGES, why=WHY)
@wraps("services.sqs.models:SqsQueue.get_queue_attributes", at=WITH_MESSAGES, why=WHY)
def kept(original: Callable[..., Any], self: Any, *args: Any, **kwargs: Any) -> Any:
    """What is asked of a queue is answered from what it still has: the clock may have jumped since the last second."""
    expire(self)
    return original(self, *args, **kwargs)


def expire(queue: Any) -> None:
    """Take out of the queue what it has kept for its retention period, whether it is visible, delayed or in flight."""
    retention_s, clock = queue.message_retention_period, clock_of(queue.account_id)
    with queue.mutex:  # whoever comes while another one looks waits for the end of that
        if not hasattr(queue, "looks"):
            queue.looks = Looks()
        if not queue.looks.is_due(retention_s, clock.now()):
            return
        for message in [each for each in _messages(queue) if is_over(_sent_s(queue, each), retention_s, clock)]:
            _remove(queue, message)


def _is_fifo(queue: Any) -> bool:
    return hasattr(queue, "message_groups")


def _messages(queue: Any) -> list[Any]:
    waiting = (
        [message for group in queue.message_groups.values() for message in group.messages]
        if _is_fifo(queue)
        else list(queue.visible.queue)
    )
    return [*waiting, *queue.delayed, *queue.inflight]


def _sent_s(queue: Any, message: Any) -> float:
    """When its time began, of the wall: in a FIFO dead-letter queue it begins anew."""
    if _is_fifo(queue):
        return float(message.created)
    return int(message.message["Attributes"].get("SentTimestamp", message.created * 1000)) / 1000


def _land(queue: Any, message: Any) -> None:
    """Take it out of those in flight: a set in one release of LocalStack, an ordered dict in the other."""
    if isinstance(queue.inflight, dict):
        queue.inflight.pop(message, None)
    else:
        queue.inflight.discard(message)


def _remove(queue: Any, message: Any) -> None:
    message.deleted = True
    for handle in message.receipt_handles:
        queue.receipts.pop(handle, None)
    message.receipt_handles.clear()
    queue.delayed.discard(message)
    if _is_fifo(queue):
        group = queue.get_message_group(message.message_group_id)
        _take(group.messages, message)
        _land(queue, message)
        queue.update_message_group_visibility(group)
        return
    _land(queue, message)
    with queue.visible.mutex:
        _take(queue.visible.queue, message)


def _take(heap: list[Any], message: Any) -> None:
    if message in heap:
        heap.remove(message)
        heapq.heapify(heap)
