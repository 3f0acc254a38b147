"""A queue's attributes leave none of its messages out.

LocalStack reads one number after the other, while messages move from one to the next: a queue seemed to be empty while
its last message was being received, or was on its way to the dead-letter queue.
"""

from collections.abc import Callable
from typing import Any

from emulator.localstack.activity.sqs import counts
from emulator.localstack.seams import wraps


@wraps(
    "services.sqs.models:SqsQueue.get_queue_attributes",
    at=("sqs", "lambda"),
    why="A queue's numbers are of one moment: no message is missing in all three while it is received or moved.",
)
def get_queue_attributes(original: Callable[..., dict[str, str]], self: Any, *args: Any, **kwargs: Any) -> Any:
    """A queue's attributes, with numbers of one moment."""
    found, messages = original(self, *args, **kwargs), counts(self)
    numbers = {
        "ApproximateNumberOfMessages": messages.visible,
        "ApproximateNumberOfMessagesNotVisible": messages.in_flight,
        "ApproximateNumberOfMessagesDelayed": messages.delayed,
    }
    return found | {name: str(number) for name, number in numbers.items() if name in found}
