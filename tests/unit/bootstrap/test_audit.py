"""Inventories: what is there, whose it is, and what is more than before."""

import pytest

from bootstrap.apply import apply
from bootstrap.audit import FOREIGN, Inventory, inventory, owned, owners
from bootstrap.resource import Found
from bootstrap.scope import Scope
from bootstrap.stack import Stack
from bootstrap.survey import ListingError, listed
from tests.unit.bootstrap.fake_cloud import (
    INTERPRETER,
    NO_CACHE,
    SCOPE,
    Cloud,
    CloudClients,
    Thing,
    kind_of,
    stack_of,
)


@pytest.fixture
def thing(cloud: Cloud, monkeypatch: pytest.MonkeyPatch) -> type[Thing]:
    """The only type there is, so that an inventory asks no emulator."""
    monkeypatch.setattr("bootstrap.resource._TYPES", {})
    return kind_of("Fake::A::Thing")


def found(name: str) -> Found:
    return Found("Fake::A::Thing", name, "us-east-1")


def test_more_than_before() -> None:
    before, after = Inventory((found("a"), found("b"))), Inventory((found("b"), found("c"), found("b")))
    assert after.minus(before) == [found("b").address, found("c").address]
    assert before.minus(after) == [found("a").address]
    assert after.minus(after) == []
    assert len(after) == 3


def test_every_region_is_looked_at(cloud: Cloud, fake_clients: CloudClients, thing: type[Thing]) -> None:
    far = Scope(SCOPE.account_id, "eu-west-1")
    apply(stack_of(thing(SCOPE, "near")), fake_clients, INTERPRETER, NO_CACHE)
    apply(Stack("far", far, (thing(far, "far"),)), fake_clients, INTERPRETER, NO_CACHE)
    assert [each.identity for each in inventory(fake_clients).found] == ["near"]
    assert [each.identity for each in inventory(fake_clients, ["eu-west-1", "us-east-1"]).found] == ["far", "near"]


def test_what_has_no_region_is_counted_once(cloud: Cloud, fake_clients: CloudClients, thing: type[Thing]) -> None:
    class Global(Thing):
        """A type without a region."""

        kind = "Fake::A::Global"
        has_region = False

    inventory(fake_clients, ["eu-west-1", "eu-west-2"])
    assert cloud.calls.count(("list", Global.kind)) == 1
    assert cloud.calls.count(("list", thing.kind)) == 3


def test_what_can_not_be_listed_makes_no_inventory(
    cloud: Cloud, fake_clients: CloudClients, thing: type[Thing]
) -> None:
    cloud.unlisted[thing.kind] = "try later"
    with pytest.raises(ListingError, match="try later"):
        inventory(fake_clients)
    assert listed(fake_clients, [thing.kind]).failed == (
        (thing.kind, "can't be listed in us-east-1: InternalError: try later"),
    )


def test_whose_it_is(cloud: Cloud, fake_clients: CloudClients, thing: type[Thing]) -> None:
    declared, leftover = thing(SCOPE, "declared"), thing(SCOPE, "leftover")
    foreign = thing(Scope(SCOPE.account_id, SCOPE.region), "foreign")
    apply(stack_of(declared, leftover, foreign), fake_clients, INTERPRETER, NO_CACHE)
    cloud.things[declared.address]["Tags"] = {}
    stack, everything = stack_of(declared), inventory(fake_clients)
    assert {each.identity for each in owned(stack, fake_clients, everything.found)} == {"declared", "leftover"}
    its = owners([stack], fake_clients, everything.found)
    assert its == {declared.address: "fake", leftover.address: "fake", foreign.address: FOREIGN}
    assert everything.text(its).splitlines() == [
        f"fake             {declared.address}",
        f"foreign          {foreign.address}",
        f"fake             {leftover.address}",
        "3 resources",
    ]


def test_a_stack_without_tags_owns_only_what_it_declares(
    cloud: Cloud, fake_clients: CloudClients, thing: type[Thing]
) -> None:
    bare = Scope(SCOPE.account_id, SCOPE.region)
    mine, other = thing(bare, "mine"), thing(bare, "other")
    apply(Stack("bare", bare, (mine, other)), fake_clients, INTERPRETER, NO_CACHE)
    stack = Stack("bare", bare, (mine,))
    assert [each.identity for each in owned(stack, fake_clients, inventory(fake_clients).found)] == ["mine"]
