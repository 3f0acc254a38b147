"""EventBridge: rules, and what each invokes."""

from collections.abc import Iterator
from typing import Any

from bootstrap.clients import Clients
from harness.wiring.model import Edge, Kind, Node, node_of
from harness.wiring.registry import Found, discovers


@discovers("events")
def rules(clients: Clients) -> Iterator[Found]:
    """Each rule of each bus, and an edge for each of its targets; `Rule` is the rule."""
    events: Any = clients.client("events")
    for bus in events.list_event_buses()["EventBuses"]:
        for rule in events.list_rules(EventBusName=bus["Name"])["Rules"]:
            node = Node("rule", rule["Name"])
            yield node, rule
            for target in events.list_targets_by_rule(Rule=rule["Name"], EventBusName=bus["Name"])["Targets"]:
                yield Edge(Kind.TARGET, node, node_of(target["Arn"]), settings={**target, "Rule": rule})
