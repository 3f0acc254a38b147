"""A queue's dead-letter queue must be there, and of the queue's own kind."""

from collections.abc import Callable
from typing import Any

from emulator.localstack.seams import wraps
from emulator.localstack.sqs.messages import refuse
from emulator.sqs import dead_letters

WHY = "LocalStack takes dead-letter queues that aren't there, or are of the other kind."


@wraps("services.sqs.provider:SqsProvider.create_queue", at="sqs", why=WHY)
def create_queue(
    original: Callable[..., Any], self: Any, context: Any, queue_name: str, attributes: Any = None, **kwargs: Any
) -> Any:
    """Make a queue whose redrive policy can be carried out."""
    place = f"arn:{context.partition}:sqs:{context.region}:{context.account_id}"
    _check(self.get_store(context.account_id, context.region), f"{place}:{queue_name}", attributes)
    return original(self, context, queue_name, attributes, **kwargs)


@wraps("services.sqs.provider:SqsProvider.set_queue_attributes", at="sqs", why=WHY)
def set_queue_attributes(
    original: Callable[..., Any], self: Any, context: Any, queue_url: str, attributes: Any, **kwargs: Any
) -> Any:
    """Change a queue to a redrive policy that can be carried out."""
    queue = self._resolve_queue(context, queue_url=queue_url)
    _check(self.get_store(queue.account_id, queue.region), queue.arn, attributes)
    return original(self, context, queue_url, attributes, **kwargs)


def _check(store: Any, queue_arn: str, attributes: Any) -> None:
    if policy := (attributes or {}).get("RedrivePolicy"):
        refuse(dead_letters.refusal(policy, queue_arn, store.queues.__contains__))
