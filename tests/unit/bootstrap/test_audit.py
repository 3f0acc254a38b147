"""Inventories: what is there, whose it is, and what is more than before."""

import pytest

from bootstrap.apply import apply
from bootstrap.audit import Inventory, audit, inventory, tagged
from bootstrap.errors import HarnessError
from bootstrap.model.resource import ExistingResource
from bootstrap.model.scope import Scope
from bootstrap.model.stack import Stack
from bootstrap.ownership import Whose, owned, owners, share
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
    monkeypatch.setattr("bootstrap.registry._HANDLERS", {})
    return kind_of("Fake::A::Thing")


def existing(name: str) -> ExistingResource:
    return ExistingResource("Fake::A::Thing", name, "us-east-1")


def test_more_than_before() -> None:
    before, after = Inventory((existing("a"), existing("b"))), Inventory((existing("b"), existing("c"), existing("b")))
    assert after.minus(before) == [existing("b").address, existing("c").address]
    assert before.minus(after) == [existing("a").address]
    assert after.minus(after) == []
    assert len(after) == 3


@pytest.mark.parametrize(("module", "found"), [("bootstrap.resources.thing", 0), ("a_project.types", 1)])
def test_a_service_that_holds_nothing_is_asked_for_kinds_of_other_projects_only(
    cloud: Cloud, monkeypatch: pytest.MonkeyPatch, module: str, found: int
) -> None:
    """Where such a kind is kept isn't known."""
    monkeypatch.setattr("bootstrap.registry._HANDLERS", {})
    made = kind_of("Fake::A::Thing", __module__=module)(SCOPE, "here")
    apply(stack_of(made), CloudClients(cloud=cloud), INTERPRETER, NO_CACHE)
    assert len(inventory(CloudClients(cloud=cloud, unused=lambda: frozenset({"b"})))) == 1
    assert len(inventory(CloudClients(cloud=cloud, unused=lambda: frozenset({"a"})))) == found


def test_every_service_is_asked_when_it_can_t_be_known_which_were_used(cloud: Cloud, thing: type[Thing]) -> None:
    def unknown() -> frozenset[str]:
        raise HarnessError("the emulator doesn't answer")

    apply(stack_of(thing(SCOPE, "here")), CloudClients(cloud=cloud), INTERPRETER, NO_CACHE)
    assert len(inventory(CloudClients(cloud=cloud, unused=unknown))) == 1


def test_every_region_is_looked_at(cloud: Cloud, fake_clients: CloudClients, thing: type[Thing]) -> None:
    far = Scope(SCOPE.account_id, "eu-west-1")
    apply(stack_of(thing(SCOPE, "near")), fake_clients, INTERPRETER, NO_CACHE)
    apply(Stack("far", far, (thing(far, "far"),)), fake_clients, INTERPRETER, NO_CACHE)
    assert [each.identity for each in inventory(fake_clients).existing] == ["near"]
    assert [each.identity for each in inventory(fake_clients, ["eu-west-1", "us-east-1"]).existing] == ["far", "near"]


def test_what_has_no_region_is_counted_once(cloud: Cloud, fake_clients: CloudClients, thing: type[Thing]) -> None:
    nowhere = kind_of("Fake::A::Global", has_region=False)
    inventory(fake_clients, ["eu-west-1", "eu-west-2"])
    assert cloud.calls.count(("list", nowhere.kind)) == 1
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
    assert {each.identity for each in owned(stack, fake_clients, everything.existing)} == {"declared", "leftover"}
    its = {each.identity: owner.whose for each, owner in owners([stack], fake_clients, everything.existing).items()}
    assert its == {"declared": Whose.STACK, "leftover": Whose.STACK, "foreign": Whose.FOREIGN}
    assert audit([stack], fake_clients, []).text().splitlines() == [
        "account 111111111111: looked for 1 types of resources in us-east-1",
        f"stack (fake)                 {declared.address}  [declared]",
        f"stack (fake)                 {leftover.address}  [its tags]",
        f"foreign                      {foreign.address}",
        "2 of stacks, 0 of other runs, 1 foreign",
    ]


@pytest.mark.parametrize("tagged", [True, False])
def test_what_another_has_made_is_its_makers(
    cloud: Cloud, fake_clients: CloudClients, thing: type[Thing], tagged: bool
) -> None:
    """Neither the name that a stack declares nor its tags say more than who has made it."""
    made = {(thing.kind, "declared"), (thing.kind, "leftover")}
    maker = kind_of("Fake::A::Maker", makes=True, made_by=lambda self, clients, existing: frozenset(made))
    declared, leftover, own = thing(SCOPE, "declared"), thing(SCOPE, "leftover"), thing(SCOPE, "own")
    theirs = maker(SCOPE if tagged else Scope(SCOPE.account_id, SCOPE.region), "somebody's")
    apply(stack_of(declared, leftover, own, theirs), fake_clients, INTERPRETER, NO_CACHE)
    stack, there = stack_of(declared, own), inventory(fake_clients).existing
    its = share(stack, fake_clients, there)
    seen = {each.identity: owner for each, owner in owners([stack], fake_clients, there).items()}
    assert seen["declared"].shown_by == seen["leftover"].shown_by == "made by Fake::A::Maker somebody's"
    if tagged:
        assert {each.identity for each in its.own} == {"declared", "leftover", "own", "somebody's"}
        assert its.others == {}
    else:
        assert {each.identity for each in its.own} == {"own"}
        assert [(each.identity, owner.stack) for each, owner in its.others.items()] == [("declared", "somebody's")]
        assert {seen["declared"].whose, seen["leftover"].whose} == {Whose.FOREIGN}


def test_another_run_is_told_from_somebody_else(cloud: Cloud, fake_clients: CloudClients, thing: type[Thing]) -> None:
    """Another environment of the project is another run's; the project's tag alone is not enough."""
    other_run = thing(Scope(SCOPE.account_id, "eu-west-1", (("Project", "fake"), ("Environment", "ci"))), "other")
    lookalike = thing(Scope(SCOPE.account_id, SCOPE.region, (("Project", "fake"),)), "lookalike")
    other_project = thing(Scope(SCOPE.account_id, SCOPE.region, (("Project", "x"), ("Environment", "test"))), "x")
    apply(Stack("other", other_run.scope, (other_run,)), fake_clients, INTERPRETER, NO_CACHE)
    apply(stack_of(lookalike, other_project), fake_clients, INTERPRETER, NO_CACHE)
    seen = audit([stack_of(thing(SCOPE, "declared"))], fake_clients, ["eu-west-1"])
    assert [(existing.identity, owner.shown_by) for existing, owner in seen.of(Whose.OTHER_RUN)] == [
        ("other", "tags Environment=ci")
    ]
    assert [existing.identity for existing in seen.ours] == ["other"]
    assert [existing.identity for existing, _ in seen.of(Whose.FOREIGN)] == ["lookalike", "x"]


def test_the_name_decides_only_where_tags_can_not(cloud: Cloud, fake_clients: CloudClients, thing: type[Thing]) -> None:
    unasked = kind_of("Fake::A::Unasked", comes_unasked=True)
    far = Scope(SCOPE.account_id, "eu-west-1")
    stack = stack_of(thing(SCOPE, "one"), unasked(SCOPE, "one"))
    there = (thing(far, "one"), unasked(far, "one"), unasked(far, "two"))
    apply(Stack("far", far, there), fake_clients, INTERPRETER, NO_CACHE)
    seen = audit([stack], fake_clients, ["eu-west-1"])
    assert [(existing.address, owner.shown_by) for existing, owner in seen.of(Whose.OTHER_RUN)] == [
        (there[1].address, "its name, in eu-west-1")
    ]
    assert {existing.address for existing, _ in seen.of(Whose.FOREIGN)} == {there[0].address, there[2].address}


def test_who_owns_the_whole_owns_its_parts(cloud: Cloud, fake_clients: CloudClients, thing: type[Thing]) -> None:
    def part_of(_: object, existing: ExistingResource) -> str:
        whole = existing.identity.rpartition(".")[0]
        return f"{thing.kind if '.' not in whole else part.kind} {existing.region} {whole}"

    part = kind_of("Fake::A::Part", taggable=False, part_of=part_of)
    bare = Scope(SCOPE.account_id, SCOPE.region)
    ours, theirs = thing(SCOPE, "ours"), thing(bare, "theirs")
    parts = [part(bare, name) for name in ("ours.part", "ours.part.part", "theirs.part", "gone.part")]
    apply(stack_of(ours, theirs, *parts), fake_clients, INTERPRETER, NO_CACHE)
    stack = stack_of(ours, thing(SCOPE, "gone"))
    seen = audit([stack], fake_clients, [])
    assert {existing.identity for existing in seen.ours} == {"ours", "ours.part", "ours.part.part", "gone.part"}
    assert {each.identity for each in owned(stack, fake_clients, seen.owned)} == {each.identity for each in seen.ours}


def test_what_carries_a_tag_is_found(cloud: Cloud, fake_clients: CloudClients, thing: type[Thing]) -> None:
    apply(
        stack_of(thing(SCOPE, "one"), thing(Scope(SCOPE.account_id, SCOPE.region), "bare")),
        fake_clients,
        INTERPRETER,
        NO_CACHE,
    )
    assert [each.identity for each in tagged(fake_clients, [], "Project", "fake").existing] == ["one"]
    assert [each.identity for each in tagged(fake_clients, [], "Project").existing] == ["one"]
    assert tagged(fake_clients, [], "Project", "other").existing == ()


def test_a_stack_without_tags_owns_only_what_it_declares(
    cloud: Cloud, fake_clients: CloudClients, thing: type[Thing]
) -> None:
    bare = Scope(SCOPE.account_id, SCOPE.region)
    mine, other = thing(bare, "mine"), thing(bare, "other")
    apply(Stack("bare", bare, (mine, other)), fake_clients, INTERPRETER, NO_CACHE)
    stack = Stack("bare", bare, (mine,))
    assert [each.identity for each in owned(stack, fake_clients, inventory(fake_clients).existing)] == ["mine"]
