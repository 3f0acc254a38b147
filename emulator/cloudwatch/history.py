"""Alarm history as AWS writes and returns it. Items live in LocalStack's own store, in the order they happened.

Source: API reference, DescribeAlarmHistory: kept when the alarm is deleted; filtered by name, type of alarm (metric
alarms when none is named), type of item and time; newest first unless asked; paged by 1 to 100 records.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from emulator.cloudwatch.messages import Change
from emulator.cloudwatch.reasons import timestamp

MAX_RECORDS = 100
Item = dict[str, Any]


def state_update(change: Change) -> Item:
    """The item for a change of state."""
    alarm, previous = change.alarm, change.previous
    data = {"version": "1.0", "oldState": _state(previous), "newState": _state(alarm)}
    summary = f"Alarm updated from {previous['StateValue']} to {alarm['StateValue']}"
    return _item(alarm, "StateUpdate", change.time_s, summary, data)


def configuration_update(alarm: Mapping[str, Any], operation: str, time_s: float) -> Item:
    """The item for a change of configuration: `operation` is Create, Update or Delete."""
    past = {"Create": "created", "Update": "updated", "Delete": "deleted"}[operation]
    data = {"version": "1.0", "type": operation, f"{past}Alarm": _configuration(alarm)}
    return _item(alarm, "ConfigurationUpdate", time_s, f'Alarm "{alarm["AlarmName"]}" {past}', data)


def action(change: Change, arn: str, message: str, time_s: float, error: str | None) -> Item:
    """The item for an action that was carried out, or failed with `error`."""
    data = {
        "actionState": "Failed" if error else "Succeeded",
        "stateUpdateTimestamp": round(change.time_s * 1000),
        "notificationResource": arn,
        "publishedMessage": json.dumps({"default": message}),
        "error": error,
    }
    summary = f"Successfully executed action {arn}"
    if error:
        summary = f'Failed to execute action {arn}. Received error: "{error}"'
    return _item(change.alarm, "Action", time_s, summary, data)


def select(
    items: Sequence[Item],
    *,
    name: str | None = None,
    alarm_types: Sequence[str] | None = None,
    item_type: str | None = None,
    start: datetime | None = None,
    end: datetime | None = None,
    oldest_first: bool = False,
) -> list[Item]:
    """The items that DescribeAlarmHistory returns for these parameters, in its order; `items` as they were appended."""
    types = alarm_types or ["MetricAlarm"]
    found = [
        item
        for item in items
        if (name is None or item["AlarmName"] == name)
        and item["AlarmType"] in types
        and (item_type is None or item["HistoryItemType"] == item_type)
        and (start is None or item["Timestamp"] >= start)
        and (end is None or item["Timestamp"] <= end)
    ]
    found.sort(key=lambda item: item["Timestamp"])
    return found if oldest_first else found[::-1]


def _item(alarm: Mapping[str, Any], item_type: str, time_s: float, summary: str, data: dict[str, Any]) -> Item:
    return {
        "AlarmName": alarm["AlarmName"],
        "AlarmType": "CompositeAlarm" if "AlarmRule" in alarm else "MetricAlarm",
        "Timestamp": datetime.fromtimestamp(time_s, UTC),
        "HistoryItemType": item_type,
        "HistorySummary": summary,
        "HistoryData": json.dumps(data),
    }


def _state(alarm: Mapping[str, Any]) -> dict[str, Any]:
    state = {"stateValue": alarm["StateValue"], "stateReason": alarm["StateReason"]}
    if data := alarm.get("StateReasonData"):
        state["stateReasonData"] = json.loads(data)
    return state


def _configuration(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {_lowered(name): _configuration(each) for name, each in value.items() if each is not None}
    if isinstance(value, list | tuple):
        return [_configuration(each) for each in value]
    return timestamp(value.timestamp()) if isinstance(value, datetime) else value


def _lowered(name: str) -> str:
    return "okactions" if name == "OKActions" else name[:1].lower() + name[1:]
