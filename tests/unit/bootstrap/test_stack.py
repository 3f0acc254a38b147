"""Stacks: what comes with what, in which order, and what contradicts itself; the order of removal."""

from itertools import pairwise

import pytest

from bootstrap.model.reference import Join, Ref
from bootstrap.model.resource import Resource
from bootstrap.model.scope import Scope
from bootstrap.model.stack import Stack, StackError
from bootstrap.observed import alarms_of, functions_of, metric_namespaces_of
from bootstrap.registry import UnknownKind, handler_of, handles
from bootstrap.stacks import STACKS, StackOptions
from bootstrap.steps import removal_order
from tests.unit.bootstrap.fake_cloud import SCOPE, Thing, ThingHandler, kind_of, stack_of

DOCUMENTED = (
    {"AWS::S3::BucketNotification"},
    {"AWS::Lambda::Function"},
    {"AWS::ApiGateway::Stage", "AWS::ApiGatewayV2::Stage"},
    {"AWS::ApiGateway::RestApi", "AWS::ApiGatewayV2::Api"},
    {"AWS::S3::Bucket"},
)
"""Each before the next."""
BEFORE_FUNCTIONS = (
    "AWS::CloudWatch::Alarm",
    "AWS::Lambda::EventSourceMapping",
    "AWS::Lambda::Permission",
    "AWS::Logs::MetricFilter",
)
AT_THE_END = (
    "AWS::DynamoDB::Table",
    "AWS::SQS::Queue",
    "AWS::Logs::LogGroup",
    "AWS::Lambda::LayerVersion",
    "AWS::IAM::Role",
    "AWS::S3::Bucket",
)
"""After functions, stages and APIs, which use them."""


def place(kind: str) -> int:
    return next(number for number, group in enumerate(removal_order()) if kind in group)


def test_what_a_declaration_mentions_comes_with_it(registry: None) -> None:
    thing = kind_of("Fake::A::Thing")
    one, two, three = (thing(SCOPE, name) for name in ("one", "two", "three"))
    user = thing(SCOPE, "user", after=(one,), given=Join((Ref(two, "id"), Join((Ref(three, "id"),)))))
    stack = stack_of(user)
    assert set(stack.resources) == {one, two, three, user}
    assert stack.dependencies[user] == (one, three, two)
    assert stack.resources[-1] is user


def test_the_same_declaration_twice_is_one_resource(registry: None) -> None:
    thing = kind_of("Fake::A::Thing")
    assert (
        len(
            stack_of(
                thing(SCOPE, "one"), thing(SCOPE, "one"), thing(SCOPE, "x", after=(thing(SCOPE, "one"),))
            ).resources
        )
        == 2
    )


def test_two_declarations_of_one_address_are_refused(registry: None) -> None:
    thing = kind_of("Fake::A::Thing")
    with pytest.raises(StackError, match="Fake::A::Thing us-east-1 one is declared twice, differently"):
        _ = stack_of(thing(SCOPE, "one", size=1), thing(SCOPE, "two", after=(thing(SCOPE, "one", size=2),))).resources


def test_one_name_in_two_regions_is_two_resources(registry: None) -> None:
    thing = kind_of("Fake::A::Thing")
    assert len(stack_of(thing(SCOPE, "one"), thing(Scope(SCOPE.account_id, "eu-west-1"), "one")).resources) == 2


def test_a_circle_names_who_is_in_it(registry: None) -> None:
    thing = kind_of("Fake::A::Thing")
    one = thing(SCOPE, "one")
    two = thing(SCOPE, "two", after=(one,))
    stack = stack_of(two)
    stack.__dict__["dependencies"] = {one: (two,), two: (one,)}
    with pytest.raises(StackError, match=r"need each other: Fake::A::Thing us-east-1 .* -> Fake::A::Thing us-east-1"):
        _ = stack.resources


@pytest.mark.parametrize("name", sorted(STACKS))
def test_a_stack_is_declared_the_same_each_time(name: str) -> None:
    one, two = (STACKS[name](StackOptions()) for _ in range(2))
    assert one.resources == two.resources
    assert [each.address for each in one.resources] == [each.address for each in two.resources]


@pytest.mark.parametrize("name", sorted(STACKS))
def test_accounts_share_nothing(name: str) -> None:
    one, two = (STACKS[name](StackOptions(account_id=account)) for account in ("000000000000", "111111111111"))
    assert set(one.resources).isdisjoint(two.resources)
    assert "000000000000" not in repr(two.resources)


def test_removal_is_in_the_documented_order() -> None:
    places = [{place(kind) for kind in kinds} for kinds in DOCUMENTED]
    for earlier, later in pairwise(places):
        assert max(earlier) < min(later)
    functions = place("AWS::Lambda::Function")
    assert all(place(kind) < functions for kind in BEFORE_FUNCTIONS)
    last = len(removal_order()) - 1
    assert all(place(kind) == last for kind in AT_THE_END)
    assert place("AWS::CloudWatch::Alarm") < place("AWS::Logs::MetricFilter")
    assert place("AWS::SNS::Subscription") < place("AWS::SNS::Topic")
    assert place("AWS::S3::BucketNotification") < place("AWS::Lambda::EventSourceMapping")


def test_each_kind_goes_before_what_it_uses(registry: None) -> None:
    base = kind_of("Fake::A::Base")
    user = kind_of("Fake::A::User", base.kind)
    twice = kind_of("Fake::A::Twice", user.kind, base.kind)
    assert place(twice.kind) < place(user.kind) < place(base.kind)
    assert sum(base.kind in group for group in removal_order()) == 1


@pytest.mark.parametrize("name", sorted(STACKS))
def test_what_is_needed_is_never_removed_before_what_needs_it(name: str) -> None:
    for resource, needed in STACKS[name](StackOptions()).dependencies.items():
        for other in needed:
            assert place(resource.kind) < place(other.kind) or resource.kind == other.kind


def test_a_base_of_types_is_no_type() -> None:
    assert Thing.kind == ""
    assert all(kind for group in removal_order() for kind in group)


def test_a_kind_is_taken_once(registry: None) -> None:
    kind_of("Fake::A::Thing")
    other = type("Other", (Thing,), {"kind": "Fake::A::Thing"})
    with pytest.raises(TypeError, match="Other: the kind Fake::A::Thing is taken by Thing"):
        handles(other)(ThingHandler)


def test_a_kind_that_nothing_handles_is_named() -> None:
    with pytest.raises(UnknownKind, match="nothing handles Fake::A::Unheard; write a handler"):
        handler_of("Fake::A::Unheard")


def test_resources_know_where_they_are(registry: None) -> None:
    one: Resource = kind_of("Fake::A::Thing")(SCOPE, "one")
    assert (one.address, one.region) == ("Fake::A::Thing us-east-1 one", "us-east-1")
    assert one.existing(id="1").address == one.address


def test_what_a_stack_tells_about_itself() -> None:
    stack: Stack = STACKS["s3-cleanup"](StackOptions())
    assert alarms_of(stack) == ["assignment4-total-size-alarm"]
    assert metric_namespaces_of(stack) == ["Assignment4"]
    assert len(functions_of(stack)) == 5
