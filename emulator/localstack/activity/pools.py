"""Work that LocalStack hands to thread pools counts from the hand-over until it is done.

S3 dispatches notifications this way, SNS its deliveries, SQS the metrics it publishes of messages.
"""

from collections.abc import Callable
from typing import Any

from emulator.activity.tickets import Ticket, started
from emulator.localstack.seams import wraps

Begin = Callable[..., Ticket | None]
"""Opens the ticket for a task, given the task's arguments; None for a task that comes of nothing and causes nothing."""


class CountedPool:
    """A pool whose tasks have tickets. `submit` is the one of `concurrent.futures.Executor`."""

    def __init__(self, pool: Any, begin: Begin) -> None:
        self._pool = pool
        self._begin = begin

    def submit(self, task: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Any:
        """Hand the task over; it counts until it is done."""
        ticket = self._begin(*args, **kwargs)

        def run(*args: Any, **kwargs: Any) -> Any:
            try:
                return task(*args, **kwargs)
            finally:
                if ticket is not None:
                    ticket.finish()

        run.__name__ = getattr(task, "__name__", "task")
        try:
            return self._pool.submit(run, *args, **kwargs)
        except RuntimeError:
            if ticket is not None:
                ticket.finish()
            raise

    def shutdown(self, *args: Any, **kwargs: Any) -> None:
        """Shut the pool down."""
        self._pool.shutdown(*args, **kwargs)


@wraps(
    "services.s3.notifications:NotificationDispatcher.__init__",
    at="s3",
    why="A notification counts from the request that caused it until the queue, topic or function has it.",
)
def count_s3_notifications(original: Callable[..., None], self: Any, *args: Any, **kwargs: Any) -> None:
    """Make the dispatcher, with a pool whose tasks count."""
    original(self, *args, **kwargs)
    self.executor = CountedPool(self.executor, _s3_notification)


@wraps(
    "services.sns.publisher:PublishDispatcher.__init__",
    at="sns",
    why="A delivery counts from the publishing request until the subscriber has it.",
)
def count_sns_deliveries(original: Callable[..., None], self: Any, *args: Any, **kwargs: Any) -> None:
    """Make the dispatcher, with pools whose tasks count."""
    original(self, *args, **kwargs)
    self.executor = CountedPool(self.executor, _sns_delivery)
    self.topic_partitioned_executor = CountedPool(self.topic_partitioned_executor, _sns_delivery)


@wraps(
    "services.sqs.provider:CloudwatchDispatcher.__init__",
    at="sqs",
    why="A metric of SQS counts from the request about a message until CloudWatch has the datapoint.",
)
def count_sqs_metrics(original: Callable[..., None], self: Any, *args: Any, **kwargs: Any) -> None:
    """Make the dispatcher, with a pool whose tasks count."""
    original(self, *args, **kwargs)
    self.executor = CountedPool(self.executor, _sqs_metric)


def _s3_notification(event: Any, *_: Any) -> Ticket:
    return started(event.bucket_account_id, "s3_notifications", event.bucket_name)


def _sns_delivery(*_: Any, context: Any, subscriber: Any = None, **__: Any) -> Ticket:
    topic = (subscriber or {}).get("TopicArn", "")
    return started(context.store._account_id, "sns_deliveries", topic.rpartition(":")[2])


def _sqs_metric(*, account_id: str, metric: str, **_: Any) -> Ticket | None:
    # Every idle poll publishes an empty receive.
    return None if metric == "NumberOfEmptyReceives" else started(account_id, "metrics", f"AWS/SQS {metric}")
