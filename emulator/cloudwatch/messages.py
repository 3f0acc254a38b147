"""What alarm actions are given: the event of a Lambda action, the subject and message of an SNS action.

Source: user guide, "Alarm actions" → Lambda action event payload and SNS examples; LocalStack's snapshots of AWS.
"""

import json
import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from emulator.cloudwatch.reasons import timestamp

STATE_ACTIONS = {"OK": "OKActions", "ALARM": "AlarmActions", "INSUFFICIENT_DATA": "InsufficientDataActions"}
"""The member of an alarm with what it does when it enters a state."""


@dataclass(frozen=True)
class Change:
    """One state change of an alarm: its parameters as they are after it, and the state before."""

    account_id: str
    region: str
    alarm: Mapping[str, Any]
    previous: Mapping[str, Any]
    time_s: float

    @property
    def is_composite(self) -> bool:
        """True for a composite alarm."""
        return "AlarmRule" in self.alarm


def lambda_event(change: Change) -> str:
    """The JSON event that a function gets as an alarm action."""
    alarm = change.alarm
    event = {
        "source": "aws.cloudwatch",
        "alarmArn": alarm["AlarmArn"],
        "accountId": change.account_id,
        "time": timestamp(change.time_s),
        "region": change.region,
        "alarmData": {
            "alarmName": alarm["AlarmName"],
            "state": _state(alarm),
            "previousState": _state(change.previous),
            "configuration": _configuration(change),
        },
    }
    return json.dumps(event)


def sns_subject(change: Change) -> str:
    """`ALARM: "name" in US East (N. Virginia)`, cut to the 100 characters SNS allows."""
    name = change.alarm["AlarmName"]
    return f'{change.alarm["StateValue"]}: "{name}" in {region_name(change.region)}'[:100]


def sns_message(change: Change) -> str:
    """The JSON message that a topic gets as an alarm action."""
    alarm = change.alarm
    message = {
        "AlarmName": alarm["AlarmName"],
        "AlarmDescription": alarm.get("AlarmDescription"),
        "AWSAccountId": change.account_id,
        "AlarmConfigurationUpdatedTimestamp": timestamp(alarm["AlarmConfigurationUpdatedTimestamp"].timestamp()),
        "NewStateValue": alarm["StateValue"],
        "NewStateReason": alarm["StateReason"],
        "StateChangeTime": timestamp(change.time_s),
        "Region": region_name(change.region),
        "AlarmArn": alarm["AlarmArn"],
        "OldStateValue": change.previous["StateValue"],
        "OKActions": alarm.get("OKActions", []),
        "AlarmActions": alarm.get("AlarmActions", []),
        "InsufficientDataActions": alarm.get("InsufficientDataActions", []),
    }
    if change.is_composite:
        message["AlarmRule"] = alarm["AlarmRule"]
        message["TriggeringChildren"] = _triggering_children(alarm)
    else:
        message["Trigger"] = _trigger(alarm)
    return json.dumps(message)


@cache
def region_name(region: str) -> str:
    """`US East (N. Virginia)` for `us-east-1`; the code itself for a region that botocore doesn't know."""
    import botocore.session

    for partition in botocore.session.Session().get_data("endpoints")["partitions"]:
        if region in partition["regions"]:
            return str(partition["regions"][region]["description"])
    return region


def _state(alarm: Mapping[str, Any]) -> dict[str, Any]:
    state = {"value": alarm["StateValue"], "reason": alarm["StateReason"]}
    if data := alarm.get("StateReasonData"):
        state["reasonData"] = data
    return state | {"timestamp": timestamp(alarm["StateUpdatedTimestamp"].timestamp())}


def _configuration(change: Change) -> dict[str, Any]:
    alarm = change.alarm
    described = {"description": alarm["AlarmDescription"]} if alarm.get("AlarmDescription") else {}
    if change.is_composite:
        return described | {"alarmRule": alarm["AlarmRule"]}
    return described | {"metrics": [_query(one) for one in queries_of(alarm)]}


def queries_of(alarm: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The alarm's metric queries, as `Metrics` has them, also when it was created with a single metric."""
    if alarm.get("Metrics"):
        return list(alarm["Metrics"])
    metric = {"Namespace": alarm.get("Namespace"), "MetricName": alarm["MetricName"]}
    stat = {
        "Metric": metric | {"Dimensions": alarm.get("Dimensions") or []},
        "Period": alarm["Period"],
        "Stat": alarm.get("Statistic") or alarm.get("ExtendedStatistic"),
    }
    stat |= {"Unit": alarm["Unit"]} if alarm.get("Unit") else {}
    identifier = str(uuid.uuid5(uuid.NAMESPACE_URL, alarm["AlarmArn"]))
    return [{"Id": identifier, "MetricStat": stat, "ReturnData": True}]


def _query(one: Mapping[str, Any]) -> dict[str, Any]:
    query: dict[str, Any] = {"id": one["Id"]}
    if stat := one.get("MetricStat"):
        metric = stat["Metric"]
        query["metricStat"] = {
            "metric": {
                "namespace": metric.get("Namespace"),
                "name": metric["MetricName"],
                "dimensions": {each["Name"]: each["Value"] for each in metric.get("Dimensions") or ()},
            },
            "period": int(stat["Period"]),
            "stat": stat["Stat"],
        }
        query["metricStat"] |= {"unit": stat["Unit"]} if stat.get("Unit") else {}
    else:
        query["expression"] = one["Expression"]
    query |= {"label": one["Label"]} if one.get("Label") else {}
    return query | {"returnData": bool(one.get("ReturnData", True))}


def _trigger(alarm: Mapping[str, Any]) -> dict[str, Any]:
    trigger: dict[str, Any] = {}
    if not alarm.get("Metrics"):
        trigger |= {"MetricName": alarm["MetricName"], "Namespace": alarm.get("Namespace")}
        trigger |= _statistic(alarm)
        trigger["Unit"] = alarm.get("Unit")
        trigger["Dimensions"] = [{"value": one["Value"], "name": one["Name"]} for one in alarm.get("Dimensions") or ()]
        trigger["Period"] = int(alarm["Period"])
    trigger["EvaluationPeriods"] = int(alarm["EvaluationPeriods"])
    if alarm.get("DatapointsToAlarm"):
        trigger["DatapointsToAlarm"] = int(alarm["DatapointsToAlarm"])
    trigger |= {
        "ComparisonOperator": alarm["ComparisonOperator"],
        "Threshold": float(alarm["Threshold"]),
        "TreatMissingData": alarm.get("TreatMissingData", ""),
        "EvaluateLowSampleCountPercentile": alarm.get("EvaluateLowSampleCountPercentile", ""),
    }
    if alarm.get("Metrics"):
        trigger["Metrics"] = [_sns_query(one) for one in alarm["Metrics"]]
    return trigger


def _statistic(alarm: Mapping[str, Any]) -> dict[str, Any]:
    if statistic := alarm.get("Statistic"):
        return {"StatisticType": "Statistic", "Statistic": re.sub(r"(?<=[a-z])(?=[A-Z])", "_", statistic).upper()}
    return {"StatisticType": "ExtendedStatistic", "ExtendedStatistic": alarm.get("ExtendedStatistic")}


def _sns_query(one: Mapping[str, Any]) -> dict[str, Any]:
    query = {name: value for name, value in one.items() if name != "MetricStat"}
    if stat := one.get("MetricStat"):
        dimensions = [{"value": each["Value"], "name": each["Name"]} for each in stat["Metric"].get("Dimensions") or ()]
        query["MetricStat"] = {**stat, "Metric": {**stat["Metric"], "Dimensions": dimensions}}
    return query | {"ReturnData": bool(one.get("ReturnData", True))}


def _triggering_children(alarm: Mapping[str, Any]) -> list[dict[str, Any]]:
    data = json.loads(alarm.get("StateReasonData") or "{}")
    return [
        {"Arn": one["arn"], "State": {"Value": one["state"]["value"], "Timestamp": one["state"]["timestamp"]}}
        for one in data.get("triggeringAlarms", ())
    ]
