"""The life of every resource type on the emulator: the contract suite of `bootstrap.resource`."""

from pathlib import Path

import pytest

from bootstrap.clients import Clients
from bootstrap.layers import Interpreter
from bootstrap.plan import changes
from bootstrap.resource import Found, Resource, types
from bootstrap.scope import Scope
from bootstrap.site import Site
from bootstrap.stack import Stack
from bootstrap.teardown import teardown
from bootstrap.workshop import Workshop

KINDS = sorted(kind for kind, its in types().items() if its.__module__.startswith("bootstrap.resources."))
TAGS = (("Project", "contract"), ("Environment", "test"))


@pytest.fixture
def site(clients: Clients, tmp_path: Path) -> Site:
    """Where the examples are made."""
    return Site(clients, Workshop(Interpreter.of_this_machine("3.11"), tmp_path))


def example_of(kind: str, site: Site) -> Resource:
    return types()[kind].example(Scope(site.clients.account_id, site.clients.region, TAGS))


def made(resource: Resource, site: Site) -> Found:
    """The resource, created after all it needs."""
    stack = Stack("contract", resource.scope, (resource,))
    for each in stack.resources:
        site.found[each.address] = each.create(site)
    return site.found[resource.address]


def gone_by_itself(resource: Resource, site: Site) -> None:
    report = teardown(Stack("contract", resource.scope, (resource,)), site.clients)
    assert report.clean, report.text()


@pytest.mark.parametrize("kind", KINDS)
def test_a_type_keeps_its_contract(kind: str, site: Site) -> None:
    resource, clients = example_of(kind, site), site.clients
    assert not resource.exists(clients)

    found = made(resource, site)
    listed = resource.find(clients)
    assert listed is not None
    assert resource.exists(clients)
    assert dict(listed.values) == dict(found.values), "what create answers is what a listing shows"
    assert set(resource.gives) <= set(found.values)
    assert changes(resource.desired(site), resource.actual(clients, listed)) == (), "what was made is as declared"
    if resource.taggable:
        assert dict(TAGS).items() <= resource.tags_of(clients, listed).items()

    resource.delete(clients, listed)
    left = teardown(Stack("contract", resource.scope, (resource,)), clients)
    assert left.clean, left.text()
    assert not resource.exists(clients)
    resource.delete(clients, listed)
    assert not resource.exists(clients)


@pytest.mark.parametrize("kind", KINDS)
def test_a_type_is_not_found_in_another_account(kind: str, site: Site) -> None:
    resource = example_of(kind, site)
    made(resource, site)
    other = Clients(site.clients.endpoint, site.clients.region, "999999999999")
    assert not resource.exists(other)
    gone_by_itself(resource, site)
