"""Alarm actions: functions, failures, and that none holds up another."""

import json
import time
from collections.abc import Callable

from bootstrap.clients import Clients
from harness.run.clock import Deadline

from .conftest import Local, Topic

NOTES = """
import json, os, boto3
def handler(event, context):
    queue = boto3.client("sqs", endpoint_url=os.environ["AWS_ENDPOINT_URL"])
    queue.send_message(QueueUrl=os.environ["INBOX"], MessageBody=json.dumps(event))
"""
SLOW = """
import boto3, os
def handler(event, context):
    queue = boto3.client("sqs", endpoint_url=os.environ["AWS_ENDPOINT_URL"])
    while not queue.receive_message(QueueUrl=os.environ["GO_ON"], WaitTimeSeconds=1).get("Messages"):
        pass
"""
"""A function that takes as long as the test wants: until it is told to go on."""


def test_a_function_is_invoked_once_a_transition_with_aws_s_event(
    clients: Clients, local: Local, alarm: Callable[..., str], size: Callable[..., None], topic: Topic,
    function: Callable[..., str], allow_alarm: Callable[[str, str], None],
) -> None:  # fmt: skip
    cleaner = function("cleaner", NOTES, Environment={"Variables": {"INBOX": topic.queue_url}})
    allow_alarm("cleaner", "big")
    local.step()
    alarm(AlarmActions=[cleaner], AlarmDescription="too big")
    for value in (46, 50, 1, 30):
        size(value)
        local.advance()
        local.settle()
    events = topic.messages()
    assert [one["time"][14:19] for one in events] == ["01:00", "04:00"]
    event = events[0]
    assert event["source"] == "aws.cloudwatch"
    assert event["alarmArn"] == f"arn:aws:cloudwatch:us-east-1:{clients.account_id}:alarm:big"
    assert (event["accountId"], event["region"]) == (clients.account_id, "us-east-1")
    data = event["alarmData"]
    assert (data["alarmName"], data["state"]["value"]) == ("big", "ALARM")
    assert json.loads(data["state"]["reasonData"])["recentDatapoints"] == [46.0]
    assert data["previousState"] == {
        "value": "INSUFFICIENT_DATA",
        "reason": "Unchecked: Initial alarm creation",
        "timestamp": "2026-11-21T01:00:00.000+0000",
    }
    assert data["configuration"]["description"] == "too big"
    assert data["configuration"]["metrics"][0]["metricStat"]["metric"]["name"] == "Size"
    history = clients.cloudwatch.describe_alarm_history(AlarmName="big", HistoryItemType="Action")["AlarmHistoryItems"]
    assert [one["HistorySummary"] for one in history] == [f"Successfully executed action {cleaner}"] * 2
    action = json.loads(history[0]["HistoryData"])
    assert (action["actionState"], action["notificationResource"], action["error"]) == ("Succeeded", cleaner, None)


def test_without_a_permission_the_action_fails_and_the_alarm_changes(
    clients: Clients, local: Local, alarm: Callable[..., str], size: Callable[..., None], state: Callable[..., str],
    topic: Topic, function: Callable[..., str], allow_alarm: Callable[[str, str], None],
) -> None:  # fmt: skip
    cleaner = function("cleaner", NOTES, Environment={"Variables": {"INBOX": topic.queue_url}})
    allow_alarm("cleaner", "another")
    nobody = cleaner.replace("cleaner", "nobody")
    local.step()
    alarm(AlarmActions=[cleaner, nobody, topic.arn])
    size(46)
    local.advance()
    local.settle()
    assert state() == "ALARM"
    assert [one["AlarmName"] for one in topic.messages()] == ["big"], "the topic got it, the function did not"
    history = clients.cloudwatch.describe_alarm_history(AlarmName="big", HistoryItemType="Action")["AlarmHistoryItems"]
    summaries = {json.loads(one["HistoryData"])["notificationResource"]: one["HistorySummary"] for one in history}
    assert summaries[cleaner] == (
        f'Failed to execute action {cleaner}. Received error: "CloudWatch Alarms is not authorized to perform: '
        "lambda:InvokeFunction on the resource because no resource-based policy allows the lambda:InvokeFunction "
        'action"'
    )
    assert summaries[nobody].startswith(f"Failed to execute action {nobody}. Received error: ")
    assert summaries[topic.arn] == f"Successfully executed action {topic.arn}"


def test_a_slow_function_delays_nothing(
    clients: Clients, local: Local, alarm: Callable[..., str], size: Callable[..., None], topic: Topic,
    function: Callable[..., str], allow_alarm: Callable[[str, str], None],
) -> None:  # fmt: skip
    go_on = clients.sqs.create_queue(QueueName="go-on")["QueueUrl"]
    slow = function("slow", SLOW, Environment={"Variables": {"GO_ON": go_on}})
    allow_alarm("slow", "a-slow")
    local.step()
    alarm("a-slow", AlarmActions=[slow])
    alarm("b-fast", AlarmActions=[topic.arn], OKActions=[topic.arn])
    size(46)
    local.advance()
    size(1)
    local.advance()
    deadline = Deadline.after(25)
    arrived: list[str] = []
    while len(arrived) < 2 and not deadline.passed:
        arrived += [one["NewStateValue"] for one in topic.messages()]
    assert sorted(arrived) == ["ALARM", "OK"]
    seen = local.activity()
    assert not seen["quiet"]
    assert seen["running"]["invocations"] == {"slow": 1}
    clients.sqs.send_message(QueueUrl=go_on, MessageBody="go on")
    local.settle()


def test_a_hundred_alarms_are_evaluated_at_once(
    clients: Clients, local: Local, alarm: Callable[..., str], size: Callable[..., None]
) -> None:
    local.step()
    for n in range(100):
        alarm(f"a{n}", Threshold=n, MetricName="Size", Dimensions=[{"Name": "N", "Value": str(n % 10)}])
    for n in range(10):
        size(50, Dimensions=[{"Name": "N", "Value": str(n)}])
    local.advance(1)
    began = time.monotonic()
    local.advance()
    first_s = time.monotonic() - began
    alarms = clients.cloudwatch.describe_alarms(MaxRecords=100)["MetricAlarms"]
    assert sum(one["StateValue"] == "ALARM" for one in alarms) == 51
    assert sum(one["StateValue"] == "OK" for one in alarms) == 49
    began = time.monotonic()
    local.advance()
    again_s = time.monotonic() - began
    assert again_s < 0.5, f"without changes {again_s:.3f} s, with a hundred {first_s:.3f} s"
