"""Functions while they run, what they log and measure, and the batches that event source mappings hand them."""

from collections import deque
from collections.abc import Callable
from queue import Queue
from typing import Any

from emulator.activity.tickets import Ticket, started
from emulator.localstack.seams import wraps


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


@wraps(
    "services.lambda_.invocation.version_manager:LambdaVersionManager.__init__",
    at="lambda",
    why="Log events count from the invocation that wrote them until they are stored.",
)
def create(original: Callable[..., None], self: Any, *args: Any, **kwargs: Any) -> None:
    """Make it, with a log queue whose items count."""
    original(self, *args, **kwargs)
    identity = self.function_version.id
    self.log_handler.log_queue = LogQueue(
        lambda item: started(identity.account, "log_deliveries", getattr(item, "log_group", identity.function_name))
    )


@wraps(
    "services.lambda_.invocation.version_manager:LambdaVersionManager.invoke",
    at="lambda",
    why="A function that runs is busy.",
)
def invoke(original: Callable[..., Any], self: Any, **kwargs: Any) -> Any:
    """Invoke the function under a ticket."""
    identity = self.function_version.id
    with started(identity.account, "invocations", identity.function_name):
        return original(self, **kwargs)


@wraps(
    "services.lambda_.invocation.version_manager:start_thread",
    at="lambda",
    why="Invocations are measured in lambda_.measures, not by a thread for each.",
)
def start_thread(original: Callable[..., Any], task: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    """Start a thread for anything but measuring."""
    measures = str(kwargs.get("name", "")).startswith("record-cloudwatch-metric")
    return None if measures else original(task, *args, **kwargs)


@wraps(
    "services.lambda_.event_source_mapping.pollers.sqs_poller:SqsPoller.handle_messages",
    at="lambda",
    why="A batch of messages counts from the queue to the function and back.",
)
def handle_messages(original: Callable[..., None], self: Any, messages: Any) -> None:
    """Handle a batch under a ticket."""
    with _batch(self.source_arn):
        original(self, messages)


@wraps(
    "services.lambda_.event_source_mapping.esm_event_processor:EsmEventProcessor.process_events_batch",
    at="lambda",
    why="A batch of events of any source counts while its function has it.",
)
def process_events_batch(original: Callable[..., None], self: Any, events: Any) -> None:
    """Process a batch under a ticket."""
    with _batch(self.sender.target_arn):
        original(self, events)


def _batch(arn: str) -> Ticket:
    account_id, _, name = arn.split(":", 4)[4].partition(":")
    return started(account_id, "event_source_batches", name)
