"""Whole stacks on the emulator: applied, applied again, looked at, changed, taken down."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from bootstrap.apply import Applied, apply
from bootstrap.audit import audit, inventory
from bootstrap.clients import Clients
from bootstrap.endpoint import Endpoint
from bootstrap.model.stack import Stack
from bootstrap.ownership import Whose
from bootstrap.packaging.layers import Interpreter
from bootstrap.plan import Action, Plan
from bootstrap.registry import handlers
from bootstrap.resources.function import Function
from bootstrap.stacks import RUNTIME, STACKS, StackOptions
from bootstrap.survey import plan
from bootstrap.teardown import teardown
from harness.home import Home
from harness.probes.emulator import Emulator
from harness.probes.http import http_get
from tests.accounts import apart

GOLDEN = Path(__file__).parents[2] / "golden"
ACCOUNT = "200000000001"
CACHE = Home.default().cache
"""The project's, so that no layer is built for a test."""


@dataclass(frozen=True)
class Standing:
    """The S3 cleanup stack, applied."""

    clients: Clients
    interpreter: Interpreter
    stack: Stack
    outputs: dict[str, str]

    def declared(self, options: StackOptions) -> Stack:
        """The stack with other choices."""
        return STACKS["s3-cleanup"](options)

    def apply(self, stack: Stack) -> list[tuple[Action, str]]:
        """What applying it does."""
        told: list[Applied] = []
        apply(stack, self.clients, self.interpreter, CACHE, told.append)
        return [(event.action, event.resource.address) for event in told]

    def plan(self, stack: Stack) -> Plan:
        """What applying it would do."""
        return plan(stack, self.clients, self.interpreter)


@pytest.fixture(scope="module")
def standing(endpoint: Endpoint) -> Iterator[Standing]:
    """One stack for the tests that leave it as they found it."""
    clients = apart(endpoint, ACCOUNT)
    interpreter = Emulator(clients).interpreter(RUNTIME)
    stack = STACKS["s3-cleanup"](StackOptions(account_id=ACCOUNT))
    yield Standing(clients, interpreter, stack, apply(stack, clients, interpreter, CACHE))
    report = teardown(stack, clients)
    assert report.clean, report.text()


def golden(name: str) -> str:
    return (GOLDEN / name).read_text().replace("000000000000", ACCOUNT)


@pytest.mark.parametrize("name", sorted(STACKS))
def test_a_stack_comes_and_goes_and_leaves_nothing(name: str, clients: Clients) -> None:
    stack = STACKS[name](StackOptions(account_id=clients.account_id))
    there = clients.in_region(stack.scope.region)
    interpreter = Emulator(there).interpreter(RUNTIME)
    before = inventory(there)
    assert {each.action for each in plan(stack, there, interpreter).instructions} == {Action.CREATE}

    told: list[Applied] = []
    apply(stack, there, interpreter, CACHE, told.append)
    assert sorted(event.resource.address for event in told) == sorted(each.address for each in stack.resources)
    assert {each.action for each in plan(stack, there, interpreter).instructions} == {Action.KEEP}
    assert {each.address for each in inventory(there).existing} == {each.address for each in stack.resources}

    report = teardown(stack, there)
    assert report.clean, report.text()
    assert {each.address for each in report.deleted} == {each.address for each in stack.resources}
    assert inventory(there).minus(before) == []
    assert teardown(stack, there).deleted == []


def test_a_standing_stack_is_kept_as_it_is(standing: Standing) -> None:
    assert standing.plan(standing.stack).text() + "\n" == golden("plan-s3-cleanup-standing.txt")
    assert standing.apply(standing.stack) == []


def test_other_choices_are_planned_applied_and_taken_back(standing: Standing) -> None:
    other = standing.declared(StackOptions(account_id=ACCOUNT, period_s=10, threshold=40, retention_days=7))
    assert standing.plan(other).text() + "\n" == golden("plan-s3-cleanup-changed.txt")
    changed = {each.resource.address for each in standing.plan(other).instructions if each.action is Action.UPDATE}
    assert {address for _, address in standing.apply(other)} == changed
    assert {address for _, address in standing.apply(standing.stack)} == changed
    assert standing.apply(standing.stack) == []


def test_what_was_removed_by_hand_is_made_again(standing: Standing) -> None:
    standing.clients.sqs.delete_queue(
        QueueUrl=standing.clients.sqs.get_queue_url(QueueName="assignment4-logging-queue-dlq")["QueueUrl"]
    )
    standing.clients.cloudwatch.delete_alarms(AlarmNames=["assignment4-total-size-alarm"])
    assert sorted(standing.apply(standing.stack)) == [
        (Action.CREATE, "AWS::CloudWatch::Alarm us-east-1 assignment4-total-size-alarm"),
        (Action.CREATE, "AWS::SQS::Queue us-east-1 assignment4-logging-queue-dlq"),
    ]


def test_the_plot_is_got_by_its_url_without_dns(standing: Standing) -> None:
    url = standing.outputs["plot_url"]
    assert url.startswith(f"{standing.clients.endpoint.url}/_aws/execute-api/")
    answer = http_get(url)
    assert (answer.status, answer.content_type) == (200, "image/png")
    assert answer.body.startswith(b"\x89PNG")


def test_functions_know_what_is_known_only_after_creation(standing: Standing) -> None:
    for function in (each for each in standing.stack.resources if isinstance(each, Function)):
        shown = standing.clients.lambda_.get_function_configuration(FunctionName=function.name)
        assert shown["State"] == "Active"
        assert not any("known after apply" in text for text in shown["Environment"]["Variables"].values())
    driver = standing.clients.lambda_.get_function_configuration(FunctionName="assignment4-driver-lambda")
    assert driver["Environment"]["Variables"]["PLOT_API_URL"] == standing.outputs["plot_url"]


def test_everything_that_can_carries_the_tags(standing: Standing) -> None:
    known, wanted = handlers(), standing.stack.scope.tag_map
    taggable = [each for each in inventory(standing.clients).existing if known[each.kind].taggable]
    bare = [each for each in taggable if not wanted.items() <= known[each.kind].tags_of(standing.clients, each).items()]
    assert len(taggable) > 20
    assert bare == []


def test_the_inventory_knows_whose_everything_is(standing: Standing) -> None:
    elsewhere = standing.clients.in_region("eu-west-3")
    elsewhere.sqs.create_queue(QueueName="somebody-elses")
    try:
        nearby, everywhere = inventory(standing.clients), inventory(standing.clients, ["eu-west-3", "ap-south-1"])
        assert everywhere.minus(nearby) == ["AWS::SQS::Queue eu-west-3 somebody-elses"]
        seen = audit([standing.stack], standing.clients, Emulator(standing.clients).regions())
        assert {each.address for each, _ in seen.of(Whose.FOREIGN)} == set(everywhere.minus(nearby))
        assert {each.address for each in seen.ours} == {each.address for each in standing.stack.resources}
        assert "foreign                      AWS::SQS::Queue eu-west-3 somebody-elses" in seen.text()
    finally:
        elsewhere.sqs.delete_queue(QueueUrl=elsewhere.sqs.get_queue_url(QueueName="somebody-elses")["QueueUrl"])
