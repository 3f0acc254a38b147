"""Waiting for messages where they arrive: a poller is woken by the message, instead of looking again after a while.

LocalStack's pollers ask an idle queue again after 0.5 to 1.5 s, whatever the longest interval is set to; AWS's pollers
hold a long poll open and have a message at once.
"""

from queue import PriorityQueue
from threading import Event
from typing import Any

from localstack.services.sqs.queue import InterruptiblePriorityQueue


def attach() -> None:
    """Have queues ring the bells of those who wait for a message to become visible."""

    def put(self: InterruptiblePriorityQueue, item: Any) -> None:
        PriorityQueue._put(self, item)
        for bell in _bells(self):
            bell.set()

    InterruptiblePriorityQueue._put = put


def arrived(visible: InterruptiblePriorityQueue, bell: Event, timeout_s: float) -> bool:
    """Wait until a message is visible, the bell is rung by another hand or the time is up; whether one is visible.

    `bell` is one waiter's own. Several may wait for one queue: all are woken, and who receives first has the message.
    """
    with visible.mutex:
        if visible._qsize():
            return True
        _bells(visible).add(bell)
    try:
        bell.wait(timeout_s)
        bell.clear()  # not before: a ring that came ahead of the wait counts
    finally:
        with visible.mutex:
            _bells(visible).discard(bell)
    return bool(visible.qsize())


def _bells(visible: InterruptiblePriorityQueue) -> set[Event]:
    """Who waits; asked for and changed under the queue's mutex only."""
    bells: set[Event] = visible.__dict__.setdefault("bells", set())
    return bells
