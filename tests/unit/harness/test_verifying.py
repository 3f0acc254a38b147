"""A check-list's points: what stands, what doesn't, and the same once all should be gone."""

from bootstrap.plan import Action, Change, Instruction, Plan
from bootstrap.stacks import StackOptions
from harness.commands.verifying import Point, document, lines, points_of
from harness.run.checklist import REST, Checklist, Section
from harness.run.registry import systems

ACCOUNT = "000000000000"
QUEUES = Checklist((Section("Queues", ("AWS::SQS::Queue",)),))


def plan_of(*actions: Action) -> Plan:
    """The media pipeline, whose first resources have these actions, and all others none to be done."""
    stack = systems()["media-pipeline"].stack(StackOptions(account_id=ACCOUNT))
    padded = [*actions, *[Action.KEEP] * (len(stack.resources) - len(actions))]
    drift = (Change("Timeout", 3, 30), Change("Memory", 128, 256))
    return Plan(
        stack,
        tuple(
            Instruction(action, resource, None, drift if action is Action.UPDATE else ())
            for action, resource in zip(padded, stack.resources, strict=True)
        ),
    )


def test_a_tick_is_for_what_stands_as_it_is_declared() -> None:
    points = list(points_of(plan_of(Action.CREATE, Action.UPDATE), Checklist(), gone=False))
    assert [each.problem for each in points[:3]] == ["it isn't there", "it differs in Memory, Timeout", ""]
    assert {each.section for each in points} == {REST}


def test_once_it_is_gone_a_tick_is_for_what_is_not_there() -> None:
    points = list(points_of(plan_of(Action.CREATE, Action.UPDATE), Checklist(), gone=True))
    assert [each.problem for each in points[:3]] == ["", "it is still there", "it is still there"]


def test_sections_come_first_and_nothing_is_left_out() -> None:
    made = plan_of()
    points = list(points_of(made, QUEUES, gone=False))
    assert [each.text for each in points if each.section == "Queues"] == [
        f"AWS::SQS::Queue {each.identity}" for each in made.stack.resources if each.kind == "AWS::SQS::Queue"
    ]
    assert len(points) == len(made.stack.resources)
    assert points[0].section == "Queues"
    assert points[-1].section == REST


def test_every_type_of_a_system_with_a_list_has_its_section() -> None:
    with_lists = [system for system in systems().values() if system.checklist.sections]
    assert with_lists
    for system in with_lists:
        named = {kind for section in system.checklist.sections for kind in section.kinds}
        assert named == {each.kind for each in system.stack(StackOptions(account_id=ACCOUNT)).resources}, system.name


def test_it_is_printed_for_people_and_for_programs() -> None:
    made = plan_of()
    points = [Point("Queues", "AWS::SQS::Queue q"), Point("Roles", "AWS::IAM::Role r", "it isn't there")]
    assert list(lines(made, points)) == [
        "media-pipeline in ap-south-1, account 000000000000",
        "\nQueues",
        "  [x] AWS::SQS::Queue q",
        "\nRoles",
        "  [ ] AWS::IAM::Role r: it isn't there",
        "\n1 of 2",
    ]
    assert [each["passed"] for each in document(made, points)["points"]] == [True, False]
