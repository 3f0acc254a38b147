"""A bucket's notification that is gone, or for other keys."""

from collections.abc import Iterator
from typing import Any

from bootstrap.clients import Clients
from bootstrap.resources.bucket_notification import CONFIGURATIONS
from harness.breaks.model import Break, Memory, Spot
from harness.breaks.registry import breaks
from harness.wiring.expected import SOME_BUCKET
from harness.wiring.model import Edge, Kind, Wiring

WRONG = "of-yesterday/"
HEADINGS = [heading for heading, _ in CONFIGURATIONS.values()]


class _Notification(Break):
    def undo(self, clients: Clients, memory: Memory) -> None:
        """Put the whole configuration that the bucket had."""
        configuration: Any = memory["configuration"]
        clients.s3.put_bucket_notification_configuration(
            Bucket=memory["bucket"], NotificationConfiguration=configuration
        )


@breaks
class NotificationRemoved(_Notification):
    """The bucket tells nobody of its objects."""

    name = "notification-removed"
    text = "take from the bucket's notifications what leads there"

    def spots(self, wiring: Wiring) -> Iterator[Spot]:
        """A policy that tells of the rule then knows no prefix, and SAM's no bucket."""
        for edge in wiring.configured(Kind.NOTIFICATION):
            told = (Edge(edge.kind, source, edge.target).name for source in (edge.source, SOME_BUCKET))
            yield Spot(edge.name, (edge.name, *told), {"edge": edge})

    def do(self, clients: Clients, spot: Spot) -> Memory:
        """Put the configuration without it."""
        edge, had = spot.data["edge"], _configuration(clients, spot.data["edge"])
        left = {
            heading: [each for each in rules if each["Id"] not in edge.settings["Ids"]]
            for heading, rules in had.items()
        }
        return _put(clients, edge, had, left)


@breaks
class NotificationElsewhere(_Notification):
    """The rule is for keys that nobody uploads."""

    name = "notification-prefix"
    text = "have the notification ask for another prefix"

    def spots(self, wiring: Wiring) -> Iterator[Spot]:
        """The link that is named is that of the rule as it is then."""
        for edge in wiring.configured(Kind.NOTIFICATION):
            moved = Edge(
                edge.kind, edge.source, edge.target, f"{WRONG}{'*' * ('*' in edge.at)}{edge.at.partition('*')[2]}"
            )
            yield Spot(edge.name, (edge.name, moved.name), {"edge": edge})

    def do(self, clients: Clients, spot: Spot) -> Memory:
        """Put the configuration with the other prefix."""
        edge, had = spot.data["edge"], _configuration(clients, spot.data["edge"])
        moved = {
            heading: [_moved(each) if each["Id"] in edge.settings["Ids"] else each for each in rules]
            for heading, rules in had.items()
        }
        return _put(clients, edge, had, moved)


def _configuration(clients: Clients, edge: Edge) -> dict[str, list[dict[str, Any]]]:
    found: Any = clients.s3.get_bucket_notification_configuration(Bucket=edge.source.name)
    return {heading: found[heading] for heading in HEADINGS if heading in found}


def _moved(rule: dict[str, Any]) -> dict[str, Any]:
    rules = rule.get("Filter", {}).get("Key", {}).get("FilterRules", [])
    others = [each for each in rules if str(each["Name"]).lower() != "prefix"]
    return {**rule, "Filter": {"Key": {"FilterRules": [*others, {"Name": "prefix", "Value": WRONG}]}}}


def _put(clients: Clients, edge: Edge, had: dict[str, Any], configuration: Any) -> Memory:
    wanted: Any = {name: rules for name, rules in configuration.items() if rules}
    clients.s3.put_bucket_notification_configuration(Bucket=edge.source.name, NotificationConfiguration=wanted)
    return {"bucket": edge.source.name, "configuration": had}
