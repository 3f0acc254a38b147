"""Alarms on the stepped clock, from a datapoint to the action."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from bootstrap.clients import Clients

from .conftest import START_S, Local, Topic

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
