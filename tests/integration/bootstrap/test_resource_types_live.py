"""The life of every resource type on the emulator: the contract suite of `bootstrap.handler`."""

from pathlib import Path

import pytest

from bootstrap.clients import Clients
from bootstrap.context import ApplyContext
from bootstrap.model.resource import ExistingResource, Resource
from bootstrap.model.scope import Scope
from bootstrap.model.stack import Stack
from bootstrap.packaging.layers import Interpreter
from bootstrap.packaging.packager import Packager
from bootstrap.plan import changes
from bootstrap.registry import handlers
from bootstrap.survey import service_of
from bootstrap.teardown import teardown
from harness.probes.emulator import Emulator

KINDS = sorted(kind for kind, its in handlers().items() if type(its).__module__.startswith("bootstrap.resources."))
TAGS = (("Project", "contract"), ("Environment", "test"))


@pytest.fixture
def context(clients: Clients, tmp_path: Path) -> ApplyContext:
    """Where the examples are made."""
    return ApplyContext(clients, Packager(Interpreter.of_this_machine("3.11"), tmp_path))


def example_of(kind: str, context: ApplyContext) -> Resource:
    declaration: type[Resource] = handlers()[kind].declaration
    return declaration.example(Scope(context.clients.account_id, context.clients.region, TAGS))


def made(resource: Resource, context: ApplyContext) -> ExistingResource:
    """The resource, created after all it needs."""
    stack = Stack("contract", resource.scope, (resource,))
    for each in stack.resources:
        context.existing[each.address] = handlers()[each.kind].create(context, each)
    return context.existing[resource.address]


def gone_by_itself(resource: Resource, context: ApplyContext) -> None:
    report = teardown(Stack("contract", resource.scope, (resource,)), context.clients)
    assert report.clean, report.text()


@pytest.mark.parametrize("kind", KINDS)
def test_a_type_keeps_its_contract(kind: str, context: ApplyContext) -> None:
    resource, clients, handler = example_of(kind, context), context.clients, handlers()[kind]
    assert not handler.exists(clients, resource)

    existing = made(resource, context)
    listed = handler.find(clients, resource)
    assert listed is not None
    assert handler.exists(clients, resource)
    assert service_of(kind) not in Emulator(clients).unused()
    assert dict(listed.values) == dict(existing.values), "what create answers is what a listing shows"
    assert set(resource.outputs) <= set(existing.values)
    desired, actual = handler.desired(context, resource), handler.actual(clients, resource, listed)
    assert changes(desired, actual, handler.in_place) == (), "what was made is as declared"
    if handler.taggable:
        assert dict(TAGS).items() <= handler.tags_of(clients, listed).items()

    handler.delete(clients, listed)
    left = teardown(Stack("contract", resource.scope, (resource,)), clients)
    assert left.clean, left.text()
    assert not handler.exists(clients, resource)
    handler.delete(clients, listed)
    assert not handler.exists(clients, resource)


@pytest.mark.parametrize("kind", KINDS)
def test_a_type_is_not_found_in_another_account(kind: str, context: ApplyContext) -> None:
    resource = example_of(kind, context)
    made(resource, context)
    other = Clients(context.clients.endpoint, context.clients.region, "999999999999")
    assert service_of(kind) in Emulator(other).unused()
    assert not handlers()[kind].exists(other, resource)
    gone_by_itself(resource, context)
