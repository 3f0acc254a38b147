"""Metric filters against a running emulator: what a log event becomes in CloudWatch."""

import json
import time
import urllib.request
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ClientError

from bootstrap.clients import Clients
from harness.run.clock import Deadline

if TYPE_CHECKING:
    from mypy_boto3_cloudwatch.type_defs import DatapointTypeDef

GROUP = "/aws/lambda/assignment4-size-tracking-lambda"
Log = Callable[..., None]


def now_ms() -> int:
    return int(time.time() * 1000)  # noqa: TID251 - log events carry the wall's time


@pytest.fixture
def log(clients: Clients) -> Log:
    """Puts messages into a group, which is made at the first use."""
    made: set[str] = set()

    def put(*messages: str, group: str = GROUP, at_ms: int | None = None) -> None:
        if group not in made:
            clients.logs.create_log_group(logGroupName=group)
            clients.logs.create_log_stream(logGroupName=group, logStreamName="s")
            made.add(group)
        if messages:
            timestamp = now_ms() if at_ms is None else at_ms
            clients.logs.put_log_events(
                logGroupName=group,
                logStreamName="s",
                logEvents=[{"timestamp": timestamp, "message": message} for message in messages],
            )

    put()
    return put


def put_filter(clients: Clients, pattern: str, value: str = "1", name: str = "f", **more: Any) -> None:
    clients.logs.put_metric_filter(
        logGroupName=GROUP,
        filterName=name,
        filterPattern=pattern,
        metricTransformations=[
            {"metricNamespace": "Assignment4", "metricName": name, "metricValue": value, **more}  # type: ignore[list-item]
        ],
    )


def points(
    clients: Clients, count: float, name: str = "f", dimensions: dict[str, str] | None = None
) -> list["DatapointTypeDef"]:
    """The datapoints of the metric, by the minute, once `count` samples are there."""
    deadline = Deadline.after(10)
    while not deadline.passed:
        now = datetime.now(UTC)  # noqa: TID251 - CloudWatch's real clock
        found = clients.cloudwatch.get_metric_statistics(
            Namespace="Assignment4",
            MetricName=name,
            Dimensions=[{"Name": key, "Value": text} for key, text in (dimensions or {}).items()],
            StartTime=now - timedelta(hours=3),
            EndTime=now + timedelta(hours=3),
            Period=60,
            Statistics=["SampleCount", "Sum", "Minimum", "Maximum"],
        )["Datapoints"]
        if sum(point.get("SampleCount", 0) for point in found) == count:
            return sorted(found, key=lambda point: point["Timestamp"])
        deadline.nap(0.02)
    raise AssertionError(f"{found} has not {count} samples")


def test_the_running_total_becomes_the_metric(clients: Clients, log: Log) -> None:
    put_filter(clients, "{ $.total_size = * }", "$.total_size")
    log(*[json.dumps({"total_size": size}) + "\n" for size in (18, 46, 18)], "START RequestId: 1\n", "{}\n")
    (point,) = points(clients, 3)
    assert (point["Minimum"], point["Maximum"], point["Sum"]) == (18, 46, 82)


def test_a_filter_sees_only_its_own_group(clients: Clients, log: Log) -> None:
    put_filter(clients, "ERROR")
    log("ERROR elsewhere", group="/other")
    log("ERROR here", "no problem")
    assert points(clients, 1)[0]["Sum"] == 1


def test_what_is_not_a_number_publishes_nothing(clients: Clients, log: Log) -> None:
    put_filter(clients, "{ $.n = * }", "$.n")
    log('{"n": "many"}', '{"n": true}', '{"n": [1]}', '{"n": null}', '{"n": 1e999}', '{"n": 2.5}')
    assert points(clients, 1)[0]["Sum"] == 2.5


def test_time_unit_and_dimensions_come_from_filter_and_event(clients: Clients, log: Log) -> None:
    put_filter(
        clients,
        "[ip, user, size > 0]",
        "$size",
        unit="Bytes",
        dimensions={"Address": "$ip", "User": "$user"},
    )
    hour_ago_ms = now_ms() - 3_600_000
    log("10.0.0.1 ann 7", "10.0.0.2 bob 8", "10.0.0.2 bob 0", at_ms=hour_ago_ms)
    (point,) = points(clients, 1, dimensions={"Address": "10.0.0.2", "User": "bob"})
    assert (point["Sum"], point["Unit"]) == (8, "Bytes")
    assert abs(point["Timestamp"].timestamp() - hour_ago_ms / 1000) < 60


def test_a_default_is_reported_for_a_minute_with_events_and_no_match(clients: Clients, log: Log) -> None:
    put_filter(clients, "ERROR", "5", defaultValue=0.5)
    quiet_ms, loud_ms = now_ms() - 600_000, now_ms() - 300_000
    log("fine", "fine too", at_ms=quiet_ms)
    log("fine", "ERROR", at_ms=loud_ms)
    quiet, loud = points(clients, 2)
    assert (quiet["Sum"], loud["Sum"]) == (0.5, 5)


def test_all_fields_survive(clients: Clients, log: Log) -> None:
    put_filter(clients, "{ $.a = * }", "$.a", unit="Count", dimensions={"A": "$.a"})
    put_filter(clients, "ERROR", name="g", defaultValue=2.0, unit="Percent")
    put_filter(clients, "WARN", name="g", defaultValue=3.0)
    first, second = clients.logs.describe_metric_filters(logGroupName=GROUP)["metricFilters"]
    assert first["filterPattern"] == "{ $.a = * }"
    assert first["metricTransformations"] == [
        {
            "metricNamespace": "Assignment4",
            "metricName": "f",
            "metricValue": "$.a",
            "unit": "Count",
            "dimensions": {"A": "$.a"},
        }
    ]
    assert second["filterPattern"] == "WARN"
    assert second["metricTransformations"][0].get("unit") is None
    assert second["metricTransformations"][0]["defaultValue"] == 3.0
    assert abs(second["creationTime"] - now_ms()) < 60_000
    assert clients.logs.describe_log_groups(logGroupNamePrefix=GROUP)["logGroups"][0]["metricFilterCount"] == 2


def test_filters_go_when_they_are_deleted_or_their_group_is(clients: Clients, log: Log) -> None:
    put_filter(clients, "ERROR")
    put_filter(clients, "WARN", name="g")
    clients.logs.delete_metric_filter(logGroupName=GROUP, filterName="f")
    assert [one["filterName"] for one in clients.logs.describe_metric_filters()["metricFilters"]] == ["g"]
    with pytest.raises(ClientError, match=r"ResourceNotFoundException.*metric filter"):
        clients.logs.delete_metric_filter(logGroupName=GROUP, filterName="f")
    clients.logs.delete_log_group(logGroupName=GROUP)
    clients.logs.create_log_group(logGroupName=GROUP)
    assert clients.logs.describe_metric_filters(logGroupName=GROUP)["metricFilters"] == []


def test_a_group_has_a_hundred_filters_and_they_come_in_pages(clients: Clients, log: Log) -> None:
    for number in range(100):
        put_filter(clients, "ERROR", name=f"f{number:03}")
    with pytest.raises(ClientError, match="LimitExceededException"):
        put_filter(clients, "ERROR", name="one-more")
    put_filter(clients, "WARN", name="f000")
    pages = clients.logs.get_paginator("describe_metric_filters").paginate(PaginationConfig={"PageSize": 30})
    names = [one["filterName"] for page in pages for one in page["metricFilters"]]
    assert names == [f"f{number:03}" for number in range(100)]


@pytest.mark.parametrize(
    ("pattern", "more", "message"),
    [
        ("{ $.a = }", {}, "Invalid metric filter pattern"),
        ("a:b", {}, r"Invalid character\(s\) in term ':'"),
        ("x" * 1025, {}, "less than or equal to 1024"),
        ("ERROR", {"dimensions": {"A": "$.a"}}, "does not support dimensions"),
        ("{ $.a = * }", {"dimensions": {"A": "$.a"}, "defaultValue": 0.0}, "mutually exclusive"),
        ("{ $.a = * }", {"dimensions": {"A": "literal"}}, "dimension value must be valid selector"),
        ("{ $.a = * }", {"metricValue": "a"}, "metric value must be a valid number"),
        ("{ $.a = * }", {"metricValue": "$.b"}, "metric value must be a valid number"),
        ("ERROR", {"unit": "Furlongs"}, "'metricTransformations.1.member.unit' failed to satisfy constraint"),
        ("ERROR", {"metricName": "a:b"}, "'metricTransformations.1.member.metricName' failed to satisfy constraint"),
    ],
)
def test_what_aws_refuses_is_refused(
    clients: Clients, log: Log, pattern: str, more: dict[str, Any], message: str
) -> None:
    with pytest.raises(ClientError, match=f"InvalidParameterException.*{message}"):
        put_filter(clients, pattern, **{"value": more.pop("metricValue", "1"), **more})
    assert clients.logs.describe_metric_filters()["metricFilters"] == []


def test_what_is_not_emulated_is_refused(clients: Clients, log: Log) -> None:
    with pytest.raises(ClientError, match="applyOnTransformedLogs are not emulated"):
        clients.logs.put_metric_filter(
            logGroupName=GROUP,
            filterName="f",
            filterPattern="",
            applyOnTransformedLogs=True,
            metricTransformations=[{"metricNamespace": "N", "metricName": "m", "metricValue": "1"}],
        )
    assert clients.logs.describe_metric_filters()["metricFilters"] == []


def test_a_filter_needs_its_group(clients: Clients) -> None:
    with pytest.raises(ClientError, match=r"ResourceNotFoundException.*log group does not exist"):
        put_filter(clients, "ERROR")


def clock(clients: Clients, method: str, path: str, body: dict[str, Any]) -> dict[str, Any]:
    request = urllib.request.Request(
        f"{clients.endpoint.url}/_harness/clock{path}?account={clients.account_id}",
        json.dumps(body).encode(),
        {"Content-Type": "application/json"},
        method=method,
    )
    with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=10) as answer:
        return dict(json.load(answer))


def test_an_evaluation_sees_every_datapoint_and_default_of_the_time_before_it(clients: Clients, log: Log) -> None:
    """On a stepped clock nothing may depend on how fast the publisher is."""
    put_filter(clients, "{ $.total_size = * }", "$.total_size", defaultValue=0.0)
    clients.cloudwatch.put_metric_alarm(
        AlarmName="large",
        Namespace="Assignment4",
        MetricName="f",
        Statistic="Maximum",
        Period=60,
        EvaluationPeriods=1,
        Threshold=20,
        ComparisonOperator="GreaterThanOrEqualToThreshold",
    )
    states = []
    clock(clients, "PUT", "", {"mode": "stepped"})
    for message in ('{"total_size": 46}', "no total", '{"total_size": 20}', "no total"):
        log(message)
        clock(clients, "POST", "/advance", {"to": "next-evaluation"})
        states.append(clients.cloudwatch.describe_alarms(AlarmNames=["large"])["MetricAlarms"][0]["StateValue"])
    assert states == ["ALARM", "OK", "ALARM", "OK"]
