"""Alarm history, and what actions are given."""

import json
from datetime import UTC, datetime
from typing import Any

from emulator.cloudwatch import history
from emulator.cloudwatch.messages import Change, lambda_event, region_name, sns_message, sns_subject

ONE_OCLOCK = 1795222800.0
BEFORE: dict[str, Any] = {
    "AlarmName": "big",
    "AlarmArn": "arn:aws:cloudwatch:us-east-1:111122223333:alarm:big",
    "AlarmDescription": "too big",
    "Namespace": "N",
    "MetricName": "Size",
    "Dimensions": [{"Name": "Bucket", "Value": "b"}],
    "Statistic": "SampleCount",
    "Period": 60,
    "EvaluationPeriods": 1,
    "Threshold": 20,
    "ComparisonOperator": "GreaterThanThreshold",
    "OKActions": [],
    "AlarmActions": ["arn:aws:sns:us-east-1:111122223333:t"],
    "AlarmConfigurationUpdatedTimestamp": datetime.fromtimestamp(ONE_OCLOCK - 60, UTC),
    "StateValue": "OK",
    "StateReason": "fine",
    "StateUpdatedTimestamp": datetime.fromtimestamp(ONE_OCLOCK - 60, UTC),
}
AFTER = BEFORE | {
    "StateValue": "ALARM",
    "StateReason": "big",
    "StateReasonData": '{"version":"1.0"}',
    "StateUpdatedTimestamp": datetime.fromtimestamp(ONE_OCLOCK, UTC),
}
CHANGE = Change("111122223333", "us-east-1", AFTER, BEFORE, ONE_OCLOCK)


def test_lambda_event() -> None:
    # User guide, "Lambda action payload", with its example's fields.
    event = json.loads(lambda_event(CHANGE))
    assert event["alarmData"]["configuration"]["metrics"][0].pop("id")
    assert event == {
        "source": "aws.cloudwatch",
        "alarmArn": AFTER["AlarmArn"],
        "accountId": "111122223333",
        "time": "2026-11-21T01:00:00.000+0000",
        "region": "us-east-1",
        "alarmData": {
            "alarmName": "big",
            "state": {
                "value": "ALARM",
                "reason": "big",
                "reasonData": '{"version":"1.0"}',
                "timestamp": "2026-11-21T01:00:00.000+0000",
            },
            "previousState": {"value": "OK", "reason": "fine", "timestamp": "2026-11-21T00:59:00.000+0000"},
            "configuration": {
                "description": "too big",
                "metrics": [
                    {
                        "metricStat": {
                            "metric": {"namespace": "N", "name": "Size", "dimensions": {"Bucket": "b"}},
                            "period": 60,
                            "stat": "SampleCount",
                        },
                        "returnData": True,
                    }
                ],
            },
        },
    }


def test_sns_message() -> None:
    message = json.loads(sns_message(CHANGE))
    assert sns_subject(CHANGE) == 'ALARM: "big" in US East (N. Virginia)'
    assert (message["NewStateValue"], message["OldStateValue"], message["Region"]) == (
        "ALARM", "OK", "US East (N. Virginia)",
    )  # fmt: skip
    assert message["StateChangeTime"] == "2026-11-21T01:00:00.000+0000"
    assert message["Trigger"]["Statistic"] == "SAMPLE_COUNT"
    assert message["Trigger"]["Dimensions"] == [{"value": "b", "name": "Bucket"}]
    assert "DatapointsToAlarm" not in message["Trigger"]


def test_an_alarm_on_metric_math() -> None:
    metrics = [
        {"Id": "e", "Expression": "m * 2", "Label": "double"},
        {"Id": "m", "MetricStat": {"Metric": {"Namespace": "N", "MetricName": "S"}, "Period": 60, "Stat": "p90"},
         "ReturnData": False},
    ]  # fmt: skip
    alarm = {name: value for name, value in AFTER.items() if name not in ("MetricName", "Statistic", "Period")}
    change = Change("111122223333", "us-east-1", alarm | {"Metrics": metrics}, BEFORE, ONE_OCLOCK)
    listed = json.loads(lambda_event(change))["alarmData"]["configuration"]["metrics"]
    assert listed[0] == {"id": "e", "expression": "m * 2", "label": "double", "returnData": True}
    assert listed[1]["returnData"] is False
    assert [one["Id"] for one in json.loads(sns_message(change))["Trigger"]["Metrics"]] == ["e", "m"]


def test_regions_have_names() -> None:
    assert region_name("eu-central-1") == "Europe (Frankfurt)"
    assert region_name("mars-1") == "mars-1"


def test_items() -> None:
    update = history.state_update(CHANGE)
    assert (update["HistorySummary"], update["AlarmType"]) == ("Alarm updated from OK to ALARM", "MetricAlarm")
    assert json.loads(update["HistoryData"]) == {
        "version": "1.0",
        "oldState": {"stateValue": "OK", "stateReason": "fine"},
        "newState": {"stateValue": "ALARM", "stateReason": "big", "stateReasonData": {"version": "1.0"}},
    }
    created = history.configuration_update(BEFORE, "Create", ONE_OCLOCK)
    assert created["HistorySummary"] == 'Alarm "big" created'
    assert json.loads(created["HistoryData"])["createdAlarm"]["okactions"] == []
    arn = "arn:aws:lambda:us-east-1:111122223333:function:f"
    failed = history.action(CHANGE, arn, "{}", ONE_OCLOCK, "no")
    assert failed["HistorySummary"] == f'Failed to execute action {arn}. Received error: "no"'
    assert json.loads(failed["HistoryData"])["actionState"] == "Failed"
    assert (
        history.action(CHANGE, arn, "{}", ONE_OCLOCK, None)["HistorySummary"] == f"Successfully executed action {arn}"
    )


def test_selection() -> None:
    def item(name: str, kind: str, item_type: str, time_s: float) -> history.Item:
        moment = datetime.fromtimestamp(time_s, UTC)
        return {"AlarmName": name, "AlarmType": kind, "HistoryItemType": item_type, "Timestamp": moment}

    one = item("a", "MetricAlarm", "StateUpdate", 10)
    two = item("a", "MetricAlarm", "Action", 10)
    three = item("b", "MetricAlarm", "StateUpdate", 5)
    four = item("c", "CompositeAlarm", "StateUpdate", 20)
    items = [one, two, three, four]
    assert history.select(items) == [two, one, three]
    assert history.select(items, oldest_first=True) == [three, one, two]
    assert history.select(items, name="b") == [three]
    assert history.select(items, alarm_types=["CompositeAlarm"]) == [four]
    assert history.select(items, item_type="Action") == [two]
    assert history.select(items, start=datetime.fromtimestamp(6, UTC)) == [two, one]
    assert history.select(items, end=datetime.fromtimestamp(6, UTC)) == [three]
