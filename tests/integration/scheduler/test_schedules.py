"""Schedules on a running emulator: they invoke their targets, as their role, on the account's clock."""

import json
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from botocore.exceptions import ClientError

from bootstrap.clients import Clients
from tests.integration.cloudwatch.conftest import Local
from tests.integration.iam.callers import Iam, allow
from tests.integration.lambda_runtime.functions import Deploy, wait_until

TRUST = {"Service": "scheduler.amazonaws.com"}
START = "2026-11-21T01:00:30Z"


@pytest.fixture
def local(clients: Clients) -> Iterator[Local]:
    local = Local(clients)
    yield local
    local.run()


@pytest.fixture
def role(clients: Clients) -> str:
    """May do all that the targets of these tests need."""
    return Iam(clients).role(allow(["sqs:SendMessage", "sns:Publish", "lambda:InvokeFunction"]), trusts=TRUST)


@pytest.fixture
def queue(clients: Clients) -> str:
    """A queue's URL."""
    return clients.sqs.create_queue(QueueName="due")["QueueUrl"]


def arn_of(clients: Clients, queue: str) -> str:
    return clients.sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]


def schedule(
    clients: Clients, expression: str, arn: str, role: str, name: str = "s", target: Any = None, **more: Any
) -> Any:
    client = clients.client("scheduler")
    client.create_schedule(
        Name=name,
        ScheduleExpression=expression,
        FlexibleTimeWindow={"Mode": "OFF"},
        Target={"Arn": arn, "RoleArn": role, **(target or {})},
        **more,
    )
    return client


def received(clients: Clients, queue: str) -> list[str]:
    """All that is in the queue now."""
    found: list[str] = []
    while messages := clients.sqs.receive_message(QueueUrl=queue, MaxNumberOfMessages=10).get("Messages"):
        for message in messages:
            found.append(message["Body"])
            clients.sqs.delete_message(QueueUrl=queue, ReceiptHandle=message["ReceiptHandle"])
    return sorted(found)


def test_a_rate_on_the_stepped_clock(clients: Clients, local: Local, queue: str, role: str) -> None:
    local.step(START)
    text = "at <aws.scheduler.scheduled-time>"
    client = schedule(clients, "rate(1 minute)", arn_of(clients, queue), role, target={"Input": text})
    local.advance(125)
    local.settle()
    assert received(clients, queue) == [
        "at 2026-11-21T01:00:30Z", "at 2026-11-21T01:01:30Z", "at 2026-11-21T01:02:30Z",
    ]  # fmt: skip
    client.delete_schedule(Name="s")
    local.advance(600)
    local.settle()
    assert received(clients, queue) == []


def test_cron_and_a_moment_in_a_zone_reach_a_function_and_a_topic(
    clients: Clients, local: Local, queue: str, role: str
) -> None:
    local.step(START)
    function = Deploy(clients)("def handler(event, context):\n    print('GOT', event['time'])")
    schedule(clients, "cron(0/10 * * * ? *)", function.configuration["FunctionArn"], role, "each")
    topic = clients.sns.create_topic(Name="told")["TopicArn"]
    clients.sns.subscribe(
        TopicArn=topic, Protocol="sqs", Endpoint=arn_of(clients, queue), Attributes={"RawMessageDelivery": "true"}
    )
    client = schedule(
        clients, "at(2026-11-21T02:20:00)", topic, role, "once", target={"Input": "now"},
        ScheduleExpressionTimezone="Europe/Berlin", ActionAfterCompletion="DELETE",
    )  # fmt: skip
    local.advance(30 * 60)
    local.settle()
    times = [message.split()[1] for _, message in function.log() if message.startswith("GOT")]
    assert sorted(times) == ["2026-11-21T01:10:00Z", "2026-11-21T01:20:00Z", "2026-11-21T01:30:00Z"]
    assert received(clients, queue) == ["now"]
    assert [one["Name"] for one in client.list_schedules()["Schedules"]] == ["each"]


def test_on_the_wall_s_clock(clients: Clients, queue: str, role: str) -> None:
    soon = datetime.fromtimestamp(time.time() + 2, UTC).strftime("%Y-%m-%dT%H:%M:%S")  # noqa: TID251 - the wall's
    schedule(clients, f"at({soon})", arn_of(clients, queue), role, "soon", target={"Input": "soon"})
    schedule(clients, "rate(1 minute)", arn_of(clients, queue), role, "rate", target={"Input": "rate"})
    schedule(clients, "rate(1 minute)", arn_of(clients, queue), role, "off", target={"Input": "off"}, State="DISABLED")
    found: set[str] = set()

    def all_there() -> bool:
        found.update(received(clients, queue))
        return found >= {"soon", "rate"}

    wait_until(all_there, "both messages")
    assert found == {"soon", "rate"}


def test_what_the_role_may_not_do_is_refused_and_told(clients: Clients, local: Local, queue: str) -> None:
    iam = Iam(clients)
    dead = clients.sqs.create_queue(QueueName="dead")["QueueUrl"]
    role = iam.role(allow("sqs:SendMessage", arn_of(clients, dead)), trusts=TRUST)
    iam.mode("enforce")
    try:
        local.step(START)
        schedule(
            clients, "rate(1 hour)", arn_of(clients, queue), role,
            target={"Input": "x", "DeadLetterConfig": {"Arn": arn_of(clients, dead)}},
        )  # fmt: skip
        local.advance(60)
        local.settle()
    finally:
        iam.mode(None)
    (message,) = clients.sqs.receive_message(QueueUrl=dead, MessageAttributeNames=["All"])["Messages"]
    told = {name: value["StringValue"] for name, value in message["MessageAttributes"].items()}
    assert (message["Body"], told["RETRY_ATTEMPTS"]) == ("x", "0")
    assert "sqs:SendMessage" in told["ERROR_MESSAGE"].replace("sqs:sendmessage", "sqs:SendMessage")
    assert received(clients, queue) == []
    outcomes = {row["resource"]: row["outcome"] for row in iam.seen(action="sqs:SendMessage")}
    assert outcomes[arn_of(clients, dead)] == "allowed"
    assert outcomes[arn_of(clients, queue)] != "allowed"


@pytest.mark.parametrize(
    ("expression", "target", "message"),
    [
        ("rate(5 lightyears)", "arn:aws:sqs:us-east-1:000000000000:q", "Invalid Schedule Expression"),
        ("cron(0 25 * * ? *)", "arn:aws:sqs:us-east-1:000000000000:q", "Invalid Schedule Expression"),
        ("rate(1 hour)", "arn:aws:scheduler:::aws-sdk:sqs:sendMessage", "is not emulated"),
        ("rate(1 hour)", "arn:aws:ecs:us-east-1:000000000000:cluster/c", "is not emulated"),
    ],
)
def test_what_can_t_be_kept_to_is_refused(
    clients: Clients, role: str, expression: str, target: str, message: str
) -> None:
    with pytest.raises(ClientError, match=message):
        schedule(clients, expression, target, role)


def test_a_change_begins_anew(clients: Clients, local: Local, queue: str, role: str) -> None:
    local.step(START)
    target = arn_of(clients, queue)
    client = schedule(clients, "cron(0 12 * * ? *)", target, role, target={"Input": "noon"})
    client.update_schedule(
        Name="s", ScheduleExpression="at(2026-11-21T01:05:00)", FlexibleTimeWindow={"Mode": "OFF"},
        Target={"Arn": target, "RoleArn": role, "Input": json.dumps("changed")},
    )  # fmt: skip
    local.advance(86_400)
    local.settle()
    assert received(clients, queue) == ['"changed"']


def test_a_change_says_what_completion_does(clients: Clients, local: Local, queue: str, role: str) -> None:
    local.step(START)
    target = {"Arn": arn_of(clients, queue), "RoleArn": role, "Input": "x"}
    client = schedule(clients, "at(2026-11-21T01:05:00)", target["Arn"], role, "kept")
    assert client.get_schedule(Name="kept")["ActionAfterCompletion"] == "NONE"
    once = {"ScheduleExpression": "at(2026-11-21T01:10:00)", "FlexibleTimeWindow": {"Mode": "OFF"}, "Target": target}
    schedule(clients, "at(2026-11-21T01:05:00)", target["Arn"], role, "gone")
    client.update_schedule(Name="gone", ActionAfterCompletion="DELETE", **once)
    schedule(clients, "rate(1 hour)", target["Arn"], role, "stays", ActionAfterCompletion="DELETE")
    client.update_schedule(Name="stays", **once)
    local.advance(20 * 60)
    local.settle()
    assert [one["Name"] for one in client.list_schedules()["Schedules"]] == ["kept", "stays"]
    assert client.get_schedule(Name="stays")["ActionAfterCompletion"] == "NONE"


def test_listings_by_group_state_and_prefix_in_pages(clients: Clients, queue: str, role: str) -> None:
    arn, client = arn_of(clients, queue), clients.client("scheduler")
    client.create_schedule_group(Name="nightly")
    for name, group, state in (
        ("a-1", "default", "ENABLED"), ("a-2", "nightly", "ENABLED"), ("b-1", "nightly", "DISABLED"),
    ):  # fmt: skip
        schedule(clients, "rate(1 day)", arn, role, name, GroupName=group, State=state)

    def names(**asked: Any) -> list[str]:
        pages = client.get_paginator("list_schedules").paginate(**asked)
        return [one["Name"] for each in pages for one in each["Schedules"]]

    assert names() == names(PaginationConfig={"PageSize": 1}) == ["a-1", "a-2", "b-1"]
    assert names(GroupName="nightly") == ["a-2", "b-1"]
    assert names(State="DISABLED") == ["b-1"]
    assert names(NamePrefix="a-", GroupName="nightly") == ["a-2"]
    page = client.list_schedules(MaxResults=2)
    assert [len(page["Schedules"]), len(client.list_schedules(NextToken=page["NextToken"])["Schedules"])] == [2, 1]
    with pytest.raises(ClientError, match="Invalid NextToken"):
        client.list_schedules(NextToken="%%%")
    groups = client.get_paginator("list_schedule_groups").paginate(PaginationConfig={"PageSize": 1})
    assert [one["Name"] for each in groups for one in each["ScheduleGroups"]] == ["default", "nightly"]
    client.delete_schedule_group(Name="nightly")
    assert names() == ["a-1"]


def test_groups_are_made_once_and_have_to_be_there(clients: Clients, queue: str, role: str) -> None:
    client = clients.client("scheduler")
    client.create_schedule_group(Name="g")
    with pytest.raises(ClientError, match="ConflictException"):
        client.create_schedule_group(Name="g")
    with pytest.raises(ClientError, match="ResourceNotFoundException"):
        schedule(clients, "rate(1 day)", arn_of(clients, queue), role, GroupName="nowhere")
    for operation, asked in (("list_schedules", "GroupName"), ("delete_schedule_group", "Name")):
        with pytest.raises(ClientError, match="ResourceNotFoundException"):
            getattr(client, operation)(**{asked: "nowhere"})
    with pytest.raises(ClientError, match="default schedule group"):
        client.delete_schedule_group(Name="default")
