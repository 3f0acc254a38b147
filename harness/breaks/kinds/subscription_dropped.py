"""A subscription that is gone."""

from collections.abc import Iterator
from typing import Any

from bootstrap.clients import Clients
from harness.breaks.model import Break, Memory, Spot, of_edge
from harness.breaks.registry import breaks
from harness.wiring.access import arn_of
from harness.wiring.model import Edge, Kind, Wiring

KEPT = ("RawMessageDelivery", "FilterPolicy", "FilterPolicyScope", "RedrivePolicy", "DeliveryPolicy")


@breaks
class SubscriptionDropped(Break):
    """The topic no longer delivers there."""

    name = "subscription-dropped"
    text = "unsubscribe from the topic"

    def spots(self, wiring: Wiring) -> Iterator[Spot]:
        """Every subscription of a queue or a function."""
        found = (each for each in wiring.configured(Kind.SUBSCRIPTION) if each.target.service in ("sqs", "lambda"))
        return (of_edge(each) for each in found)

    def do(self, clients: Clients, spot: Spot) -> Memory:
        """Unsubscribe."""
        edge = spot.data["edge"]
        clients.sns.unsubscribe(SubscriptionArn=edge.settings["SubscriptionArn"])
        return remembered(clients, edge)

    def undo(self, clients: Clients, memory: Memory) -> None:
        """Subscribe with the attributes it had."""
        subscribe(clients, memory)


def remembered(clients: Clients, edge: Edge) -> Memory:
    """What a subscription is made of."""
    place = (clients.region, clients.account_id)
    return {
        "topic": arn_of(edge.source, *place),
        "endpoint": arn_of(edge.target, *place),
        "protocol": edge.settings["Protocol"],
        "attributes": {name: edge.settings[name] for name in KEPT if edge.settings.get(name)},
    }


def subscribe(clients: Clients, memory: Memory) -> None:
    """Make a subscription as it was."""
    attributes: Any = memory["attributes"]
    clients.sns.subscribe(
        TopicArn=memory["topic"], Protocol=memory["protocol"], Endpoint=memory["endpoint"], Attributes=attributes
    )
