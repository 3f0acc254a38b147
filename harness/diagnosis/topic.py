"""Links around a topic: a bucket publishes to it, a queue subscribes to it."""

from dataclasses import dataclass

from bootstrap.clients import Clients
from harness.diagnosis.link import Flow, Link, LinkState


@dataclass(frozen=True)
class BucketToTopic(Link):
    """S3 publishes the bucket's events to a topic."""

    clients: Clients
    bucket: str
    topic: str

    @property
    def name(self) -> str:
        """How the link is called."""
        return f"s3 {self.bucket} -> sns {self.topic}"

    def state(self) -> LinkState:
        """Stuck when the bucket has no notification to the topic for both creation and removal."""
        found = self.clients.s3.get_bucket_notification_configuration(Bucket=self.bucket)
        to_topic = [c for c in found.get("TopicConfigurations", []) if c["TopicArn"].endswith(f":{self.topic}")]
        events = sorted({event for c in to_topic for event in c["Events"]})
        if not to_topic:
            return LinkState(self.name, Flow.STUCK, "the bucket has no notification to this topic")
        missing = [
            e for e in ("s3:ObjectCreated", "s3:ObjectRemoved") if not any(found.startswith(e) for found in events)
        ]
        if missing:
            return LinkState(
                self.name, Flow.STUCK, f"the notification lacks {' and '.join(missing)}", (f"events {events}",)
            )
        return LinkState(self.name, Flow.PASSING, "notification is configured", (f"events {events}",))


@dataclass(frozen=True)
class TopicToQueue(Link):
    """A subscription carries the topic's messages to a queue."""

    clients: Clients
    topic: str
    queue: str

    @property
    def name(self) -> str:
        """How the link is called."""
        return f"sns {self.topic} -> sqs {self.queue}"

    def state(self) -> LinkState:
        """Stuck when there is no subscription, or when it alters the message."""
        topic_arn = f"arn:aws:sns:{self.clients.region}:{self.clients.account_id}:{self.topic}"
        pages = self.clients.sns.get_paginator("list_subscriptions_by_topic").paginate(TopicArn=topic_arn)
        found = [s for page in pages for s in page["Subscriptions"] if s["Endpoint"].endswith(f":{self.queue}")]
        if not found:
            return LinkState(self.name, Flow.STUCK, "the queue has no subscription to the topic")
        attributes = self.clients.sns.get_subscription_attributes(SubscriptionArn=found[0]["SubscriptionArn"])[
            "Attributes"
        ]
        if attributes.get("FilterPolicy"):
            return LinkState(
                self.name, Flow.STUCK, f"a filter policy holds messages back: {attributes['FilterPolicy']}"
            )
        if attributes.get("RawMessageDelivery") == "true":
            return LinkState(
                self.name, Flow.STUCK, "raw message delivery removes the envelope that the function expects"
            )
        return LinkState(self.name, Flow.PASSING, "subscribed")
