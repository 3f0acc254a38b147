"""What an account holds: every resource of every type that is known here, listed afresh."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bootstrap.resource import Found, types
from bootstrap.survey import listed

if TYPE_CHECKING:
    from bootstrap.clients import Clients


@dataclass(frozen=True)
class Inventory:
    """Everything found, by address."""

    found: dict[str, Found]

    def minus(self, other: "Inventory") -> list[str]:
        """The addresses that are here and not in the other, sorted."""
        return sorted(self.found.keys() - other.found.keys())

    def __len__(self) -> int:
        return len(self.found)


def inventory(clients: "Clients", regions: Iterable[str] = ()) -> Inventory:
    """Every resource of every registered type, in the clients' region and in those given."""
    found: dict[str, Found] = {}
    for region in dict.fromkeys((clients.region, *regions)):
        found |= listed(clients.in_region(region), types())
    return Inventory(found)
