"""A subscription whose filter policy lets nothing through."""

import json
from collections.abc import Iterator

from bootstrap.clients import Clients
from harness.breaks.kinds.subscription_dropped import remembered, subscribe
from harness.breaks.model import Break, Memory, Spot, of_edge
from harness.breaks.registry import breaks
from harness.wiring.model import Kind, Wiring

NOTHING = {"kind": ["of-yesterday"]}


@breaks
class SubscriptionFiltered(Break):
    """Messages need an attribute that none of them has."""

    name = "subscription-filtered"
    text = "give the subscription a filter policy that excludes all"

    def spots(self, wiring: Wiring) -> Iterator[Spot]:
        """Every subscription without a filter policy, of a topic that services publish to."""
        for edge in wiring.configured(Kind.SUBSCRIPTION):
            published = any(each.kind in (Kind.NOTIFICATION, Kind.ACTION) for each in wiring.into(edge.source))
            if published and edge.settings.get("FilterPolicy", "") in ("", "{}") and edge.settings["Confirmed"]:
                yield of_edge(edge)

    def do(self, clients: Clients, spot: Spot) -> Memory:
        """Set it."""
        edge = spot.data["edge"]
        arn = edge.settings["SubscriptionArn"]
        clients.sns.set_subscription_attributes(
            SubscriptionArn=arn, AttributeName="FilterPolicy", AttributeValue=json.dumps(NOTHING)
        )
        return {"arn": arn, "subscription": remembered(clients, edge)}

    def undo(self, clients: Clients, memory: Memory) -> None:
        """Subscribe anew: a policy that was set leaves a scope behind when it is emptied."""
        clients.sns.unsubscribe(SubscriptionArn=memory["arn"])
        subscribe(clients, memory["subscription"])
