"""Functions while they run, what they log and measure, and the batches that event source mappings hand them."""

from collections import deque
from collections.abc import Callable
from queue import Queue
from typing import Any

from localstack import config
from localstack.services.lambda_.event_source_mapping.esm_event_processor import EsmEventProcessor
from localstack.services.lambda_.event_source_mapping.pollers.sqs_poller import SqsPoller
from localstack.services.lambda_.invocation import version_manager
from localstack.services.lambda_.invocation.version_manager import LambdaVersionManager
from localstack.utils.patch import patch

from emulator.activity.tickets import Ticket, started
from emulator.localstack.lambda_.attach import EXECUTOR
from emulator.localstack.lambda_.workshop import workshop


class CountedQueue(Queue[Any]):
    """A queue of one consumer whose items count from `put` until they are done.

    Done is what `task_done` says, or, for a consumer that doesn't call it, that the next item is asked for.
    """

    def __init__(self, begin: Callable[[Any], Ticket | None]) -> None:
        super().__init__()
        self._begin = begin
        self._waiting: deque[Ticket | None] = deque()
        self._taken: deque[Ticket | None] = deque()

    def _put(self, item: Any) -> None:
        self._waiting.append(self._begin(item))
        super()._put(item)

    def _get(self) -> Any:
        self._taken.append(self._waiting.popleft())
        return super()._get()

    def task_done(self) -> None:
        """The oldest item taken is done."""
        if ticket := self._taken.popleft():
            ticket.finish()
        super().task_done()


class LogQueue(CountedQueue):
    """The queue of LocalStack's own log handler, which takes one item after the other and never says it is done."""

    def get(self, block: bool = True, timeout: float | None = None) -> Any:
        """The next item; the one before is done."""
        while self._taken:
            self.task_done()
        return super().get(block, timeout)


def wrap() -> None:
    """Count invocations, log deliveries, metrics of invocations and batches."""
    _wrap_invocations()
    _wrap_metrics()
    _wrap_batches()
    _wrap_logs()


def _wrap_invocations() -> None:
    @patch(LambdaVersionManager.__init__)
    def create(original: Callable[..., None], self: LambdaVersionManager, *args: Any, **kwargs: Any) -> None:
        original(self, *args, **kwargs)
        identity = self.function_version.id
        self.log_handler.log_queue = LogQueue(
            lambda item: started(identity.account, "log_deliveries", getattr(item, "log_group", identity.function_name))
        )

    @patch(LambdaVersionManager.invoke)
    def invoke(original: Callable[..., Any], self: LambdaVersionManager, **kwargs: Any) -> Any:
        identity = self.function_version.id
        with started(identity.account, "invocations", identity.function_name):
            return original(self, **kwargs)


def _wrap_metrics() -> None:
    """Invocations hand their metrics over themselves (see `cloudwatch.own_metrics`), without a new thread."""
    start_thread = version_manager.start_thread

    def run(task: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        measures = str(kwargs.get("name", "")).startswith("record-cloudwatch-metric")
        return task() if measures else start_thread(task, *args, **kwargs)

    version_manager.start_thread = run


def _wrap_batches() -> None:
    @patch(SqsPoller.handle_messages)
    def handle_messages(original: Callable[..., None], self: SqsPoller, messages: Any) -> None:
        with _batch(self.source_arn):
            original(self, messages)

    @patch(EsmEventProcessor.process_events_batch)
    def process(original: Callable[..., None], self: EsmEventProcessor, events: Any) -> None:
        with _batch(self.sender.target_arn):
            original(self, events)


def _batch(arn: str) -> Ticket:
    account_id, _, name = arn.split(":", 4)[4].partition(":")
    return started(account_id, "event_source_batches", name)


def _wrap_logs() -> None:
    """The executor that runs functions as processes delivers logs itself, through one queue."""
    if config.LAMBDA_RUNTIME_EXECUTOR != EXECUTOR:
        return
    workshop().delivery._queue = CountedQueue(lambda item: started(item[0].account_id, "log_deliveries", item[0].group))
