"""What is put as an alarm, what is refused, and what is told of it: listings, history, reasons."""

import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

from bootstrap.clients import Clients

from .conftest import START, Local

if TYPE_CHECKING:
    pass


SINGLE = dict.fromkeys(("Namespace", "MetricName", "Statistic", "Period"))
"""The parameters that an alarm on one metric has and one on Metrics hasn't."""


def test_history_is_filtered_ordered_paged_and_outlives_the_alarm(
    clients: Clients, local: Local, alarm: Callable[..., str], size: Callable[..., None]
) -> None:
    local.step()
    alarm("one")
    alarm("two")
    for value in (46, 1, 46):
        size(value)
        local.advance()
    clients.cloudwatch.delete_alarms(AlarmNames=["one"])
    asked: dict[str, Any] = {"AlarmName": "one", "HistoryItemType": "StateUpdate"}
    items = clients.cloudwatch.describe_alarm_history(**asked)["AlarmHistoryItems"]
    assert [one["HistorySummary"].split()[-1] for one in items] == ["ALARM", "OK", "ALARM"]
    assert items == sorted(items, key=lambda one: one["Timestamp"], reverse=True)
    middle = items[1]["Timestamp"]
    between = clients.cloudwatch.describe_alarm_history(**asked, StartDate=middle, EndDate=middle)["AlarmHistoryItems"]
    assert between == [items[1]]
    pages = clients.cloudwatch.get_paginator("describe_alarm_history").paginate(
        **asked, PaginationConfig={"PageSize": 2}
    )
    assert [len(page["AlarmHistoryItems"]) for page in pages] == [2, 1]
    everything = clients.cloudwatch.describe_alarm_history()["AlarmHistoryItems"]
    assert {one["AlarmName"] for one in everything} == {"one", "two"}
    assert 'Alarm "one" deleted' in [one["HistorySummary"] for one in everything]


def test_alarms_are_listed_by_name_and_page_with_their_tags(clients: Clients, alarm: Callable[..., str]) -> None:
    for name in ("c", "a", "b"):
        alarm(name, Tags=[{"Key": "Project", "Value": name}])
    clients.cloudwatch.put_composite_alarm(
        AlarmName="any", AlarmRule="ALARM(a) OR ALARM(b)", Tags=[{"Key": "K", "Value": "V"}]
    )
    pages = list(clients.cloudwatch.get_paginator("describe_alarms").paginate(PaginationConfig={"PageSize": 2}))
    assert [[one["AlarmName"] for one in page["MetricAlarms"]] for page in pages] == [["a", "b"], ["c"]]
    children = clients.cloudwatch.describe_alarms(ChildrenOfAlarmName="any")["MetricAlarms"]
    assert [one["AlarmName"] for one in children] == ["a", "b"]
    arn = pages[1]["MetricAlarms"][0]["AlarmArn"]
    assert clients.cloudwatch.list_tags_for_resource(ResourceARN=arn)["Tags"] == [{"Key": "Project", "Value": "c"}]
    alarm("c", Tags=[{"Key": "Project", "Value": "ignored on an update"}])
    assert clients.cloudwatch.list_tags_for_resource(ResourceARN=arn)["Tags"] == [{"Key": "Project", "Value": "c"}]
    clients.cloudwatch.delete_alarms(AlarmNames=["any", "c"])
    assert clients.cloudwatch.list_tags_for_resource(ResourceARN=arn)["Tags"] == []


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"Period": 45}, "ValidationError"),
        ({"Period": 5}, "ValidationError"),
        ({"ComparisonOperator": "LessThanLowerOrGreaterThanUpperThreshold"}, "ValidationError"),
        ({"Threshold": None}, "ValidationError"),
        ({"DatapointsToAlarm": 2}, "ValidationError"),
        ({"TreatMissingData": "whatever"}, "ValidationError"),
        ({"Statistic": "Median"}, "ValidationError"),
        ({"Statistic": None, "ExtendedStatistic": "x9"}, "InvalidParameterValue"),
        ({"ExtendedStatistic": "p9"}, "InvalidParameterCombination"),
        ({"EvaluationPeriods": 1441}, "ValidationError"),
        ({"Metrics": [{"Id": "e", "Expression": "SEARCH('x', 'Sum', 60)"}], **SINGLE}, "ValidationError"),
        ({"Metrics": [{"Id": "e", "Expression": "m1 + 1"}], **SINGLE}, "ValidationError"),
        ({"Metrics": [{"Id": "e", "Expression": "m1 + 1"}]}, "InvalidParameterCombination"),
    ],
)
def test_what_is_no_alarm_is_refused(
    clients: Clients, alarm: Callable[..., str], changed: dict[str, Any], code: str
) -> None:
    with pytest.raises(clients.cloudwatch.exceptions.ClientError) as refused:
        alarm(**changed)
    assert refused.value.response["Error"]["Code"] == code
    assert clients.cloudwatch.describe_alarms()["MetricAlarms"] == []


@pytest.mark.parametrize("rule", ["ALARM(nobody)", "ALARM(", "AT_LEAST(1, ALARM, (a))"])
def test_what_is_no_rule_is_refused(clients: Clients, rule: str) -> None:
    with pytest.raises(clients.cloudwatch.exceptions.ClientError) as refused:
        clients.cloudwatch.put_composite_alarm(AlarmName="c", AlarmRule=rule)
    assert refused.value.response["Error"]["Code"] == "ValidationError"


def test_reason_data_is_in_the_alarm_and_the_history(
    clients: Clients, local: Local, alarm: Callable[..., str], size: Callable[..., None]
) -> None:
    local.step()
    alarm()
    size(46, 1)
    local.advance()
    (found,) = clients.cloudwatch.describe_alarms(AlarmNames=["big"])["MetricAlarms"]
    data = json.loads(found["StateReasonData"])
    assert data["evaluatedDatapoints"] == [
        {"timestamp": START.replace("Z", ".000+0000"), "sampleCount": 2.0, "value": 46.0}
    ]
    (item,) = clients.cloudwatch.describe_alarm_history(HistoryItemType="StateUpdate")["AlarmHistoryItems"]
    assert json.loads(item["HistoryData"])["newState"]["stateReasonData"] == data
