"""A stack: named resources, what they depend on, and what it tells its users once it stands."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from graphlib import CycleError, TopologicalSorter
from typing import TypeVar

from bootstrap.errors import HarnessError
from bootstrap.model.reference import Value
from bootstrap.model.resource import Resource
from bootstrap.model.scope import Scope

R = TypeVar("R", bound=Resource)


class StackError(HarnessError, ValueError):
    """A stack can't be made real as it is declared. The message says what contradicts what."""


@dataclass(frozen=True)
class Stack:
    """Everything a system is made of. No I/O: planning, applying and teardown read it.

    `outputs` are values under names of the stack's own, such as the URL of an API. `driven_namespaces` are metric
    namespaces of AWS itself that whoever drives the stack publishes to, in AWS's place.
    """

    name: str
    scope: Scope
    declared: tuple[Resource, ...]
    outputs: tuple[tuple[str, Value], ...] = ()
    driven_namespaces: tuple[str, ...] = ()

    @cached_property
    def resources(self) -> tuple[Resource, ...]:
        """Every resource, those that others mention included, in an order in which they can be made."""
        try:
            return tuple(TopologicalSorter(self.dependencies).static_order())
        except CycleError as error:
            names = " -> ".join(resource.address for resource in error.args[1])
            raise StackError(f"these need each other: {names}") from error

    @cached_property
    def dependencies(self) -> dict[Resource, tuple[Resource, ...]]:
        """What each resource needs to exist first, always in the same order: what is declared first is begun first.

        StackError when two declarations claim one address.
        """
        graph = {resource: resource.dependencies() for resource in closure(self.declared)}
        addresses = {resource.address: resource for resource in graph}
        for resource in graph:
            if addresses[resource.address] != resource:
                raise StackError(f"{resource.address} is declared twice, differently; declare it once and use that")
        return graph

    def of_type(self, declaration: type[R]) -> tuple[R, ...]:
        """Its resources of that type, sorted by name."""
        chosen = (resource for resource in self.resources if isinstance(resource, declaration))
        return tuple(sorted(chosen, key=lambda resource: resource.name))


def closure(resources: Iterable[Resource]) -> Iterator[Resource]:
    """The resources and all they need, each once."""
    seen: set[Resource] = set()
    waiting = list(resources)[::-1]
    while waiting:
        resource = waiting.pop()
        if resource not in seen:
            seen.add(resource)
            yield resource
            waiting += reversed(resource.dependencies())
