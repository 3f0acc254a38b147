"""Applying: dependencies, concurrency, failures half-way, drift, conflicts."""

import threading

import pytest

from bootstrap.apply import ApplyError, ConflictError, apply
from bootstrap.model.reference import Join, Ref
from bootstrap.model.resource import Resource
from bootstrap.model.stack import Stack, StackError
from bootstrap.plan import Action
from bootstrap.survey import AT_ONCE, ListingError
from tests.unit.bootstrap.fake_cloud import (
    DEADLINE_S,
    INTERPRETER,
    NO_CACHE,
    SCOPE,
    Cloud,
    CloudClients,
    Refused,
    kind_of,
    stack_of,
)


def applied(stack: Stack, clients: CloudClients) -> list[tuple[Action, str]]:
    """Apply, and what was told of it."""
    told: list[tuple[Action, str]] = []
    apply(stack, clients, INTERPRETER, NO_CACHE, lambda event: told.append((event.action, event.resource.name)))
    return told


def test_what_is_needed_exists_before_what_needs_it(cloud: Cloud, fake_clients: CloudClients) -> None:
    thing = kind_of("Fake::A::Thing")
    layers: list[list[Resource]] = [[]]
    for layer in range(5):
        layers.append([thing(SCOPE, f"{layer}-{number}", after=tuple(layers[-1])) for number in range(4)])
    stack = stack_of(*layers[-1])
    assert len(applied(stack, fake_clients)) == 20
    for resource in stack.resources:
        begun = cloud.calls.index(("create", resource.address))
        for needed in resource.dependencies():
            assert cloud.calls.index(("created", needed.address)) < begun


def test_what_is_independent_is_made_at_once(cloud: Cloud, fake_clients: CloudClients) -> None:
    thing = kind_of("Fake::A::Thing")
    meeting = threading.Barrier(AT_ONCE)

    def before(verb: str, address: str) -> None:
        meeting.wait(DEADLINE_S)

    cloud.before = before
    applied(stack_of(*(thing(SCOPE, f"{number}") for number in range(AT_ONCE))), fake_clients)
    assert len(cloud.things) == AT_ONCE


def test_a_chain_goes_on_while_a_slow_resource_is_made(cloud: Cloud, fake_clients: CloudClients) -> None:
    thing = kind_of("Fake::A::Thing")
    slow, first = thing(SCOPE, "slow"), thing(SCOPE, "first")
    last = thing(SCOPE, "last", after=(thing(SCOPE, "second", after=(first,)),))

    def before(verb: str, address: str) -> None:
        if address == slow.address:
            cloud.await_call("created", last.address)

    cloud.before = before
    assert len(applied(stack_of(slow, last), fake_clients)) == 4


def test_a_failure_names_the_resource_the_reason_and_what_to_do(cloud: Cloud, fake_clients: CloudClients) -> None:
    thing = kind_of("Fake::A::Thing")
    broken = thing(SCOPE, "broken", after=(thing(SCOPE, "fine"),))

    def before(verb: str, address: str) -> None:
        if address == broken.address:
            raise Refused("LimitExceeded", "no more of these")

    cloud.before = before
    with pytest.raises(ApplyError) as caught:
        applied(stack_of(thing(SCOPE, "dependent", after=(broken,))), fake_clients)
    assert str(caught.value) == (
        "Fake::A::Thing broken: LimitExceeded: no more of these; 1 of 3 resources are there; "
        "mend the cause and apply again: what is there already is kept"
    )
    assert caught.value.resource is broken


def test_after_a_failure_what_was_begun_is_finished_and_nothing_new_is_begun(
    cloud: Cloud, fake_clients: CloudClients
) -> None:
    thing = kind_of("Fake::A::Thing")
    broken, begun = thing(SCOPE, "broken"), thing(SCOPE, "begun")
    dependents = (thing(SCOPE, "of-begun", after=(begun,)), thing(SCOPE, "of-broken", after=(broken,)))

    def before(verb: str, address: str) -> None:
        if address == broken.address:
            cloud.await_call("create", begun.address)
            raise Refused("Broken")
        if address == begun.address:
            cloud.await_call("failed", broken.address)

    cloud.before = before
    with pytest.raises(ApplyError, match="broken: Broken"):
        applied(stack_of(*dependents), fake_clients)
    assert list(cloud.things) == [begun.address]
    assert sorted(cloud.addresses("create")) == [begun.address, broken.address]


def test_what_only_waits_its_turn_is_not_begun_after_a_failure(cloud: Cloud, fake_clients: CloudClients) -> None:
    thing = kind_of("Fake::A::Thing")
    every = [thing(SCOPE, f"{number:03}") for number in range(200)]
    told = threading.Event()

    class Speaking(Exception):
        """Says when it is read, which apply does when it has seen the failure."""

        def __str__(self) -> str:
            told.set()
            return "broken"

    def before(verb: str, address: str) -> None:
        if address == every[0].address:
            raise Speaking
        assert told.wait(DEADLINE_S)

    cloud.before = before
    with pytest.raises(ApplyError):
        applied(stack_of(*every), fake_clients)
    begun = cloud.addresses("create")
    assert len(begun) <= AT_ONCE + 1
    assert sorted(cloud.things) == sorted(set(begun) - {every[0].address})


def test_applying_again_after_a_failure_makes_only_what_is_missing(cloud: Cloud, fake_clients: CloudClients) -> None:
    thing = kind_of("Fake::A::Thing")
    first = thing(SCOPE, "first")
    second = thing(SCOPE, "second", after=(first,), given=Ref(first, "id"))
    third = thing(SCOPE, "third", after=(second,))

    def before(verb: str, address: str) -> None:
        if address == second.address:
            raise Refused("Broken")

    cloud.before = before
    with pytest.raises(ApplyError):
        applied(stack_of(third), fake_clients)
    cloud.before = lambda verb, address: None
    assert applied(stack_of(third), fake_clients) == [(Action.CREATE, "second"), (Action.CREATE, "third")]
    assert cloud.things[second.address]["Given"] == cloud.things[first.address]["Id"]


def test_applying_twice_changes_nothing(cloud: Cloud, fake_clients: CloudClients) -> None:
    thing = kind_of("Fake::A::Thing")
    first = thing(SCOPE, "first")
    stack = stack_of(
        thing(SCOPE, "second", given=Ref(first, "id")), outputs=(("id", Join(("<", Ref(first, "id"), ">"))),)
    )
    outputs = apply(stack, fake_clients, INTERPRETER, NO_CACHE)
    before = {address: dict(thing) for address, thing in cloud.things.items()}
    assert applied(stack, fake_clients) == []
    assert cloud.things == before
    assert apply(stack, fake_clients, INTERPRETER, NO_CACHE) == outputs == {"id": f"<{before[first.address]['Id']}>"}


def test_drift_is_mended_in_place_and_nothing_else_is_touched(cloud: Cloud, fake_clients: CloudClients) -> None:
    thing = kind_of("Fake::A::Thing")
    first, second = thing(SCOPE, "first", size=3), thing(SCOPE, "second")
    applied(stack_of(first, second), fake_clients)
    cloud.things[first.address] |= {"Size": 99, "Tags": {"Project": "other", "Theirs": "kept"}}
    assert applied(stack_of(first, second), fake_clients) == [(Action.UPDATE, "first")]
    assert cloud.things[first.address]["Size"] == 3
    assert cloud.addresses("update") == [first.address]


def test_tags_that_others_added_are_no_drift(cloud: Cloud, fake_clients: CloudClients) -> None:
    one = kind_of("Fake::A::Thing")(SCOPE, "one")
    applied(stack_of(one), fake_clients)
    cloud.things[one.address]["Tags"] = {**SCOPE.tag_map, "Theirs": "kept"}
    assert applied(stack_of(one), fake_clients) == []


def test_what_depends_on_a_value_follows_when_the_value_is_new(cloud: Cloud, fake_clients: CloudClients) -> None:
    thing = kind_of("Fake::A::Thing")
    source = thing(SCOPE, "source")
    user = thing(SCOPE, "user", given=Ref(source, "id"))
    applied(stack_of(user), fake_clients)
    del cloud.things[source.address]
    assert applied(stack_of(user), fake_clients) == [(Action.CREATE, "source"), (Action.UPDATE, "user")]
    assert cloud.things[user.address]["Given"] == cloud.things[source.address]["Id"]


def test_conflicts_are_reported_and_nothing_is_changed(cloud: Cloud, fake_clients: CloudClients) -> None:
    thing = kind_of("Fake::A::Thing")
    one, two = thing(SCOPE, "one", size=2), thing(SCOPE, "two")
    applied(stack_of(one, two), fake_clients)
    cloud.things[one.address] |= {"Shape": "square", "Size": 5}
    cloud.things[two.address] |= {"Shape": "flat"}
    with pytest.raises(ConflictError) as caught:
        applied(stack_of(one, two, thing(SCOPE, "three")), fake_clients)
    assert str(caught.value) == (
        "Fake::A::Thing one differs in Shape, Fake::A::Thing two differs in Shape, "
        "which can't be changed in place; nothing was done; tear the stack down, then apply again"
    )
    assert cloud.things[one.address]["Size"] == 5
    assert len(cloud.things) == 2


def test_what_somebody_else_changes_meanwhile_is_not_overwritten(cloud: Cloud, fake_clients: CloudClients) -> None:
    thing = kind_of("Fake::A::Thing")
    source = thing(SCOPE, "source")
    user = thing(SCOPE, "user", given=Ref(source, "id"))
    applied(stack_of(user), fake_clients)
    del cloud.things[source.address]
    cloud.before = lambda verb, address: cloud.things[user.address].update(Shape="square")
    with pytest.raises(ApplyError, match=r"Fake::A::Thing user: .*it was changed meanwhile in Shape"):
        applied(stack_of(user), fake_clients)


def test_nothing_is_begun_when_it_is_not_known_what_is_there(cloud: Cloud, fake_clients: CloudClients) -> None:
    one = kind_of("Fake::A::Thing")(SCOPE, "one")
    cloud.unlisted["Fake::A::Thing"] = "come back later"
    with pytest.raises(ListingError, match=r"Fake::A::Thing can't be listed in us-east-1: .*come back later"):
        applied(stack_of(one), fake_clients)
    assert cloud.things == {}


def test_clients_of_another_account_are_refused(cloud: Cloud) -> None:
    one = kind_of("Fake::A::Thing")(SCOPE, "one")
    with pytest.raises(StackError, match=r"111111111111.*222222222222"):
        applied(stack_of(one), CloudClients(account_id="222222222222", cloud=cloud))


def test_a_stack_is_made_in_its_own_region(cloud: Cloud) -> None:
    one = kind_of("Fake::A::Thing")(SCOPE, "one")
    assert applied(stack_of(one), CloudClients(region="eu-west-1", cloud=cloud)) == [(Action.CREATE, "one")]
    assert applied(stack_of(one), CloudClients(region="eu-west-1", cloud=cloud)) == []
