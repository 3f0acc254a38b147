"""A rule of EventBridge that is disabled."""

from collections.abc import Iterator

from bootstrap.clients import Clients
from harness.breaks.model import Break, Memory, Spot, of_edge
from harness.breaks.registry import breaks
from harness.wiring.model import Kind, Wiring


@breaks
class RuleDisabled(Break):
    """No event matches it any more."""

    name = "rule-disabled"
    text = "disable the rule"

    def spots(self, wiring: Wiring) -> Iterator[Spot]:
        """Every target of a rule that is enabled."""
        return (of_edge(each) for each in wiring.configured(Kind.TARGET) if each.settings["Rule"]["State"] == "ENABLED")

    def do(self, clients: Clients, spot: Spot) -> Memory:
        """Disable it."""
        rule = spot.data["edge"].settings["Rule"]
        memory = {"Name": rule["Name"], "EventBusName": rule.get("EventBusName", "default")}
        clients.client("events").disable_rule(**memory)
        return memory

    def undo(self, clients: Clients, memory: Memory) -> None:
        """Enable it."""
        clients.client("events").enable_rule(**memory)
