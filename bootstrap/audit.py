"""What an account holds, and whose it is: every resource of every type that is known here, listed afresh."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bootstrap.model.resource import ExistingResource
from bootstrap.model.stack import Stack
from bootstrap.ownership import Owner, Whose, owners, tags_of
from bootstrap.registry import handlers
from bootstrap.survey import Listing, listed

if TYPE_CHECKING:
    from bootstrap.clients import Clients


@dataclass(frozen=True)
class Inventory:
    """Everything found, sorted by address. Two APIs of one name are two entries."""

    existing: tuple[ExistingResource, ...]

    def minus(self, other: "Inventory") -> list[str]:
        """The addresses that the other lacks, sorted.

        Two resources may have one address: it is named as many times as there are more of them here.
        """
        here, there = (Counter(each.address for each in one.existing) for one in (self, other))
        return sorted((here - there).elements())

    def __len__(self) -> int:
        return len(self.existing)


def inventory(clients: "Clients", regions: Iterable[str] = ()) -> Inventory:
    """Every resource of every registered type, in the clients' region and in those given.

    Raises ListingError when a type can't be listed: what isn't known is not called empty.
    """
    return Inventory(listed(clients, handlers(), (clients.region, *regions)).whole())


@dataclass(frozen=True)
class Audit:
    """What was found, with its owner; the regions asked; the kinds that couldn't be listed, with the reason."""

    account_id: str
    regions: tuple[str, ...]
    owned: Mapping[ExistingResource, Owner]
    unlisted: tuple[tuple[str, str], ...] = ()

    @property
    def ours(self) -> list[ExistingResource]:
        """What belongs to a stack of ours: left by an earlier run, or in use by another one."""
        return [existing for existing, owner in self.owned.items() if owner.ours]

    @property
    def whole(self) -> bool:
        """Whether every kind could be listed: only then does an empty audit prove anything."""
        return not self.unlisted

    def of(self, whose: Whose) -> list[tuple[ExistingResource, Owner]]:
        """What belongs to such an owner, by stack and address."""
        chosen = [(existing, owner) for existing, owner in self.owned.items() if owner.whose is whose]
        return sorted(chosen, key=lambda pair: (pair[1].stack, pair[0].address))

    def text(self) -> str:
        """For people: the resources by owner, and sums."""
        lines = [
            f"account {self.account_id}: looked for {len(handlers())} types of resources in {', '.join(self.regions)}"
        ]
        for whose in Whose:
            for existing, owner in self.of(whose):
                name = " ".join(part for part in (owner.whose, owner.stack and f"({owner.stack})") if part)
                lines.append(f"{name:<28} {existing.address}" + (f"  [{owner.shown_by}]" if owner.shown_by else ""))
        lines += [f"! {kind} {reason}" for kind, reason in self.unlisted]
        counts = ", ".join(f"{len(self.of(whose))} {SUMS[whose]}" for whose in Whose)
        return "\n".join([*lines, counts])


SUMS = {Whose.STACK: "of stacks", Whose.OTHER_RUN: "of other runs", Whose.FOREIGN: "foreign"}


def audit(stacks: Iterable[Stack], clients: "Clients", regions: Iterable[str]) -> Audit:
    """Every resource of every registered type in these regions, with its owner. Errors of reading tags pass through."""
    places = tuple(sorted({clients.region, *regions}))
    listing = listed(clients, handlers(), places)
    return Audit(clients.account_id, places, owners(stacks, clients, listing.existing), listing.failed)


def tagged(clients: "Clients", regions: Iterable[str], key: str, value: str | None = None) -> Listing:
    """What carries the tag, with that value or with any, in these regions."""
    places = tuple(sorted({clients.region, *regions}))
    listing = listed(clients, [kind for kind, its in handlers().items() if its.taggable], places)
    tags = tags_of(clients, listing.existing)
    wanted = [each for each in listing.existing if key in tags[each] and value in (None, tags[each][key])]
    return Listing(tuple(wanted), listing.failed)
