"""What can't be removed by itself goes in the step of what takes it along."""

from bootstrap.model.resource import ExistingResource
from bootstrap.resources.subscription import NOT_CONFIRMED, Subscription
from bootstrap.resources.topic import Topic
from bootstrap.steps import in_group


def test_a_subscription_that_was_never_confirmed_goes_with_its_topic() -> None:
    def existing(kind: str, identity: str, **values: str) -> ExistingResource:
        return ExistingResource(kind, identity, "us-east-1", values)

    letter = existing(Subscription.kind, "topic -> someone@example.com", arn=NOT_CONFIRMED)
    queue = existing(Subscription.kind, "topic -> queue", arn="arn:aws:sns:us-east-1:000000000000:topic:1")
    declared = existing(Subscription.kind, "topic -> another@example.com")
    topic = existing(Topic.kind, "topic")
    every = [letter, queue, declared, topic]
    assert in_group(frozenset({Subscription.kind}), every) == [queue, declared]
    assert in_group(frozenset({Topic.kind}), every) == [letter, topic]
