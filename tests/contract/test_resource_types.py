"""What every registered resource type promises that can be checked without an emulator."""

import inspect
import json
import re

import pytest

from bootstrap.clients import Clients
from bootstrap.context import ApplyContext
from bootstrap.endpoint import Endpoint
from bootstrap.handler import Handler
from bootstrap.model.reference import Ref
from bootstrap.model.resource import Resource
from bootstrap.model.scope import Scope
from bootstrap.model.stack import Stack, closure
from bootstrap.packaging.layers import Interpreter
from bootstrap.packaging.packager import Packager
from bootstrap.registry import handlers
from bootstrap.stacks import STACKS, StackOptions
from bootstrap.steps import removal_order

HANDLERS = {kind: its for kind, its in handlers().items() if type(its).__module__.startswith("bootstrap.resources.")}
TYPES: dict[str, type[Resource]] = {kind: its.declaration for kind, its in HANDLERS.items()}
SCOPE = Scope("123456789012", "eu-central-1", (("Project", "contract"),))
NOWHERE = Endpoint("http://127.0.0.1:9")
"""Nothing is asked there: what is tested here is known from declarations alone."""

each_type = pytest.mark.parametrize("kind", sorted(TYPES))


def context_of(stack: Stack) -> ApplyContext:
    """A site on which everything of the stack is found, so that every reference has a value."""
    context = ApplyContext(
        Clients(NOWHERE, account_id=SCOPE.account_id), Packager(Interpreter("3.11", "linux", "x86_64"))
    )
    for each in stack.resources:
        context.existing[each.address] = each.existing(**{name: f"{name} of {each.name}" for name in each.outputs})
    return context


def example(kind: str) -> Resource:
    return TYPES[kind].example(SCOPE)


@each_type
def test_one_file_holds_one_type(kind: str) -> None:
    module = inspect.getmodule(TYPES[kind])
    assert [other for other, its in TYPES.items() if inspect.getmodule(its) is module] == [kind]
    assert inspect.getmodule(type(HANDLERS[kind])) is module, "the declaration and what handles it"
    assert re.fullmatch(r"AWS::\w+::\w+", kind)


@each_type
def test_it_speaks_for_itself(kind: str) -> None:
    text = inspect.getdoc(TYPES[kind])
    assert text != inspect.getdoc(Resource)
    assert text
    assert not text.startswith(f"{TYPES[kind].__name__}("), "what dataclass writes by itself explains nothing"
    assert example(kind).kind == kind
    assert "\n" not in example(kind).summary


@each_type
def test_equal_declarations_are_one_resource(kind: str) -> None:
    assert example(kind) == example(kind)
    assert len({example(kind), example(kind)}) == 1


@each_type
def test_what_update_can_change_is_declared(kind: str) -> None:
    resource = example(kind)
    desired = HANDLERS[kind].desired(context_of(Stack("contract", SCOPE, (resource,))), resource)
    assert desired, "without an attribute no drift would ever be seen"
    assert HANDLERS[kind].in_place <= desired.keys()
    updates = type(HANDLERS[kind]).update is not Handler.update
    assert updates == bool(HANDLERS[kind].in_place)


@each_type
def test_what_is_desired_is_plain_data(kind: str) -> None:
    resource = example(kind)
    desired = HANDLERS[kind].desired(context_of(Stack("contract", SCOPE, (resource,))), resource)
    assert json.loads(json.dumps(desired)) == desired, "so that it can be compared with an answer, and printed"


@each_type
def test_its_arn_is_of_its_scope(kind: str) -> None:
    if arn := example(kind).arn:
        assert re.fullmatch(r"arn:aws:[a-z0-9-]+:[a-z0-9-]*:\d*:.+", arn)
        assert arn.split(":")[3] in ("", SCOPE.region)
        assert arn.split(":")[4] in ("", SCOPE.account_id)


@each_type
def test_what_it_gives_can_be_referred_to_and_nothing_else(kind: str) -> None:
    resource = example(kind)
    assert [Ref(resource, name).resource for name in resource.outputs] == [resource] * len(resource.outputs)
    with pytest.raises(ValueError, match="gives"):
        Ref(resource, "no such value")


@each_type
def test_in_another_region_it_is_another_resource_unless_it_has_none(kind: str) -> None:
    there = TYPES[kind].example(Scope(SCOPE.account_id, "ap-south-1", SCOPE.tags))
    assert (there.address == example(kind).address) == (not TYPES[kind].has_region)


@each_type
def test_it_carries_the_tags_of_its_scope(kind: str) -> None:
    resource = example(kind)
    desired = HANDLERS[kind].desired(context_of(Stack("contract", SCOPE, (resource,))), resource)
    assert desired.get("Tags") == (SCOPE.tag_map if HANDLERS[kind].taggable else None)
    assert (type(HANDLERS[kind]).tags_of is not Handler.tags_of) == HANDLERS[kind].taggable


@each_type
def test_what_it_uses_are_types(kind: str) -> None:
    assert set(HANDLERS[kind].depends_on) <= TYPES.keys()
    assert kind not in HANDLERS[kind].depends_on


@each_type
def test_it_goes_before_what_it_uses(kind: str) -> None:
    place = {each: number for number, group in enumerate(removal_order()) for each in group}
    assert all(place[kind] < place[used] for used in HANDLERS[kind].depends_on)


def mentions() -> list[tuple[Resource, Resource]]:
    """Every mention of a resource in the declaration of another, in all examples and stacks."""
    stacks = [made(StackOptions()).resources for made in STACKS.values()]
    every = {each for declared in (*stacks, [example(kind) for kind in TYPES]) for each in closure(declared)}
    return [(each, needed) for each in every for needed in each.dependencies() if each.kind != needed.kind]


def test_what_a_declaration_mentions_is_among_what_its_kind_uses() -> None:
    kinds = {(each.kind, needed.kind) for each, needed in mentions()}
    unsaid = {(kind, needed) for kind, needed in kinds if needed not in HANDLERS[kind].depends_on}
    assert unsaid == set(), "teardown removes by kind: it would remove what is needed before what needs it"


def test_every_kind_is_removed_once() -> None:
    order = [kind for group in removal_order() for kind in group]
    assert sorted(order) == sorted(handlers())
