"""What an account holds, and whose it is: every resource of every type that is known here, listed afresh."""

from collections import Counter
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bootstrap.resource import Found, types
from bootstrap.stack import Stack
from bootstrap.survey import AT_ONCE, listed

if TYPE_CHECKING:
    from bootstrap.clients import Clients

FOREIGN = ""
"""The owner of what no stack owns."""


@dataclass(frozen=True)
class Inventory:
    """Everything found, sorted by address. Two APIs of one name are two entries."""

    found: tuple[Found, ...]

    def minus(self, other: "Inventory") -> list[str]:
        """The addresses that are here and not in the other, sorted; as often as they are here more often."""
        here, there = (Counter(each.address for each in one.found) for one in (self, other))
        return sorted((here - there).elements())

    def text(self, owners: dict[str, str]) -> str:
        """For people: a line a resource, with its owner by address."""
        lines = [f"{owners.get(each.address) or 'foreign':<16} {each.address}" for each in self.found]
        return "\n".join([*lines, f"{len(lines)} resources"])

    def __len__(self) -> int:
        return len(self.found)


def inventory(clients: "Clients", regions: Iterable[str] = ()) -> Inventory:
    """Every resource of every registered type, in the clients' region and in those given.

    Raises ListingError when a type can't be listed: what isn't known is not called empty.
    """
    return Inventory(listed(clients, types(), (clients.region, *regions)).whole())


def owned(stack: Stack, clients: "Clients", found: Iterable[Found]) -> list[Found]:
    """Those of `found` that are the stack's: declared by it, or carrying all of its tags."""
    declared = {resource.address for resource in stack.resources}
    known, every = types(), list(found)
    asked = [each for each in every if each.address not in declared and known[each.kind].taggable]
    with ThreadPoolExecutor(AT_ONCE, thread_name_prefix="tags") as pool:
        tags = pool.map(
            lambda each: known[each.kind].tags_of(clients.in_region(each.region or clients.region), each), asked
        )
        tagged = [each for each, its in zip(asked, tags, strict=True) if stack.scope.tag_map.items() <= its.items()]
    return [each for each in every if each.address in declared or (stack.scope.tags and each in tagged)]


def owners(stacks: Iterable[Stack], clients: "Clients", found: Iterable[Found]) -> dict[str, str]:
    """The name of the stack that owns each address; `FOREIGN` for what none owns."""
    every = list(found)
    owner = {each.address: FOREIGN for each in every}
    for stack in stacks:
        owner |= {each.address: stack.name for each in owned(stack, clients, every)}
    return owner
