"""AWS::SNS::Subscription: a topic that delivers to a queue or a mailbox."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Self

from bootstrap.errors import tolerating
from bootstrap.handler import Handler
from bootstrap.model.resource import Attributes, ExistingResource, Resource, address_of
from bootstrap.model.scope import Scope
from bootstrap.registry import handles
from bootstrap.resources.queue import Queue
from bootstrap.resources.topic import Topic

if TYPE_CHECKING:
    from bootstrap.clients import Clients
    from bootstrap.context import ApplyContext

NOT_CONFIRMED = "PendingConfirmation"
"""What stands in place of the ARN until the owner of the endpoint has confirmed."""


@dataclass(frozen=True)
class Mailbox:
    """An e-mail address. Whoever reads it must confirm the subscription before anything else is sent."""

    address: str


@dataclass(frozen=True)
class Subscription(Resource):
    """`topic` delivers to `endpoint`. With `raw` the message alone arrives at a queue, without SNS's envelope."""

    kind: ClassVar[str] = "AWS::SNS::Subscription"
    outputs: ClassVar[tuple[str, ...]] = ("arn",)

    topic: Topic
    endpoint: Queue | Mailbox
    raw: bool = False

    @property
    def identity(self) -> str:
        """From where to where."""
        return identity_of(self.topic.arn, self.endpoint_address)

    @property
    def summary(self) -> str:
        """Whether the envelope is kept, or that it is e-mail."""
        if isinstance(self.endpoint, Mailbox):
            return "e-mail, to be confirmed by its reader"
        return "raw" if self.raw else "SNS envelope kept"

    @property
    def endpoint_address(self) -> str:
        """The endpoint as SNS takes it: an e-mail address, or the queue's ARN."""
        return self.endpoint.address if isinstance(self.endpoint, Mailbox) else self.endpoint.arn

    @classmethod
    def example(cls, scope: Scope) -> Self:
        """A topic that delivers to a queue."""
        topic = Topic.example(scope)
        return cls(scope, "example", topic, Queue.open_to_topic(scope, "example-subscriber", topic))


@handles(Subscription)
class SubscriptionHandler(Handler[Subscription]):
    """Subscriptions over SNS's API."""

    depends_on: ClassVar[tuple[str, ...]] = ("AWS::SNS::Topic", "AWS::SQS::Queue")
    in_place: ClassVar[frozenset[str]] = frozenset({"RawMessageDelivery"})
    taggable: ClassVar[bool] = False

    def listing(self, clients: "Clients") -> list[ExistingResource]:
        """The subscriptions of the region."""
        pages = clients.sns.get_paginator("list_subscriptions").paginate()
        every = [subscription for page in pages for subscription in page["Subscriptions"]]
        return [
            ExistingResource(
                Subscription.kind,
                identity_of(each["TopicArn"], each["Endpoint"]),
                clients.region,
                {"arn": each["SubscriptionArn"]},
            )
            for each in every
        ]

    def desired(self, context: "ApplyContext", resource: Subscription) -> Attributes:
        """How messages are delivered."""
        return {"RawMessageDelivery": str(resource.raw).lower()}

    def actual(self, clients: "Clients", resource: Subscription, existing: ExistingResource) -> Attributes:
        """How messages are delivered; of one that isn't confirmed AWS tells nothing: it is taken as declared."""
        if existing.values["arn"] == NOT_CONFIRMED:
            return {"RawMessageDelivery": str(resource.raw).lower()}
        answer = clients.sns.get_subscription_attributes(SubscriptionArn=existing.values["arn"])
        return {"RawMessageDelivery": answer["Attributes"].get("RawMessageDelivery", "false")}

    def create(self, context: "ApplyContext", resource: Subscription) -> ExistingResource:
        """Subscribe the endpoint."""
        mail = isinstance(resource.endpoint, Mailbox)
        answer = context.clients.sns.subscribe(
            TopicArn=resource.topic.arn,
            Protocol="email" if mail else "sqs",
            Endpoint=resource.endpoint_address,
            Attributes={} if mail else {"RawMessageDelivery": str(resource.raw).lower()},
            ReturnSubscriptionArn=True,
        )
        return resource.existing(arn=answer["SubscriptionArn"])

    def update(
        self, context: "ApplyContext", resource: Subscription, existing: ExistingResource, changed: frozenset[str]
    ) -> ExistingResource:
        """Set the way of delivery."""
        for name in sorted(changed):
            context.clients.sns.set_subscription_attributes(
                SubscriptionArn=existing.values["arn"], AttributeName=name, AttributeValue=str(resource.raw).lower()
            )
        return existing

    def part_of(self, existing: ExistingResource) -> str:
        """The topic it hears."""
        return address_of(Topic.kind, existing.region, existing.identity.partition(" -> ")[0])

    def removed_with(self, existing: ExistingResource) -> str:
        """Its topic, of one that was never confirmed: it has no ARN to unsubscribe by."""
        return Topic.kind if existing.values.get("arn") == NOT_CONFIRMED else existing.kind

    def delete(self, clients: "Clients", existing: ExistingResource) -> None:
        """Unsubscribe; one that was never confirmed has no ARN and ends with its topic."""
        if existing.values["arn"] == NOT_CONFIRMED:
            return
        with tolerating("NotFound"):
            clients.sns.unsubscribe(SubscriptionArn=existing.values["arn"])


def identity_of(topic_arn: str, endpoint: str) -> str:
    """From where to where, by name; an endpoint that is no ARN stands as it is."""
    target = endpoint.rpartition(":")[2] if endpoint.startswith("arn:") else endpoint
    return f"{topic_arn.rpartition(':')[2]} -> {target}"
