"""A stack: named resources, what they depend on, and what it tells its users once it stands."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from graphlib import CycleError, TopologicalSorter

from bootstrap.errors import HarnessError
from bootstrap.model.reference import Value
from bootstrap.model.resource import Resource, types
from bootstrap.model.scope import Scope
from bootstrap.resources.alarm import Alarm
from bootstrap.resources.function import Function
from bootstrap.resources.metric_filter import MetricFilter

BILLING = "AWS/Billing"


class StackError(HarnessError, ValueError):
    """A stack can't be made real as it is declared. The message says what contradicts what."""


@dataclass(frozen=True)
class Stack:
    """Everything a system is made of. No I/O: planning, applying and teardown read it.

    `outputs` are values under names of the stack's own, such as the URL of an API.
    """

    name: str
    scope: Scope
    declared: tuple[Resource, ...]
    outputs: tuple[tuple[str, Value], ...] = ()

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
        graph = {resource: resource.needs() for resource in closure(self.declared)}
        addresses = {resource.address: resource for resource in graph}
        for resource in graph:
            if addresses[resource.address] != resource:
                raise StackError(f"{resource.address} is declared twice, differently; declare it once and use that")
        return graph

    def functions(self) -> list[str]:
        """The names of its functions, sorted."""
        return sorted(resource.name for resource in self.resources if isinstance(resource, Function))

    def alarms(self) -> list[str]:
        """The names of its alarms, sorted."""
        return sorted(resource.name for resource in self.resources if isinstance(resource, Alarm))

    def metric_namespaces(self) -> list[str]:
        """The namespaces its metric filters publish to and its alarms watch, sorted.

        Without those that AWS itself publishes to, but for billing: nobody but a scenario measures that here.
        """
        named = {each.namespace for each in self.resources if isinstance(each, MetricFilter | Alarm)}
        return sorted(namespace for namespace in named if not namespace.startswith("AWS/") or namespace == BILLING)


def closure(resources: Iterable[Resource]) -> Iterator[Resource]:
    """The resources and all they need, each once."""
    seen: set[Resource] = set()
    waiting = list(resources)[::-1]
    while waiting:
        resource = waiting.pop()
        if resource not in seen:
            seen.add(resource)
            yield resource
            waiting += reversed(resource.needs())


def removal_order() -> list[frozenset[str]]:
    """Kinds in the order they are removed; the kinds of a group go at once.

    Each goes before all that it uses, and no earlier than it must: what an invocation under way still writes to stays.
    """
    sorter = TopologicalSorter({kind: made.depends_on for kind, made in types().items()})
    sorter.prepare()
    groups = []
    while sorter.is_active():
        groups.append(frozenset(sorter.get_ready()))
        sorter.done(*groups[-1])
    return groups[::-1]
