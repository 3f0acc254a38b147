"""Whenever activity says that all is quiet, everything that was started has come to its end.

The chain is the longest there is: S3 → SNS → SQS → event source mapping → function → asynchronous invocation of another
function → datapoint, with logs and metrics of the functions beside it.
"""

import json
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from random import Random

import pytest

from bootstrap.clients import Clients
from harness.run.clock import Deadline

from .conftest import START_S, Local

TRACKER = """
import json, os, boto3
functions = boto3.client("lambda", endpoint_url=os.environ["AWS_ENDPOINT_URL"])
def handler(event, context):
    for record in event["Records"]:
        for change in json.loads(json.loads(record["body"])["Message"]).get("Records", ()):
            key = change["s3"]["object"]["key"]
            print("tracking", key)
            functions.invoke(FunctionName="counter", InvocationType="Event", Payload=json.dumps({"key": key}))
"""
COUNTER = """
import os, boto3
metrics = boto3.client("cloudwatch", endpoint_url=os.environ["AWS_ENDPOINT_URL"])
def handler(event, context):
    metrics.put_metric_data(Namespace="Tests", MetricData=[{"MetricName": "Counted", "Value": 1}])
"""


@pytest.fixture
def chain(clients: Clients, function: Callable[..., str]) -> str:
    """The chain, ready; the bucket at its beginning."""
    function("counter", COUNTER)
    function("tracker", TRACKER)
    bucket = f"chain-{clients.account_id}"
    topic = clients.sns.create_topic(Name="changes")["TopicArn"]
    clients.sqs.create_queue(QueueName="tracking", Attributes={"VisibilityTimeout": "180"})
    queue = f"arn:aws:sqs:us-east-1:{clients.account_id}:tracking"
    clients.sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=queue)
    clients.lambda_.create_event_source_mapping(EventSourceArn=queue, FunctionName="tracker", BatchSize=3)
    clients.s3.create_bucket(Bucket=bucket)
    clients.s3.put_bucket_notification_configuration(
        Bucket=bucket,
        NotificationConfiguration={"TopicConfigurations": [{"TopicArn": topic, "Events": ["s3:ObjectCreated:*"]}]},
    )
    return bucket


def counted(clients: Clients) -> int:
    """How many datapoints there are at the end of the chain."""
    answer = clients.cloudwatch.get_metric_statistics(
        Namespace="Tests",
        MetricName="Counted",
        StartTime=datetime.fromtimestamp(START_S, UTC) - timedelta(hours=1),
        EndTime=datetime.fromtimestamp(START_S, UTC) + timedelta(hours=1),
        Period=7200,
        Statistics=["Sum"],
    )
    return round(sum(point["Sum"] for point in answer["Datapoints"]))


def logged(clients: Clients, function: str, text: str) -> int:
    """How many log events of the function contain the text."""
    pages = clients.logs.get_paginator("filter_log_events").paginate(logGroupName=f"/aws/lambda/{function}")
    return sum(text in event["message"] for page in pages for event in page["events"])


def test_quiet_means_complete(clients: Clients, local: Local, chain: str) -> None:
    local.step()
    local.settle()
    put = 0
    random = Random(7)
    for _ in range(12):
        for _ in range(random.randint(1, 6)):
            clients.s3.put_object(Bucket=chain, Key=f"object-{put}", Body=b"x")
            put += 1
        seen = local.settle()
        assert counted(clients) == put
        assert seen["running"] == {}
        assert seen["async_events"] == {}
    assert logged(clients, "tracker", "tracking object-") == put
    assert logged(clients, "counter", "REPORT") == put


def test_no_gap_is_seen_by_a_caller_that_only_looks(clients: Clients, local: Local, chain: str) -> None:
    """One object after the other, alone in the chain, with a watcher that never stops looking."""
    local.step()
    local.settle()
    wrong: list[str] = []
    expected = 0
    over = threading.Event()
    put = threading.Condition()

    def watch() -> None:
        own = Local(Clients(clients.endpoint, clients.region, clients.account_id))
        while not over.is_set():
            with put:
                before = expected
            seen = own.activity()
            if seen["quiet"] and (done := counted(own.clients)) < before:
                wrong.append(f"quiet at {seen['changes']} with {done} of {before}: {seen}")

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        for n in range(25):
            clients.s3.put_object(Bucket=chain, Key=f"alone-{n}", Body=b"x")
            with put:
                expected = n + 1
            deadline = Deadline.after(20)
            while counted(clients) < expected and not deadline.passed:
                deadline.nap(0.02)
    finally:
        over.set()
        watcher.join(20)
    assert wrong == []
    assert counted(clients) == 25


def test_idle_polling_changes_nothing(clients: Clients, local: Local, chain: str) -> None:
    local.settle()
    first = local.activity()["changes"]
    deadline = Deadline.after(1.5)
    while not deadline.passed:
        deadline.nap(0.1)
        assert local.activity()["changes"] == first


def test_a_failing_message_is_not_quiet_until_it_is_dead(
    clients: Clients, local: Local, function: Callable[..., str]
) -> None:
    def arn(queue: str) -> str:
        return f"arn:aws:sqs:us-east-1:{clients.account_id}:{queue}"

    function("broken", "def handler(event, context): raise ValueError('no')")
    dead = clients.sqs.create_queue(QueueName="dead")["QueueUrl"]
    redrive = json.dumps({"deadLetterTargetArn": arn("dead"), "maxReceiveCount": "2"})
    work = clients.sqs.create_queue(QueueName="work", Attributes={"RedrivePolicy": redrive})["QueueUrl"]
    clients.lambda_.create_event_source_mapping(EventSourceArn=arn("work"), FunctionName="broken")
    # Lambda takes no new mapping of a queue with so short a time; a test doesn't wait for longer.
    clients.sqs.set_queue_attributes(QueueUrl=work, Attributes={"VisibilityTimeout": "1"})
    for n in range(5):
        clients.sqs.send_message(QueueUrl=work, MessageBody=str(n))
    seen = local.settle()
    assert seen["queues"]["work"] == {"visible": 0, "in_flight": 0, "delayed": 0, "consumers": 1}
    assert seen["queues"]["dead"] == {"visible": 5, "in_flight": 0, "delayed": 0, "consumers": 0}
    attributes = clients.sqs.get_queue_attributes(QueueUrl=dead, AttributeNames=["ApproximateNumberOfMessages"])
    assert attributes["Attributes"]["ApproximateNumberOfMessages"] == "5"
