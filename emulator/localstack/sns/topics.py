"""A topic takes its subscriptions along."""

from collections.abc import Callable
from typing import Any

from emulator.localstack.seams import wraps


@wraps(
    "services.sns.provider:SnsProvider.delete_topic",
    at="sns",
    releases=("4.14.0",),
    why="LocalStack 4.14 keeps the subscriptions of a topic that is deleted, and lists them for ever.",
)
def delete_topic(original: Callable[..., None], self: Any, context: Any, topic_arn: str, **given: Any) -> None:
    """Delete it, and what is subscribed to it, confirmed or not."""
    original(self, context, topic_arn, **given)
    subscriptions = self.get_store(context.account_id, context.region).subscriptions
    for arn in [arn for arn, each in list(subscriptions.items()) if each["TopicArn"] == topic_arn]:
        subscriptions.pop(arn, None)
