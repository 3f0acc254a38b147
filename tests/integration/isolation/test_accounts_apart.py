"""Accounts on one emulator know nothing of each other: resources, functions, clocks, metrics, activity."""

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest

from bootstrap.apply import apply
from bootstrap.audit import inventory
from bootstrap.clients import Clients
from bootstrap.model.stack import Stack
from bootstrap.stacks import RUNTIME, STACKS, StackOptions
from bootstrap.teardown import teardown
from harness.home import Home
from harness.probes.emulator import Emulator
from harness.probes.function_logs import FunctionLogs
from harness.probes.metric import MetricProbe
from harness.run.clock import Deadline, stepped
from tests.accounts import apart

Neighbours = Callable[[int], list[Clients]]
BUCKET, TRACKING = "assignment4-test-bucket", "assignment4-size-tracking-lambda"


@pytest.fixture(scope="module")
def module_neighbours(endpoint: Any) -> list[Clients]:
    """Two accounts for the module."""
    return [apart(endpoint, f"66000000000{number}") for number in range(2)]


@pytest.fixture(scope="module")
def systems(module_neighbours: list[Clients]) -> Iterator[list[tuple[Clients, Stack, dict[str, str]]]]:
    """The whole S3 cleanup system in two accounts."""
    with ExitStack() as made:
        found = []
        for clients in module_neighbours:
            stack = STACKS["s3-cleanup"](StackOptions(account_id=clients.account_id))
            made.callback(teardown, stack, clients)
            outputs = apply(stack, clients, Emulator(clients).interpreter(RUNTIME), Home.default().cache)
            found.append((clients, stack, outputs))
        yield found


def test_both_have_every_resource_and_no_more(systems: list[tuple[Clients, Stack, dict[str, str]]]) -> None:
    for clients, stack, _ in systems:
        assert {each.address for each in inventory(clients).existing} == {each.address for each in stack.resources}
    first, second = (outputs["plot_url"] for *_, outputs in systems)
    assert first != second


def test_an_upload_in_one_is_worked_on_there_only(systems: list[tuple[Clients, Stack, dict[str, str]]]) -> None:
    first, second = (clients for clients, *_ in systems)
    with stepped(Emulator(first), lambda _: ()) as clock:
        first.s3.put_object(Bucket=BUCKET, Key="object", Body=b"18 bytes, about it")
        deadline = Deadline.after(30)
        while FunctionLogs(first, TRACKING).numbers("total_size") != [18] and not deadline.passed:
            clock.pause(deadline)
        since_s = clock.now_s() // 60 * 60
        totals = [
            MetricProbe(clients, "Assignment4", "CurrentTotalSize", "Maximum").values(
                since_s - 3600, since_s + 3600, 60
            )
            for clients in (first, second)
        ]
    assert totals == [[18.0], []]
    assert [text for _, text in FunctionLogs(second, TRACKING).lines() if '"object"' in text] == []
    items = [len(clients.dynamodb.scan(TableName="HistoryTable")["Items"]) for clients in (first, second)]
    assert items == [1, 0]


def test_a_function_acts_in_its_own_account(neighbours: Neighbours) -> None:
    source = (
        "import boto3\n\n\ndef handler(event, context):\n    return boto3.client('sts').get_caller_identity()['Arn']\n"
    )
    for clients in neighbours(2):
        scope_role = f"arn:aws:iam::{clients.account_id}:role/caller"
        clients.iam.create_role(RoleName="caller", AssumeRolePolicyDocument="{}")
        clients.lambda_.create_function(
            FunctionName="who", Runtime="python3.11", Role=scope_role, Handler="handler.handler", Code=zipped(source)
        )
        clients.lambda_.get_waiter("function_active_v2").wait(
            FunctionName="who", WaiterConfig={"Delay": 1, "MaxAttempts": 30}
        )
        arn = json.load(clients.lambda_.invoke(FunctionName="who")["Payload"])
        assert arn == f"arn:aws:sts::{clients.account_id}:assumed-role/caller/who"
        clients.lambda_.delete_function(FunctionName="who")


def zipped(source: str) -> Any:
    from bootstrap.model.content import Inline
    from bootstrap.packaging.archive import packaged

    return {"ZipFile": packaged(Inline((("handler.py", source),))).data}


def test_a_stepped_clock_is_one_accounts(neighbours: Neighbours) -> None:
    first, second = (Emulator(clients) for clients in neighbours(2))
    with stepped(first, lambda _: ()):
        before_s = first.now_s()
        for _ in range(3):
            first.advance_to_next_evaluation()
        assert first.now_s() >= before_s + 120
        assert second.call("GET", "clock")["mode"] == "real"
        assert abs(second.now_s() - before_s) < 60


def test_alarms_metrics_and_forgetting_are_one_accounts(neighbours: Neighbours) -> None:
    first, second = neighbours(2)
    with ExitStack() as clocks:
        for clients, value in ((first, 30.0), (second, 1.0)):
            clocks.enter_context(stepped(Emulator(clients), lambda _: ()))
            clients.cloudwatch.put_metric_alarm(
                AlarmName="too-much", Namespace="Shared", MetricName="size", Statistic="Maximum", Period=60,
                EvaluationPeriods=1, Threshold=20, ComparisonOperator="GreaterThanOrEqualToThreshold",
            )  # fmt: skip
            clients.cloudwatch.put_metric_data(Namespace="Shared", MetricData=[{"MetricName": "size", "Value": value}])
        for _ in range(2):
            Emulator(first).advance_to_next_evaluation()
        assert [state_of(clients) for clients in (first, second)] == ["ALARM", "INSUFFICIENT_DATA"]
        for _ in range(2):
            Emulator(second).advance_to_next_evaluation()
        assert [state_of(clients) for clients in (first, second)] == ["ALARM", "OK"]
        Emulator(first).forget(["Shared"], [])
        assert [len(clients.cloudwatch.list_metrics(Namespace="Shared")["Metrics"]) for clients in (first, second)] == [
            0,
            1,
        ]
    for clients in (first, second):
        clients.cloudwatch.delete_alarms(AlarmNames=["too-much"])


def state_of(clients: Clients) -> str:
    """The alarm's state."""
    return str(clients.cloudwatch.describe_alarms(AlarmNames=["too-much"])["MetricAlarms"][0]["StateValue"])


def test_what_goes_on_in_one_leaves_the_other_quiet(neighbours: Neighbours) -> None:
    first, second = neighbours(2)
    source = "import time\n\n\ndef handler(event, context):\n    time.sleep(2)\n"
    first.iam.create_role(RoleName="sleeper", AssumeRolePolicyDocument="{}")
    first.lambda_.create_function(
        FunctionName="sleeper",
        Runtime="python3.11",
        Role=f"arn:aws:iam::{first.account_id}:role/sleeper",
        Handler="handler.handler",
        Code=zipped(source),
    )
    first.lambda_.get_waiter("function_active_v2").wait(
        FunctionName="sleeper", WaiterConfig={"Delay": 1, "MaxAttempts": 30}
    )
    first.lambda_.invoke(FunctionName="sleeper", InvocationType="Event")
    assert not Emulator(first).quiet()
    assert Emulator(second).quiet()
    deadline = Deadline.after(20)
    while not Emulator(first).quiet():
        assert not deadline.passed
        deadline.nap(0.05)
    first.lambda_.delete_function(FunctionName="sleeper")


def test_taking_one_down_leaves_the_other_whole(systems: list[tuple[Clients, Stack, dict[str, str]]]) -> None:
    (first, stack, _), (second, _, _) = systems
    whole = inventory(second)
    assert teardown(stack, first).clean
    assert len(inventory(first)) == 0
    assert inventory(second).minus(whole) == whole.minus(inventory(second)) == []
