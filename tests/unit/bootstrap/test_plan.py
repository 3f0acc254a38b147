"""Plans are data and text; a survey looks and changes nothing."""

import pytest

from bootstrap.apply import apply
from bootstrap.model.reference import Join, Ref
from bootstrap.model.resource import Attributes
from bootstrap.plan import Action, Change, Instruction, Plan, changes, decide
from bootstrap.survey import ListingError, plan
from tests.unit.bootstrap.fake_cloud import (
    INTERPRETER,
    NO_CACHE,
    SCOPE,
    Cloud,
    CloudClients,
    kind_of,
    stack_of,
)


@pytest.mark.parametrize(
    ("desired", "actual", "differing"),
    [
        ({"A": 1}, {"A": 1}, []),
        ({"A": 1}, {"A": 1, "B": 2}, []),
        ({"A": 1}, {"A": 2}, ["A"]),
        ({"A": 1}, {}, ["A"]),
        ({"A": None}, {}, []),
        ({"B": 1, "A": 1}, {"A": 2, "B": 2}, ["A", "B"]),
        ({"A": {"x": 1}}, {"A": {"x": 1, "y": 2}}, ["A"]),
        ({"Tags": {"x": "1"}}, {"Tags": {"x": "1", "y": "2"}}, []),
        ({"Tags": {"x": "1"}}, {"Tags": {"y": "2"}}, ["Tags"]),
        ({"Tags": {"x": "1"}}, {"Tags": {"x": "2"}}, ["Tags"]),
        ({"Tags": {"x": "1"}}, {}, ["Tags"]),
        ({"Tags": {}}, {"Tags": {"y": "2"}}, []),
    ],
)
def test_what_differs(desired: Attributes, actual: Attributes, differing: list[str]) -> None:
    assert [change.attribute for change in changes(desired, actual, ())] == differing


def test_each_decision(registry: None) -> None:
    thing = kind_of("Fake::A::Thing")(SCOPE, "one")
    existing = thing.existing(id="id-1")
    size, shape = Change("Size", 1, 2), Change("Shape", "round", "flat", in_place=False)
    assert decide(thing, None, ()) == Instruction(Action.CREATE, thing)
    assert decide(thing, existing, ()) == Instruction(Action.KEEP, thing, existing)
    assert decide(thing, existing, (size,)) == Instruction(Action.UPDATE, thing, existing, (size,))
    conflict = decide(thing, existing, (shape, size))
    assert conflict == Instruction(Action.CONFLICT, thing, existing, (shape, size))
    assert conflict.changed == {"Size", "Shape"}
    assert conflict.stuck == "Shape"


def test_the_text_of_every_decision(registry: None) -> None:
    thing = kind_of("AWS::Fake::Thing")
    new, same, drifted, stuck = (thing(SCOPE, name) for name in ("new", "same", "drifted", "stuck"))
    tags = Change("Tags", {"Project": "x", "Theirs": "kept"}, {"Project": "y"})
    instructions = (
        Instruction(Action.CREATE, new),
        Instruction(Action.KEEP, same, same.existing(id="1")),
        Instruction(Action.UPDATE, drifted, drifted.existing(id="1"), (Change("Size", None, 2), tags)),
        Instruction(Action.CONFLICT, stuck, stuck.existing(id="1"), (Change("Shape", "flat", "", in_place=False),)),
    )
    assert Plan(stack_of(new, same, drifted, stuck), instructions).text().splitlines() == [
        "fake in us-east-1, account 111111111111",
        "+ Fake Thing                  new",
        "= Fake Thing                  same",
        "~ Fake Thing                  drifted",
        "                              Size: nothing -> 2",
        "                              Tags.Project: x -> y",
        "! Fake Thing                  stuck",
        "                              Shape: flat -> nothing  (can't be changed in place)",
        "1 to create, 1 to update, 1 as declared, 1 in conflict: tear the stack down first",
    ]


def test_without_conflicts_the_sum_says_nothing_of_them(registry: None) -> None:
    assert Plan(stack_of(), ()).text().splitlines()[-1] == "0 to create, 0 to update, 0 as declared"


def test_a_survey_sees_what_is_there_and_changes_nothing(cloud: Cloud, fake_clients: CloudClients) -> None:
    thing = kind_of("Fake::A::Thing")
    same, drifted, new = thing(SCOPE, "same"), thing(SCOPE, "drifted", size=2), thing(SCOPE, "new")
    apply(stack_of(same, drifted), fake_clients, INTERPRETER, NO_CACHE)
    cloud.things[drifted.address]["Size"] = 1
    cloud.calls.clear()
    made = plan(stack_of(new, same, drifted), fake_clients, INTERPRETER)
    assert {each.resource.name: each.action for each in made.instructions} == {
        "new": Action.CREATE,
        "same": Action.KEEP,
        "drifted": Action.UPDATE,
    }
    assert {verb for verb, _ in cloud.calls} == {"list"}
    assert len(cloud.things) == 2


def test_what_was_listed_just_now_is_not_listed_again(cloud: Cloud, fake_clients: CloudClients) -> None:
    thing = kind_of("Fake::A::Thing")
    same, new = thing(SCOPE, "same"), thing(SCOPE, "new")
    apply(stack_of(same), fake_clients, INTERPRETER, NO_CACHE)
    shown = (same.existing(id="1"),)
    cloud.calls.clear()
    made = plan(stack_of(new, same), fake_clients, INTERPRETER, shown)
    assert [each.action for each in made.instructions] == [Action.CREATE, Action.KEEP]
    assert cloud.calls == []


def test_what_can_not_be_compared_is_named(cloud: Cloud, fake_clients: CloudClients) -> None:
    """As a function whose code folder is missing, or what somebody removes at this very moment."""
    one = kind_of("Fake::A::Thing")(SCOPE, "one")
    apply(stack_of(one), fake_clients, INTERPRETER, NO_CACHE)
    cloud.lingering[one.address] = 10
    del cloud.things[one.address]
    with pytest.raises(
        ListingError, match=r"^Fake::A::Thing us-east-1 one can't be compared with what is declared: Key"
    ):
        plan(stack_of(one), fake_clients, INTERPRETER)


def test_values_that_are_not_known_yet_are_named_so(cloud: Cloud, fake_clients: CloudClients) -> None:
    thing = kind_of("Fake::A::Thing")
    source = thing(SCOPE, "source")
    user = thing(SCOPE, "user", given=Join(("<", Ref(source, "id"), ">")))
    apply(stack_of(user), fake_clients, INTERPRETER, NO_CACHE)
    was = cloud.things[user.address]["Given"]
    del cloud.things[source.address]
    text = plan(stack_of(user), fake_clients, INTERPRETER).text()
    assert f"Given: {was} -> <(source id, known after apply)>" in text


def test_what_an_update_will_give_anew_is_not_taken_from_before(cloud: Cloud, fake_clients: CloudClients) -> None:
    """As the ARN of a layer's next version: whoever uses it will be updated too, and the plan says so."""
    versioned = kind_of("Fake::A::Versioned", renewed_by_update=True)
    source = versioned(SCOPE, "source")
    user = kind_of("Fake::A::Thing")(SCOPE, "user", given=Ref(source, "id"))
    apply(stack_of(user), fake_clients, INTERPRETER, NO_CACHE)
    assert plan(stack_of(user), fake_clients, INTERPRETER).text().endswith("2 as declared")
    cloud.things[source.address]["Size"] = 7
    assert plan(stack_of(user), fake_clients, INTERPRETER).text().endswith("2 to update, 0 as declared")
