"""What a move task puts into a queue is a new message.

LocalStack moves the old one with its receive count, so that it is a dead letter again after one more try.
"""

from collections.abc import Callable
from threading import local
from typing import Any

from emulator.localstack.seams import wraps
from emulator.sqs.redrive import redriven

WHY = "A redriven message is a new one, with its own id and time, received as often as any other."


class _Moving(local):
    """Whether this thread carries out a move task."""

    now = False


_moving = _Moving()


@wraps("services.sqs.provider:MessageMoveTaskManager._run", at="sqs", why=WHY)
def run(original: Callable[..., None], self: Any, move_task: Any) -> None:
    """Carry out a move task."""
    _moving.now = True
    try:
        original(self, move_task)
    finally:
        _moving.now = False


@wraps("services.sqs.models:StandardQueue.put", at=("sqs", "lambda"), why=WHY)
@wraps("services.sqs.models:FifoQueue.put", at=("sqs", "lambda"), why=WHY)
def put(original: Callable[..., Any], self: Any, message: Any, *args: Any, **kwargs: Any) -> Any:
    """Put a message into a queue; one that is redriven as a new one, that is no duplicate of the old."""
    if not _moving.now:
        return original(self, message, *args, **kwargs)
    from localstack.services.sqs.utils import generate_message_id
    from localstack.utils.time import now

    if hasattr(self, "deduplication"):  # a FIFO queue's
        self.deduplication.pop(kwargs.get("message_deduplication_id"), None)
    return original(self, redriven(message, generate_message_id(), now(millis=True)), *args, **kwargs)
