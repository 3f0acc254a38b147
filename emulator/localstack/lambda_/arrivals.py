"""Waiting for messages where they arrive: a poller is woken by the message, instead of looking again after a while.

LocalStack's pollers ask an idle queue again after 0.5 to 1.5 s, whatever the longest interval is set to; AWS's pollers
hold a long poll open and have a message at once.
"""

from collections.abc import Callable
from queue import PriorityQueue
from threading import Event
from typing import Any

from emulator.localstack.lambda_.chosen import functions_are_processes
from emulator.localstack.seams import adds


@adds(
    "services.sqs.queue:InterruptiblePriorityQueue._put",
    at=("sqs", "lambda"),
    only=functions_are_processes,
    why="Who waits for a message to become visible is woken by it, instead of looking again after a while.",
)
def waking_put(_: Any) -> Callable[[Any, Any], None]:
    """The putting of a message, which wakes those who wait."""

    def put(self: Any, item: Any) -> None:
        PriorityQueue._put(self, item)
        for wakeup in _wakeups(self):
            wakeup.set()

    return put


def arrived(visible: Any, wakeup: Event, timeout_s: float) -> bool:
    """Wait until a message is visible, `wakeup` is set by another hand or the time is up; whether one is visible.

    `wakeup` is one waiter's own. Several may wait for one queue: all are woken, and who receives first has the message.
    """
    with visible.mutex:
        if visible._qsize():
            return True
        _wakeups(visible).add(wakeup)
    try:
        wakeup.wait(timeout_s)
        wakeup.clear()  # not before: one that came ahead of the wait counts
    finally:
        with visible.mutex:
            _wakeups(visible).discard(wakeup)
    return bool(visible.qsize())


def _wakeups(visible: Any) -> set[Event]:
    """Who waits; asked for and changed under the queue's mutex only."""
    wakeups: set[Event] = visible.__dict__.setdefault("wakeups", set())
    return wakeups
