"""Asynchronous invocations: events in LocalStack's internal queue of a function, waiting, running or to be retried."""

from collections.abc import Callable
from typing import Any

from localstack.services.lambda_.invocation.event_manager import LambdaEventManager, Poller
from localstack.services.lambda_.invocation.internal_sqs_queue import get_fake_sqs_client
from localstack.utils.patch import patch

from emulator.activity.tickets import started
from emulator.localstack.activity import sqs


def of_account(account_id: str) -> dict[str, sqs.Messages]:
    """The events that wait, run or are to be retried, by function; functions without any are left out."""
    found: dict[str, sqs.Messages] = {}
    for name, function in sqs.internal_queues(account_id):
        queue = get_fake_sqs_client().queue_manager.queues.get(name)
        if queue is not None and (messages := sqs.counts(queue)).total:
            found[function] = messages
    return found


def wrap() -> None:
    """Know whose the internal queues are, and count an event until its destination or retry is on its way."""

    @patch(LambdaEventManager.start)
    def start(original: Callable[..., None], self: LambdaEventManager, *args: Any, **kwargs: Any) -> None:
        original(self, *args, **kwargs)
        if self.event_queue_url:
            identity = self.version_manager.function_version.id
            sqs.adopt(self.event_queue_url, identity.account, identity.function_name)

    @patch(Poller.handle_message)
    def handle_message(original: Callable[..., None], self: Poller, message: dict[str, Any]) -> None:
        identity = self.version_manager.function_version.id
        with started(identity.account, "async_invocations", identity.function_name):
            original(self, message)
