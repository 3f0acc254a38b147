"""Asynchronous invocations: events in LocalStack's internal queue of a function, waiting, running or to be retried."""

from collections.abc import Callable
from typing import Any

from emulator.activity.queues import Messages
from emulator.activity.tickets import started
from emulator.localstack.activity import sqs
from emulator.localstack.seams import wraps


def of_account(account_id: str) -> dict[str, Messages]:
    """The events that wait, run or are to be retried, by function; functions without any are left out."""
    found: dict[str, Messages] = {}
    for queue, function in sqs.internal_queues(account_id):
        if (messages := sqs.counts(queue)).total:
            found[function] = messages
    return found


@wraps(
    "services.lambda_.invocation.event_manager:LambdaEventManager.start",
    at="lambda",
    why="Whose an internal queue of asynchronous events is must be known to count its events.",
)
def start(original: Callable[..., None], self: Any, *args: Any, **kwargs: Any) -> None:
    """Start, then note whose the queue is."""
    original(self, *args, **kwargs)
    if self.event_queue_url:
        identity = self.version_manager.function_version.id
        sqs.adopt(self.event_queue_url, identity.account, identity.function_name)


@wraps(
    "services.lambda_.invocation.event_manager:Poller.handle_message",
    at="lambda",
    why="An asynchronous event counts until its destination or its retry is on its way.",
)
def handle_message(original: Callable[..., None], self: Any, message: dict[str, Any]) -> None:
    """Handle an event under a ticket."""
    identity = self.version_manager.function_version.id
    with started(identity.account, "async_invocations", identity.function_name):
        original(self, message)
