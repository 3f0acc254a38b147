"""SNS: topics, and who subscribes to them."""

from collections.abc import Iterator

from bootstrap.clients import Clients
from harness.wiring.model import Edge, Kind, Node, node_of
from harness.wiring.registry import Found, discovers


@discovers("sns")
def topics(clients: Clients) -> Iterator[Found]:
    """Each topic with its attributes, and an edge for each subscription with its attributes."""
    for page in clients.sns.get_paginator("list_topics").paginate():
        for topic in page["Topics"]:
            arn = topic["TopicArn"]
            yield node_of(arn), dict(clients.sns.get_topic_attributes(TopicArn=arn)["Attributes"])
            yield from _subscriptions(clients, arn)


def _subscriptions(clients: Clients, topic_arn: str) -> Iterator[Edge]:
    for page in clients.sns.get_paginator("list_subscriptions_by_topic").paginate(TopicArn=topic_arn):
        for each in page["Subscriptions"]:
            arn = each["SubscriptionArn"]
            # One that waits has no ARN in AWS's list; LocalStack's has it, and says so in the attributes.
            known = arn.startswith("arn:")
            told = clients.sns.get_subscription_attributes(SubscriptionArn=arn)["Attributes"] if known else {}
            confirmed = known and told.get("PendingConfirmation") != "true"
            settings = {**told, "SubscriptionArn": arn, "Protocol": each["Protocol"], "Confirmed": confirmed}
            target = (
                node_of(each["Endpoint"])
                if each["Endpoint"].startswith("arn:")
                else Node(each["Protocol"], each["Endpoint"])
            )
            yield Edge(Kind.SUBSCRIPTION, node_of(topic_arn), target, settings=settings)
