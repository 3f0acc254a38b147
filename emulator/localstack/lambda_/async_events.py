"""Asynchronous events on their way to a function: woken by the event, and none is lost when the function changes.

LocalStack's poller of a function that was updated or removed goes on with the long poll it is in, and drops what that
brings: the event is seen again only when its visibility timeout is over, a minute and the function's time-out later.
"""

import logging
from collections.abc import Callable
from concurrent.futures import Future
from threading import Event
from typing import Any

from emulator.activity.tickets import started
from emulator.localstack.lambda_.arrivals import arrived
from emulator.localstack.lambda_.chosen import functions_are_processes
from emulator.localstack.seams import wraps

LOG = logging.getLogger(__name__)
LONGEST_WAIT_S = 2.0
AT_ONCE = 10
"""Events taken from the queue at a time, as LocalStack's poller takes them."""
PAUSE_AFTER_ERROR_S = 1.0
GRACE_S = 60
"""How much longer than the function may run an event stays taken; LocalStack's own figure."""


@wraps(
    "services.lambda_.invocation.event_manager:Poller.__init__",
    at="lambda",
    only=functions_are_processes,
    why="A poller of asynchronous events is woken by an event, instead of asking in a long poll.",
)
def create(original: Callable[..., None], self: Any, *args: Any, **kwargs: Any) -> None:
    """Make a poller that can be woken."""
    original(self, *args, **kwargs)
    self.wakeup = Event()


@wraps(
    "services.lambda_.invocation.event_manager:Poller.run",
    at="lambda",
    only=functions_are_processes,
    why="Its loop drops what it takes after it was told to stop; ours gives that back. An event is handled as before.",
)
def run(_: Callable[..., None], self: Any, *_args: Any, **_kwargs: Any) -> None:
    """Take what arrives until the poller is stopped."""
    queue = _client().queue_manager.queues.get(self.event_queue_url)
    while queue is not None and not self._shutdown_event.is_set():
        if arrived(queue.visible, self.wakeup, LONGEST_WAIT_S):
            _take_what_is_there(self, queue)


@wraps(
    "services.lambda_.invocation.event_manager:Poller.stop",
    at="lambda",
    only=functions_are_processes,
    why="A poller that is told to stop waits no longer.",
)
def stop(original: Callable[..., None], self: Any) -> None:
    """Stop, and wake the loop."""
    original(self)
    self.wakeup.set()


def _client() -> Any:
    from localstack.services.lambda_.invocation.internal_sqs_queue import get_fake_sqs_client

    return get_fake_sqs_client()


def _take_what_is_there(poller: Any, queue: Any) -> None:
    try:
        _take(poller, queue)
    except Exception as error:  # a poller that ended would leave its function deaf
        LOG.warning("events of %s were not taken: %s", poller.version_manager.function_arn, error)
        poller._shutdown_event.wait(PAUSE_AFTER_ERROR_S)


def _take(poller: Any, queue: Any) -> None:
    """Hand what is visible to the poller's threads; what they don't begin goes back into the queue.

    Each has a ticket from before it is received until it is handled.
    """
    version = poller.version_manager.function_version
    with started(version.id.account, "async_invocations", version.id.function_name):
        answer = _client().receive_message(
            QueueUrl=poller.event_queue_url,
            MaxNumberOfMessages=AT_ONCE,
            VisibilityTimeout=version.config.timeout + GRACE_S,
        )
        for message in answer["Messages"] or ():
            ticket = started(version.id.account, "async_invocations", version.id.function_name)
            try:
                task = poller.invoker_pool.submit(poller.handle_message, message)
            except RuntimeError:  # the poller was stopped meanwhile
                _give_back(queue, message)
                ticket.finish()
            else:
                task.add_done_callback(lambda task, message=message: _unless_begun(task, queue, message))
                task.add_done_callback(lambda _, ticket=ticket: ticket.finish())


def _unless_begun(task: "Future[None]", queue: Any, message: dict[str, Any]) -> None:
    if task.cancelled():
        _give_back(queue, message)


def _give_back(queue: Any, message: dict[str, Any]) -> None:
    """To the poller of the function's next version."""
    queue.update_visibility_timeout(message["ReceiptHandle"], 0)
