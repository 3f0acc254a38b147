"""A message that is taken from its queue is counted until it has arrived, whoever else takes it meanwhile."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from typing import Any

from localstack.services.sqs.models import StandardQueue

from emulator.localstack.activity.sqs import _note, _taken_together, counts


class Taker:
    """Somebody who receives, in a thread of its own."""

    def __init__(self, queue: Any) -> None:
        self._queue, self._thread, self._held = queue, ThreadPoolExecutor(1), ExitStack()

    def take(self) -> Any:
        """Take the first message, as LocalStack does; it hasn't arrived yet."""

        def take() -> Any:
            self._held.enter_context(_taken_together(self._queue))
            with self._queue.visible.mutex:
                message = self._queue.visible.queue.pop()
                _note(message)
            return message

        return self._thread.submit(take).result()

    def leave(self) -> None:
        """What was taken has arrived."""
        self._thread.submit(self._held.close).result()
        self._thread.shutdown()


def test_a_message_in_two_hands_is_counted_until_both_let_go() -> None:
    queue = StandardQueue("q", "us-east-1", "000000000000")
    queue.put({"MessageId": "m", "Body": "b", "Attributes": {}})
    one, other = Taker(queue), Taker(queue)
    message = one.take()
    assert counts(queue).total == 1
    queue._put_message(message)  # its visibility timeout is 0
    assert other.take() is message
    assert counts(queue).total == 1, "two hands, one message"
    one.leave()
    assert counts(queue).total == 1
    other.leave()
    assert counts(queue).total == 0
