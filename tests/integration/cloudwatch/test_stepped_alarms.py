"""Alarms on the stepped clock, from a datapoint to the action."""

import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

from bootstrap.clients import Clients

from .conftest import START, START_S, Local, Topic

if TYPE_CHECKING:
    from mypy_boto3_cloudwatch.type_defs import MetricDataQueryTypeDef, MetricTypeDef


SINGLE = dict.fromkeys(("Namespace", "MetricName", "Statistic", "Period"))
"""The parameters that an alarm on one metric has and one on Metrics hasn't."""


def test_the_reference_timeline(
    clients: Clients, local: Local, alarm: Callable[..., str], size: Callable[..., None], state: Callable[..., str],
    topic: Topic,
) -> None:  # fmt: skip
    local.step()
    alarm(AlarmActions=[topic.arn], OKActions=[topic.arn])
    seen = [state()]
    for values in ((0, 18, 46), (18,), (20,), (2,), ()):
        size(*values)
        local.advance()
        local.settle()
        seen.append(state())
    assert seen == ["INSUFFICIENT_DATA", "ALARM", "OK", "ALARM", "OK", "OK"]
    messages = topic.messages()
    assert [(one["OldStateValue"], one["NewStateValue"], one["StateChangeTime"][14:19]) for one in messages] == [
        ("INSUFFICIENT_DATA", "ALARM", "01:00"),
        ("ALARM", "OK", "02:00"),
        ("OK", "ALARM", "03:00"),
        ("ALARM", "OK", "04:00"),
    ]
    assert messages[0]["NewStateReason"] == (
        "Threshold Crossed: 1 out of the last 1 datapoints [46.0 (21/11/26 01:00:00)] was greater than or equal to the "
        "threshold (20.0) (minimum 1 datapoint for OK -> ALARM transition)."
    )
    items = clients.cloudwatch.describe_alarm_history(AlarmName="big", ScanBy="TimestampAscending")["AlarmHistoryItems"]
    assert [(one["HistoryItemType"], one["Timestamp"].strftime("%H:%M")) for one in items] == [
        ("ConfigurationUpdate", "01:00"),
        *[entry for minute in range(1, 5) for entry in (("StateUpdate", f"01:0{minute}"), ("Action", f"01:0{minute}"))],
    ]


def test_a_state_without_newer_data_stays(
    local: Local, alarm: Callable[..., str], size: Callable[..., None], state: Callable[..., str]
) -> None:
    local.step()
    alarm("ignoring")
    alarm("missing", TreatMissingData="missing")
    alarm("fine", TreatMissingData="notBreaching")
    size(46)
    local.advance()
    assert [state(name) for name in ("ignoring", "missing", "fine")] == ["ALARM"] * 3
    local.advance()
    local.advance()
    assert [state(name) for name in ("ignoring", "missing", "fine")] == ["ALARM"] * 3, "the point is still in the range"
    local.advance()
    assert [state(name) for name in ("ignoring", "missing", "fine")] == ["ALARM", "INSUFFICIENT_DATA", "OK"]


def test_three_of_three_goes_back_with_one_point(
    local: Local, alarm: Callable[..., str], size: Callable[..., None], state: Callable[..., str]
) -> None:
    local.step()
    alarm(EvaluationPeriods=3, DatapointsToAlarm=3)
    seen = []
    for value in (30, 30, 30, 1):
        size(value)
        local.advance()
        seen.append(state())
    assert seen == ["INSUFFICIENT_DATA", "INSUFFICIENT_DATA", "ALARM", "OK"]


def test_a_late_datapoint_counts(
    local: Local, alarm: Callable[..., str], size: Callable[..., None], state: Callable[..., str]
) -> None:
    local.step()
    alarm(EvaluationPeriods=2, DatapointsToAlarm=2)
    size(30)
    local.advance(120)
    assert state() == "INSUFFICIENT_DATA"
    size(30, Timestamp=START_S + 90)
    local.advance()
    assert state() == "ALARM"


def test_periods_above_a_minute_slide_by_the_minute(
    local: Local, alarm: Callable[..., str], size: Callable[..., None], state: Callable[..., str]
) -> None:
    # "at the end of minute 5 the alarm evaluates based on data from minutes 1 to 5, then […] minutes 2 to 6"
    local.step()
    alarm(Period=300, Statistic="Sum", Threshold=2, ComparisonOperator="GreaterThanOrEqualToThreshold")
    size(1)
    local.advance(240)
    assert state() == "OK"
    size(1)
    local.advance()
    assert state() == "ALARM", "both are in minutes 1 to 5"
    local.advance()
    assert state() == "OK", "minutes 2 to 6 have only the second"


def test_short_periods_are_evaluated_every_ten_seconds(
    local: Local, alarm: Callable[..., str], size: Callable[..., None], state: Callable[..., str]
) -> None:
    assert local.step()["next_evaluation_s"] == START_S + 60
    for period in (10, 20, 30):
        alarm(f"p{period}", Period=period)
    size(30, StorageResolution=1)
    seen = []
    for _ in range(4):
        answer = local.advance()
        seen.append([state(f"p{period}") for period in (10, 20, 30)])
    assert answer["now_s"] == START_S + 40
    assert seen == [["ALARM"] * 3] * 4
    _, touched = local.call("GET", "divergences")
    assert [one["id"] for one in touched["divergences"]] == ["stepped-clock"], "the data is of high resolution"
    size(30)
    local.advance()
    _, touched = local.call("GET", "divergences")
    assert "fast-profile" in [one["id"] for one in touched["divergences"]]


def test_set_alarm_state_holds_until_the_next_evaluation(
    clients: Clients, local: Local, alarm: Callable[..., str], size: Callable[..., None], state: Callable[..., str],
    topic: Topic,
) -> None:  # fmt: skip
    local.step()
    alarm(AlarmActions=[topic.arn], OKActions=[topic.arn])
    size(1)
    clients.cloudwatch.set_alarm_state(AlarmName="big", StateValue="ALARM", StateReason="a test")
    clients.cloudwatch.set_alarm_state(AlarmName="big", StateValue="ALARM", StateReason="again")
    local.settle()
    assert state() == "ALARM"
    assert [one["NewStateReason"] for one in topic.messages()] == ["a test"]
    local.advance()
    local.settle()
    assert state() == "OK"
    assert [one["OldStateValue"] for one in topic.messages()] == ["ALARM"]


def test_disabled_actions_are_not_carried_out(
    clients: Clients, local: Local, alarm: Callable[..., str], size: Callable[..., None], state: Callable[..., str],
    topic: Topic,
) -> None:  # fmt: skip
    local.step()
    alarm("off", ActionsEnabled=False, AlarmActions=[topic.arn])
    alarm("later", AlarmActions=[topic.arn])
    clients.cloudwatch.disable_alarm_actions(AlarmNames=["later"])
    size(46)
    local.advance()
    local.settle()
    assert [state("off"), state("later")] == ["ALARM", "ALARM"]
    assert topic.messages() == []
    clients.cloudwatch.enable_alarm_actions(AlarmNames=["later"])
    size(1)
    local.advance()
    size(46)
    local.advance()
    local.settle()
    assert [one["AlarmName"] for one in topic.messages()] == ["later"]


def test_an_update_keeps_the_state(
    clients: Clients, local: Local, alarm: Callable[..., str], size: Callable[..., None], state: Callable[..., str]
) -> None:
    # PutMetricAlarm: "When you update an existing alarm, its state is left unchanged".
    local.step()
    alarm()
    size(46)
    local.advance()
    alarm(Threshold=100)
    assert state() == "ALARM"
    local.advance()
    assert state() == "OK"
    history = clients.cloudwatch.describe_alarm_history(AlarmName="big", HistoryItemType="ConfigurationUpdate")
    assert [one["HistorySummary"] for one in history["AlarmHistoryItems"]] == [
        'Alarm "big" updated',
        'Alarm "big" created',
    ]


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


def test_metric_math_and_percentiles(
    clients: Clients, local: Local, alarm: Callable[..., str], size: Callable[..., None], state: Callable[..., str]
) -> None:
    def stat(name: str, statistic: str) -> "MetricDataQueryTypeDef":
        metric: MetricTypeDef = {"Namespace": "Tests", "MetricName": "Size"}
        return {"Id": name, "MetricStat": {"Metric": metric, "Period": 60, "Stat": statistic}, "ReturnData": False}

    local.step()
    alarm("p50", Statistic=None, ExtendedStatistic="p50")
    clients.cloudwatch.put_metric_alarm(
        AlarmName="share",
        EvaluationPeriods=1,
        Threshold=0.5,
        ComparisonOperator="GreaterThanThreshold",
        Metrics=[{"Id": "share", "Expression": "high / total"}, stat("high", "Maximum"), stat("total", "Sum")],
    )
    size(10, 20, 30)
    local.advance()
    assert [state("p50"), state("share")] == ["ALARM", "OK"]
    size(1, 19, 40)
    local.advance()
    assert [state("p50"), state("share")] == ["OK", "ALARM"]
    description = clients.cloudwatch.describe_alarms(AlarmNames=["share"])["MetricAlarms"][0]
    assert "[0.6666666666666666 (21/11/26 01:01:00)]" in description["StateReason"]


def test_composite_alarms_follow_their_rule(
    clients: Clients, local: Local, alarm: Callable[..., str], size: Callable[..., None], state: Callable[..., str],
    topic: Topic,
) -> None:  # fmt: skip
    local.step()
    alarm("big")
    alarm("huge", Threshold=100)
    clients.cloudwatch.put_composite_alarm(
        AlarmName="only-big",
        AlarmRule='ALARM("big") AND NOT ALARM(huge)',
        AlarmActions=[topic.arn],
        OKActions=[topic.arn],
    )
    assert state("only-big") == "OK"
    local.settle()
    topic.messages()
    seen = []
    for value in (46, 200, 46, 1):
        size(value)
        local.advance()
        local.settle()
        seen.append(state("only-big"))
    assert seen == ["ALARM", "OK", "ALARM", "OK"]
    messages = topic.messages()
    assert [one["NewStateValue"] for one in messages] == ["ALARM", "OK", "ALARM", "OK"]
    assert messages[0]["TriggeringChildren"][0]["Arn"].endswith(":alarm:big")
    history = clients.cloudwatch.describe_alarm_history(AlarmTypes=["CompositeAlarm"])["AlarmHistoryItems"]
    assert {one["AlarmType"] for one in history} == {"CompositeAlarm"}


def test_queues_are_measured_when_a_minute_ends(
    clients: Clients, local: Local, alarm: Callable[..., str], state: Callable[..., str]
) -> None:
    url = clients.sqs.create_queue(QueueName="dead-letters")["QueueUrl"]
    local.step()
    alarm(
        Namespace="AWS/SQS",
        MetricName="ApproximateNumberOfMessagesVisible",
        Dimensions=[{"Name": "QueueName", "Value": "dead-letters"}],
        Threshold=1,
    )
    local.advance()
    assert state() == "OK"
    clients.sqs.send_message(QueueUrl=url, MessageBody="lost")
    local.advance()
    assert state() == "ALARM"
    clients.sqs.purge_queue(QueueUrl=url)
    local.advance()
    assert state() == "OK"


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
