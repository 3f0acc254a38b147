"""Taking down: order, proof by fresh listings, failures, what reappears, what carries the tags."""

import pytest

from bootstrap.apply import apply
from bootstrap.model.resource import Resource
from bootstrap.model.scope import Scope
from bootstrap.model.stack import StackError
from bootstrap.removal import ROUNDS, Event, Removed, TeardownReport
from bootstrap.teardown import teardown
from tests.unit.bootstrap.fake_cloud import (
    INTERPRETER,
    NO_CACHE,
    SCOPE,
    Cloud,
    CloudClients,
    Refused,
    kind_of,
    stack_of,
)

QUICKLY_S = 0.05


def put(clients: CloudClients, *resources: Resource) -> None:
    apply(stack_of(*resources), clients, INTERPRETER, NO_CACHE)
    clients.cloud.calls.clear()


def taken_down(clients: CloudClients, *resources: Resource) -> TeardownReport:
    return teardown(stack_of(*resources), clients, gone_within_s=QUICKLY_S)


def test_what_uses_goes_and_is_proved_gone_before_what_is_used(cloud: Cloud, fake_clients: CloudClients) -> None:
    base = kind_of("Fake::A::Base")
    middle = kind_of("Fake::A::Middle", base.kind)
    top = kind_of("Fake::A::Top", middle.kind)
    things = [kind(SCOPE, name) for kind in (base, top, middle) for name in ("one", "two")]
    put(fake_clients, *things)
    told: list[Event] = []
    report = teardown(stack_of(*things), fake_clients, told.append)
    assert report.clean
    assert cloud.things == {}
    assert [event.existing.kind for event in told if isinstance(event, Removed)] == [top.kind] * 2 + [
        middle.kind
    ] * 2 + [base.kind] * 2
    for earlier, later in ((top, middle), (middle, base)):
        begun = min(cloud.calls.index(("delete", each.address)) for each in things if each.kind == later.kind)
        ended = max(cloud.calls.index(("deleted", each.address)) for each in things if each.kind == earlier.kind)
        assert ("list", earlier.kind) in cloud.calls[ended:begun], "a listing between a kind's end and the next's begin"


def test_nothing_is_called_removed_that_a_listing_still_shows(cloud: Cloud, fake_clients: CloudClients) -> None:
    one = kind_of("Fake::A::Thing")(SCOPE, "one")
    put(fake_clients, one)
    cloud.lingering[one.address] = 3
    told: list[Event] = []
    report = teardown(stack_of(one), fake_clients, told.append)
    assert report.clean
    assert [str(event) for event in told] == [
        "+   what the procedure doesn't name",
        "removed Fake::A::Thing one",
        "+   what the procedure doesn't name: 0 left",
    ]
    assert len(cloud.addresses("list")) >= 1 + 3 + 1


def test_what_goes_on_being_listed_is_left_and_said_so(cloud: Cloud, fake_clients: CloudClients) -> None:
    one, two = (kind_of("Fake::A::Thing")(SCOPE, name) for name in ("one", "two"))
    put(fake_clients, one, two)
    cloud.lingering[one.address] = 10**9
    report = taken_down(fake_clients, one, two)
    assert report.left == {one.address: "still listed 0.05 s after its removal"}
    assert [existing.address for existing in report.deleted] == [two.address]


def test_it_goes_on_past_a_failure_and_reports_the_reason(cloud: Cloud, fake_clients: CloudClients) -> None:
    base = kind_of("Fake::A::Base")
    user = kind_of("Fake::A::User", base.kind)
    stuck, other, used = user(SCOPE, "stuck"), user(SCOPE, "other"), base(SCOPE, "used")
    put(fake_clients, stuck, other, used)

    def before(verb: str, address: str) -> None:
        if address == stuck.address:
            raise Refused("InUse", "somebody holds it")

    cloud.before = before
    report = taken_down(fake_clients, stuck, other, used)
    assert not report.clean
    assert report.left == {stuck.address: "InUse: somebody holds it"}
    assert list(cloud.things) == [stuck.address]
    assert cloud.addresses("failed") == [stuck.address] * ROUNDS
    assert report.text() == f"! {stuck.address}: InUse: somebody holds it\n2 removed, 1 left"


def test_a_refusal_that_passes_is_overcome(cloud: Cloud, fake_clients: CloudClients) -> None:
    one = kind_of("Fake::A::Thing")(SCOPE, "one")
    put(fake_clients, one)

    def before(verb: str, address: str) -> None:
        if len(cloud.addresses("failed")) < ROUNDS - 1:
            raise Refused("InUse")

    cloud.before = before
    report = taken_down(fake_clients, one)
    assert report.clean
    assert [existing.address for existing in report.deleted] == [one.address]


def test_what_is_made_again_meanwhile_goes_too(cloud: Cloud, fake_clients: CloudClients) -> None:
    """As a log group does that an invocation under way writes to."""
    group, other = kind_of("Fake::A::Group")(SCOPE, "group"), kind_of("Fake::A::Thing")(SCOPE, "other")
    put(fake_clients, group, other)
    again = dict(cloud.things[group.address])

    def before(verb: str, address: str) -> None:
        if address == other.address and again:
            cloud.await_call("deleted", group.address)
            cloud.things[group.address] = dict(again)
            again.clear()

    cloud.before = before
    report = teardown(stack_of(group, other), fake_clients, gone_within_s=QUICKLY_S)
    assert report.clean
    assert cloud.things == {}


def test_what_is_made_again_for_ever_is_left_and_said_so(cloud: Cloud, fake_clients: CloudClients) -> None:
    one = kind_of("Fake::A::Thing")(SCOPE, "one")
    put(fake_clients, one)
    kept = dict(cloud.things[one.address])

    def on_list(kind: str) -> None:
        """The first listing after a removal shows that it is gone, the next that it is back."""
        if ("deleted", one.address) in cloud.calls:
            since = cloud.calls[::-1].index(("deleted", one.address))
            if ("list", one.kind) in cloud.calls[len(cloud.calls) - since :]:
                cloud.things[one.address] = dict(kept)

    cloud.on_list = on_list
    report = taken_down(fake_clients, one)
    assert report.left == {one.address: "it was made again"}
    assert cloud.addresses("deleted") == [one.address] * ROUNDS


def test_twice_is_harmless(cloud: Cloud, fake_clients: CloudClients) -> None:
    one = kind_of("Fake::A::Thing")(SCOPE, "one")
    put(fake_clients, one)
    assert taken_down(fake_clients, one).clean
    again = taken_down(fake_clients, one)
    assert again.clean
    assert again.text() == "0 removed, 0 left"


def test_a_half_made_stack_goes_as_well(cloud: Cloud, fake_clients: CloudClients) -> None:
    thing = kind_of("Fake::A::Thing")
    one, two = thing(SCOPE, "one"), thing(SCOPE, "two")
    put(fake_clients, one)
    assert taken_down(fake_clients, one, two).clean
    assert cloud.things == {}


def test_leftovers_of_the_stack_are_known_by_their_tags(cloud: Cloud, fake_clients: CloudClients) -> None:
    thing = kind_of("Fake::A::Thing")
    of_an_earlier_version, elsewhere = thing(SCOPE, "old-name"), thing(Scope(SCOPE.account_id, SCOPE.region), "foreign")
    other_tags = Scope(SCOPE.account_id, SCOPE.region, (("Project", "fake"), ("Environment", "other")))
    put(fake_clients, of_an_earlier_version, elsewhere, thing(other_tags, "of-another-environment"))
    assert taken_down(fake_clients, thing(SCOPE, "new-name")).clean
    assert {address.split()[-1] for address in cloud.things} == {"foreign", "of-another-environment"}


def test_what_can_not_be_listed_is_not_called_gone(cloud: Cloud, fake_clients: CloudClients) -> None:
    one, two = kind_of("Fake::A::Thing")(SCOPE, "one"), kind_of("Fake::A::Other")(SCOPE, "two")
    put(fake_clients, one, two)
    cloud.unlisted[one.kind] = "no"
    report = taken_down(fake_clients, one, two)
    assert not report.clean
    assert report.left == {one.kind: "can't be listed in us-east-1: InternalError: no"}
    assert list(cloud.things) == [one.address]


def test_clients_of_another_account_are_refused(cloud: Cloud) -> None:
    one = kind_of("Fake::A::Thing")(SCOPE, "one")
    with pytest.raises(StackError, match=r"111111111111.*222222222222"):
        taken_down(CloudClients(account_id="222222222222", cloud=cloud), one)


def test_everything_of_a_kind_is_asked_for_at_once(cloud: Cloud, fake_clients: CloudClients) -> None:
    thing = kind_of("Fake::A::Thing")
    things = [thing(SCOPE, f"{number}") for number in range(4)]
    put(fake_clients, *things)

    def before(verb: str, address: str) -> None:
        for each in things:
            cloud.await_call("delete", each.address)

    cloud.before = before
    assert taken_down(fake_clients, *things).clean
