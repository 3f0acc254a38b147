"""The order of a teardown: what is declared decides, and where it leaves it open, the documented eleven steps."""

from itertools import pairwise
from pathlib import Path

import pytest

from bootstrap.registry import handlers
from bootstrap.stacks import STACKS, StackOptions
from bootstrap.steps import DOCUMENTED, OTHERS, procedure, removal_steps
from tests.unit.bootstrap.fake_cloud import kind_of

GOLDEN = Path(__file__).parents[2] / "golden"
ELEVEN = {
    "1": "S3 event notifications",
    "2": "SQS messages",
    "3": "Lambda functions",
    "4": "API Gateway APIs",
    "5": "bucket contents",
    "6": "buckets",
    "7": "DynamoDB tables",
    "8": "SQS queues",
    "9": "CloudWatch log groups",
    "10": "Lambda layers",
    "11": "IAM roles and policies",
}
"""The documented procedure."""


def places() -> dict[str, tuple[int, int]]:
    """Step and group in which each kind is removed, by kind."""
    return {
        kind: (number, group)
        for number, step in enumerate(removal_steps())
        for group, kinds in enumerate(step.groups)
        for kind in kinds
        if not step.contents
    }


@pytest.mark.parametrize("name", ["media-pipeline", "s3-cleanup"])
def test_the_procedure_reads_as_documented(name: str) -> None:
    assert procedure(STACKS[name](StackOptions())) + "\n" == (GOLDEN / f"teardown-{name}.txt").read_text()


def test_the_eleven_steps_come_in_their_order() -> None:
    steps = [(step.number, step.title) for step in removal_steps()]
    assert [step for step in steps if step[0] in ELEVEN] == list(ELEVEN.items())
    assert [number for number, _ in steps] == [number for number, *_ in DOCUMENTED], "no step is torn apart"


def test_every_kind_is_removed_once_and_before_all_that_it_uses() -> None:
    place = places()
    removed = [kind for step in removal_steps() if not step.contents for kind in step.kinds]
    assert sorted(removed) == sorted(handlers())
    assert [
        (kind, used) for kind, its in handlers().items() for used in its.depends_on if place[kind] >= place[used]
    ] == []


def test_what_is_inside_goes_out_before_the_resource_goes() -> None:
    place = places()
    emptied = {kind: number for number, step in enumerate(removal_steps()) if step.contents for kind in step.kinds}
    assert emptied.keys() == {kind for kind, its in handlers().items() if its.contents}
    assert all(number < place[kind][0] for kind, number in emptied.items())


def test_what_triggers_is_gone_before_messages_and_functions() -> None:
    """Alarms, filters, subscriptions and mappings are not among the eleven."""
    place = places()
    numbers = [step.number for step in removal_steps()]
    for kind in ("AWS::CloudWatch::Alarm", "AWS::Logs::MetricFilter", "AWS::SNS::Subscription"):
        assert place[kind][0] < numbers.index("2")
    assert numbers.index("2") < place["AWS::Lambda::EventSourceMapping"][0] < numbers.index("3")
    assert place["AWS::Lambda::Function"] < place["AWS::SNS::Topic"] < place["AWS::SQS::Queue"]


def test_kinds_that_the_procedure_does_not_know_go_by_what_they_use(registry: None) -> None:
    user = kind_of("Fake::A::User", "AWS::SQS::Queue")
    top = kind_of("Fake::A::Top", user.kind)
    alone = kind_of("Fake::A::Alone")
    place, steps = places(), removal_steps()
    assert place["AWS::SNS::Topic"] < place[top.kind] < place[user.kind] < place["AWS::SQS::Queue"]
    assert all(earlier != later for earlier, later in pairwise(step.number for step in steps))
    assert steps[-1].kinds == {alone.kind}
    assert (steps[-1].number, steps[-1].title) == OTHERS
