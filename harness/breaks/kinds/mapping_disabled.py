"""An event source mapping that is disabled."""

from collections.abc import Iterator

from bootstrap.clients import Clients
from harness.breaks.model import Break, Memory, Spot, of_edge
from harness.breaks.registry import breaks
from harness.breaks.waiting import until_mapping
from harness.wiring.model import Kind, Wiring


@breaks
class MappingDisabled(Break):
    """Lambda no longer polls the source."""

    name = "mapping-disabled"
    text = "disable the event source mapping"

    def spots(self, wiring: Wiring) -> Iterator[Spot]:
        """Every mapping that is enabled."""
        return (of_edge(each) for each in wiring.configured(Kind.MAPPING) if each.settings["State"] == "Enabled")

    def do(self, clients: Clients, spot: Spot) -> Memory:
        """Disable it."""
        uuid = spot.data["edge"].settings["UUID"]
        clients.lambda_.update_event_source_mapping(UUID=uuid, Enabled=False)
        until_mapping(clients, uuid, "Disabled")
        return {"uuid": uuid}

    def undo(self, clients: Clients, memory: Memory) -> None:
        """Enable it."""
        clients.lambda_.update_event_source_mapping(UUID=memory["uuid"], Enabled=True)
        until_mapping(clients, memory["uuid"], "Enabled")
