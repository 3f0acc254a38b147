"""Looks at an account: what of a stack is there, and how it differs from what is declared. Changes nothing."""

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from bootstrap.layers import Interpreter
from bootstrap.plan import Instruction, Plan, decide
from bootstrap.resource import Found, Resource, types
from bootstrap.site import Site
from bootstrap.stack import Stack
from bootstrap.workshop import Workshop

if TYPE_CHECKING:
    from bootstrap.clients import Clients

AT_ONCE = 8
"""How many requests are made at a time."""


def plan(stack: Stack, clients: "Clients", interpreter: Interpreter) -> Plan:
    """What applying the stack would do now."""
    site = Site(clients, Workshop(interpreter))
    return Plan(stack, survey(stack, site))


def survey(stack: Stack, site: Site) -> tuple[Instruction, ...]:
    """An instruction for each resource; what is there already is noted in `site.found`."""
    shown = listed(site.clients, {resource.kind for resource in stack.resources})
    here = {resource: found for resource in stack.resources if (found := shown.get(resource.address))}
    site.found.update({resource.address: found for resource, found in here.items()})
    with ThreadPoolExecutor(AT_ONCE, thread_name_prefix="survey") as pool:
        changes = dict(zip(here, pool.map(lambda pair: differences(pair[0], pair[1], site), here.items()), strict=True))
    return tuple(decide(each, here.get(each), changes.get(each, frozenset())) for each in stack.resources)


def differences(resource: Resource, found: Found, site: Site) -> frozenset[str]:
    """The attributes in which what is there differs from what is declared."""
    desired, actual = resource.desired(site), resource.actual(site.clients, found)
    return frozenset(name for name, value in desired.items() if actual.get(name) != value)


def listed(clients: "Clients", kinds: Iterable[str]) -> dict[str, Found]:
    """A fresh listing of these kinds in the clients' region, by address."""
    known = types()
    with ThreadPoolExecutor(AT_ONCE, thread_name_prefix="listing") as pool:
        pages = pool.map(lambda kind: known[kind].listing(clients), sorted(kinds))
        return {found.address: found for page in pages for found in page}
