"""Searches, tests of patterns and subscription filters use the same matcher as metric filters."""

import base64
import gzip
import io
import json
import time
import zipfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from botocore.exceptions import ClientError

from bootstrap.clients import Clients
from harness.run.clock import Deadline

GROUP = "searched"


@pytest.fixture(autouse=True)
def group(clients: Clients) -> None:
    clients.logs.create_log_group(logGroupName=GROUP)
    clients.logs.create_log_stream(logGroupName=GROUP, logStreamName="s")


def put(clients: Clients, *messages: str, stream: str = "s") -> None:
    now_ms = int(time.time() * 1000)  # noqa: TID251 - log events carry the wall's time
    clients.logs.put_log_events(
        logGroupName=GROUP,
        logStreamName=stream,
        logEvents=[{"timestamp": now_ms, "message": message} for message in messages],
    )


def test_a_pattern_is_tested_on_messages(clients: Clients) -> None:
    matches = clients.logs.test_metric_filter(
        filterPattern="[ip, ..., size > 1000]",
        logEventMessages=["10.0.0.1 a 5", "10.0.0.2 b c 2000", "1001"],
    )["matches"]
    assert matches == [
        {
            "eventNumber": 1,
            "eventMessage": "10.0.0.2 b c 2000",
            "extractedValues": {"$ip": "10.0.0.2", "$2": "b", "$3": "c", "$size": "2000"},
        }
    ]
    with pytest.raises(ClientError, match=r"InvalidParameterException.*Invalid metric filter pattern"):
        clients.logs.test_metric_filter(filterPattern="{ $.a = }", logEventMessages=["x"])


def test_a_search_finds_what_matches(clients: Clients) -> None:
    put(clients, '{"level": "ERROR", "n": 1}\n', '{"level": "INFO", "n": 2}\n', "ERROR in text")
    found = clients.logs.filter_log_events(logGroupName=GROUP, filterPattern="{ $.level = ERROR || $.n > 1 }")
    assert [json.loads(event["message"])["n"] for event in found["events"]] == [1, 2]
    found = clients.logs.filter_log_events(logGroupName=GROUP, filterPattern="ERROR -level")
    assert [event["message"] for event in found["events"]] == ["ERROR in text"]
    assert len(clients.logs.filter_log_events(logGroupName=GROUP)["events"]) == 3
    with pytest.raises(ClientError, match=r"InvalidParameterException.*Invalid filter pattern"):
        clients.logs.filter_log_events(logGroupName=GROUP, filterPattern="{ $.a = }")


def test_writers_of_many_streams_lose_nothing(clients: Clients) -> None:
    def write(number: int) -> None:
        clients.logs.create_log_stream(logGroupName=GROUP, logStreamName=f"s{number}")
        for round_ in range(10):
            put(clients, f"{number} {round_}", stream=f"s{number}")
            clients.logs.describe_log_streams(logGroupName=GROUP)

    with ThreadPoolExecutor(16) as threads:
        list(threads.map(write, range(16)))
    events = clients.logs.filter_log_events(logGroupName=GROUP)["events"]
    assert len({event["message"] for event in events}) == 160
    assert len({event["eventId"] for event in events}) == 160
    stored = clients.logs.describe_log_groups(logGroupNamePrefix=GROUP)["logGroups"][0]["storedBytes"]
    assert stored == sum(len(event["message"]) for event in events)


HANDLER = """
def handler(event, context):
    print("GOT " + event["awslogs"]["data"])
"""


@pytest.fixture
def function(clients: Clients) -> Iterator[str]:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as code:
        code.writestr("receiver.py", HANDLER)
    role = clients.iam.create_role(RoleName="receiver", AssumeRolePolicyDocument="{}")["Role"]["Arn"]
    arn = clients.lambda_.create_function(
        FunctionName="receiver",
        Runtime="python3.11",
        Handler="receiver.handler",
        Role=role,
        Code={"ZipFile": archive.getvalue()},
    )["FunctionArn"]
    clients.lambda_.get_waiter("function_active_v2").wait(FunctionName="receiver", WaiterConfig={"Delay": 1})
    yield arn
    clients.lambda_.delete_function(FunctionName="receiver")


def received(clients: Clients, count: int) -> list[dict[str, str]]:
    """The log events the function got, once there are `count` of them."""
    deadline = Deadline.after(30)
    events: list[dict[str, str]] = []
    while len(events) < count:
        assert not deadline.passed, f"{len(events)} of {count} came"
        deadline.nap(0.1)
        try:
            lines = clients.logs.filter_log_events(logGroupName="/aws/lambda/receiver", filterPattern="GOT")["events"]
        except clients.logs.exceptions.ResourceNotFoundException:
            continue
        data = [json.loads(gzip.decompress(base64.b64decode(line["message"].split()[1]))) for line in lines]
        events = [event for one in data for event in one["logEvents"]]
    return events


def test_a_subscription_gets_what_matches_and_nothing_else(clients: Clients, function: str) -> None:
    for name, pattern in (("errors", '{ $.level = "ERROR" }'), ("large", "{ $.n >= 10 }")):
        clients.logs.put_subscription_filter(
            logGroupName=GROUP, filterName=name, filterPattern=pattern, destinationArn=function
        )
    put(clients, '{"level": "INFO", "n": 10}', '{"level": "ERROR", "n": 1}', '{"level": "ERROR", "n": 11}', "ERROR")
    numbers = sorted(json.loads(event["message"])["n"] for event in received(clients, 4))
    assert numbers == [1, 10, 11, 11]


def test_a_subscription_with_a_bad_pattern_is_refused(clients: Clients, function: str) -> None:
    with pytest.raises(ClientError, match=r"InvalidParameterException.*Invalid subscription filter pattern"):
        clients.logs.put_subscription_filter(
            logGroupName=GROUP, filterName="bad", filterPattern="{ $.a = }", destinationArn=function
        )
