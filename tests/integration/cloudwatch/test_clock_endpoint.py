"""The local endpoint of CloudWatch's clock."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from bootstrap.clients import Clients
from harness.run.clock import Deadline

from .conftest import START, START_S, Local


def at(after_s: float) -> datetime:
    """So long after the start."""
    return datetime.fromtimestamp(START_S + after_s, UTC)


def test_it_starts_real_and_is_the_wall(clients: Clients, local: Local) -> None:
    _, seen = local.call("GET", "clock")
    assert seen["mode"] == "real"
    assert abs(seen["now_s"] - datetime.now(UTC).timestamp()) < 5  # noqa: TID251 - the wall is what is compared
    assert 0 < seen["next_evaluation_s"] - seen["now_s"] <= 60
    assert datetime.fromisoformat(seen["now"]).timestamp() == pytest.approx(seen["now_s"], abs=0.001)


def test_it_steps_and_goes_back(local: Local) -> None:
    assert local.step()["now"] == START.replace("Z", ".000Z")
    assert local.advance(90)["now_s"] == START_S + 90
    assert local.advance()["now_s"] == START_S + 120
    assert local.call("GET", "clock")[1]["mode"] == "stepped"
    assert local.run()["mode"] == "real"


def test_entering_without_a_start_stands_at_the_wall(local: Local) -> None:
    wall = local.call("GET", "clock")[1]["now_s"]
    stood = local.step(None)["now_s"]
    assert 0 <= stood - wall < 5
    assert local.step(None)["now_s"] == stood


@pytest.mark.parametrize(
    ("method", "path", "body", "says"),
    [
        ("POST", "clock/advance", {"by_s": 60}, "real and can't be advanced"),
        ("PUT", "clock", {"mode": "fast"}, "give real or stepped"),
        ("PUT", "clock", {"mode": "stepped", "start": "2026-01-01T00:00:00"}, "has no time zone"),
        ("PUT", "clock", {"mode": "stepped", "start": "soon"}, "soon"),
        ("PUT", "clock", None, "give real or stepped"),
    ],
)
def test_refusals_say_why(local: Local, method: str, path: str, body: Any, says: str) -> None:
    status, answer = local.call(method, path, body)
    assert status == 400
    assert says in answer["error"]


@pytest.mark.parametrize("body", [{"by_s": -1}, {"by_s": 1e9}, {"by_s": "60"}, {"by_s": True}, {}, {"to": "the-end"}])
def test_steps_that_are_none(local: Local, body: dict[str, Any]) -> None:
    local.step()
    assert local.call("POST", "clock/advance", body)[0] == 400
    assert local.call("GET", "clock")[1]["now_s"] == START_S


def test_accounts_are_apart(clients: Clients, local: Local) -> None:
    local.step()
    other = Local(Clients(clients.endpoint, account_id="999999999999"))
    assert other.call("GET", "clock")[1]["mode"] == "real"


def test_cloudwatch_says_its_own_time(clients: Clients, local: Local) -> None:
    local.step()
    local.advance(75)
    headers = clients.cloudwatch.list_metrics()["ResponseMetadata"]["HTTPHeaders"]
    assert headers["date"] == "Sat, 21 Nov 2026 01:01:15 GMT"
    refused = clients.sqs.list_queues()["ResponseMetadata"]["HTTPHeaders"]
    assert refused["date"] != headers["date"], "only CloudWatch is stepped"


def test_datapoints_without_a_timestamp_are_put_at_the_clock_s_time(
    clients: Clients, local: Local, size: Callable[..., None]
) -> None:
    local.step()
    local.advance(600)
    size(5)
    size(7, Timestamp=START_S + 30)
    answer = clients.cloudwatch.get_metric_statistics(
        Namespace="Tests",
        MetricName="Size",
        StartTime=at(0),
        EndTime=at(660),
        Period=60,
        Statistics=["Maximum"],
        ExtendedStatistics=["p50"],
    )
    points = sorted(answer["Datapoints"], key=lambda point: point["Timestamp"])
    assert [(point["Timestamp"].timestamp() - START_S, point["Maximum"]) for point in points] == [(0, 7), (600, 5)]
    assert [point["ExtendedStatistics"] for point in points] == [{"p50": 7.0}, {"p50": 5.0}]


def test_metric_data_with_expressions(clients: Clients, local: Local, size: Callable[..., None]) -> None:
    local.step()
    size(5, 7)
    stat: Any = {"Metric": {"Namespace": "Tests", "MetricName": "Size"}, "Period": 60, "Stat": "Sum"}
    answer = clients.cloudwatch.get_metric_data(
        StartTime=at(0),
        EndTime=at(120),
        MetricDataQueries=[
            {"Id": "double", "Expression": "m * 2", "Label": "twice"},
            {"Id": "m", "MetricStat": stat, "ReturnData": False},
            {"Id": "filled", "Expression": "FILL(m, 0)"},
        ],
    )
    results = {one["Id"]: one for one in answer["MetricDataResults"]}
    assert list(results) == ["double", "filled"]
    assert (results["double"]["Label"], results["double"]["Values"]) == ("twice", [24.0])
    assert results["filled"]["Values"] == [0.0, 12.0]
    assert [moment.timestamp() - START_S for moment in results["filled"]["Timestamps"]] == [60, 0]


def test_data_ahead_of_the_wall_stays_and_waits(
    clients: Clients, local: Local, alarm: Callable[..., str], size: Callable[..., None], state: Callable[..., str]
) -> None:
    local.step(None)
    alarm(TreatMissingData="missing")
    local.advance(7200)
    size(46)
    local.advance()
    assert state() == "ALARM"
    local.run()
    (found,) = clients.cloudwatch.describe_alarms(AlarmNames=["big"])["MetricAlarms"]
    assert found["StateUpdatedTimestamp"].timestamp() > local.call("GET", "clock")[1]["now_s"]
    local.step(None)
    local.advance()
    assert state() == "INSUFFICIENT_DATA", "the windows of the wall are empty"
    local.advance(7200)
    history = clients.cloudwatch.describe_alarm_history(AlarmName="big", HistoryItemType="StateUpdate")
    assert "ALARM" in history["AlarmHistoryItems"][0]["HistorySummary"], "its window came again, as in AWS"


def test_on_the_real_clock_alarms_are_evaluated_by_the_wall(
    clients: Clients, local: Local, alarm: Callable[..., str], size: Callable[..., None], state: Callable[..., str]
) -> None:
    alarm(Period=10)
    size(46)
    deadline = Deadline.after(25)
    while state() != "ALARM" and not deadline.passed:
        deadline.nap(0.2)
    assert state() == "ALARM"
    (found,) = clients.cloudwatch.describe_alarms(AlarmNames=["big"])["MetricAlarms"]
    assert 1 <= found["StateUpdatedTimestamp"].timestamp() % 10 < 5, "a second after the boundary"
