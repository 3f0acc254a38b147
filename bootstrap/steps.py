"""The order in which things are removed, in steps that a person can follow.

What uses goes before what is used: that is declared by each type (`depends_on`) and decides. Where it leaves the order
open, the documented procedure does: eleven steps, and a few more for what it doesn't mention.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from graphlib import TopologicalSorter

from bootstrap.model.resource import ExistingResource
from bootstrap.model.stack import Stack
from bootstrap.registry import handler_of, handlers


@dataclass(frozen=True)
class Step:
    """Kinds that go together: what they hold first goes out of them (`contents`), or they themselves go.

    `groups` are the kinds in their order, those of a group at once.
    """

    number: str
    title: str
    groups: tuple[frozenset[str], ...]
    contents: bool = False

    @property
    def kinds(self) -> frozenset[str]:
        """All its kinds."""
        return frozenset().union(*self.groups)

    def __str__(self) -> str:
        return f"{self.number:<3} {self.title}"


DOCUMENTED: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("0", "stacks of CloudFormation", ("AWS::CloudFormation::Stack",)),
    ("1", "S3 event notifications", ("AWS::S3::BucketNotification",)),
    ("1a", "alarms and metric filters", ("AWS::CloudWatch::Alarm", "AWS::Logs::MetricFilter")),
    ("1b", "SNS subscriptions", ("AWS::SNS::Subscription",)),
    ("2", "SQS messages", ("messages of AWS::SQS::Queue",)),
    ("2a", "event source mappings", ("AWS::Lambda::EventSourceMapping",)),
    ("3", "Lambda functions", ("AWS::Lambda::Permission", "AWS::Lambda::Function")),
    (
        "4",
        "API Gateway APIs",
        (
            "AWS::ApiGateway::Stage",
            "AWS::ApiGateway::RestApi",
            "AWS::ApiGatewayV2::Stage",
            "AWS::ApiGatewayV2::Api",
        ),
    ),
    ("5", "bucket contents", ("objects of AWS::S3::Bucket",)),
    ("6", "buckets", ("AWS::S3::Bucket",)),
    ("7", "DynamoDB tables", ("AWS::DynamoDB::Table",)),
    ("7a", "SNS topics", ("AWS::SNS::Topic",)),
    ("8", "SQS queues", ("AWS::SQS::Queue",)),
    ("9", "CloudWatch log groups", ("AWS::Logs::LogGroup",)),
    ("10", "Lambda layers", ("AWS::Lambda::LayerVersion",)),
    ("10a", "SSM parameters", ("AWS::SSM::Parameter",)),
    ("11", "IAM roles and policies", ("AWS::IAM::Role",)),
)
"""Number, title and kinds of each step of the procedure; `… of <kind>` is what resources of that kind hold."""
OTHERS = ("+", "what the procedure doesn't name")
"""Kinds of others: they go just before what they use, or at the end."""


def removal_steps() -> list[Step]:
    """The steps in which every registered kind is removed."""
    depends_on = {**{kind: its.depends_on for kind, its in handlers().items()}, **_contents()}
    place = {kind: number for number, (*_, kinds) in enumerate(DOCUMENTED) for kind in kinds}
    contents = _contents()
    steps: list[Step] = []
    for kind in _sorted(depends_on, place):
        number, title = DOCUMENTED[place[kind]][:2] if kind in place else OTHERS
        real = contents[kind][0] if kind in contents else kind
        if steps and steps[-1].number == number:
            *before, group = steps[-1].groups
            alone = any(kind in handler_of(each).depends_on for each in group)
            groups = (*before, group, frozenset({real})) if alone else (*before, group | {real})
            steps[-1] = Step(number, title, groups, steps[-1].contents)
        else:
            steps.append(Step(number, title, (frozenset({real}),), kind in contents))
    return steps


def _contents() -> dict[str, tuple[str]]:
    """What resources hold goes before they do."""
    return {f"{its.contents} of {kind}": (kind,) for kind, its in handlers().items() if its.contents}


def _sorted(depends_on: Mapping[str, tuple[str, ...]], place: Mapping[str, int]) -> Iterator[str]:
    """Each before all that it uses; of those that may go next, the one that is documented to go first."""

    def rank(kind: str) -> int:
        return place[kind] if kind in place else min(map(rank, depends_on[kind]), default=len(DOCUMENTED))

    users = TopologicalSorter(dict.fromkeys(depends_on, ()))
    for kind, used in depends_on.items():
        for each in used:
            users.add(each, kind)
    users.prepare()
    ready: set[str] = set()
    while users.is_active():
        ready |= set(users.get_ready())
        kind = min(ready, key=lambda each: (rank(each), each))
        ready.remove(kind)
        users.done(kind)
        yield kind


def removal_order() -> list[frozenset[str]]:
    """Kinds in the order they are removed; the kinds of a group go at once.

    Each goes before all that it depends on, and no earlier than it must: what an invocation under way still writes to
    stays.
    """
    sorter = TopologicalSorter({kind: its.depends_on for kind, its in handlers().items()})
    sorter.prepare()
    groups = []
    while sorter.is_active():
        groups.append(frozenset(sorter.get_ready()))
        sorter.done(*groups[-1])
    return groups[::-1]


def procedure(stack: Stack) -> str:
    """For people: the steps in which a whole stack is taken down, with what goes in each."""
    lines = [f"teardown of {stack.name} in {stack.scope.region}, account {stack.scope.account_id}"]
    for step in removal_steps():
        going = in_step(step, [each.existing() for each in stack.resources])
        if going:
            lines.append(f"{step}")
            lines += [f"    {'empty' if step.contents else 'remove'} {each.kind} {each.identity}" for each in going]
    return "\n".join(lines)


def in_step(step: Step, existing: list[ExistingResource]) -> list[ExistingResource]:
    """Those that the step concerns, in the order of its groups, by address in each."""
    return [each for group in step.groups for each in in_group(group, sorted(existing, key=lambda one: one.address))]


def in_group(group: frozenset[str], existing: list[ExistingResource]) -> list[ExistingResource]:
    """Those that go with the kinds of the group: of these kinds, or taken along by them."""
    return [each for each in existing if handler_of(each.kind).removed_with(each) in group]
