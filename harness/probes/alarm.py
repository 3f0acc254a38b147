"""What an alarm says, now and in its history."""

import json
from dataclasses import dataclass
from typing import Any

from bootstrap.clients import Clients

LAST_TRANSITIONS = 3
"""How many records of its history a diagnosis shows."""


@dataclass(frozen=True)
class Transition:
    """One change of an alarm's state; `at_s` in epoch seconds of CloudWatch's time."""

    old: str
    new: str
    reason: str
    at_s: float


@dataclass(frozen=True)
class AlarmProbe:
    """One metric alarm, read only."""

    clients: Clients
    name: str

    def describe(self) -> dict[str, Any] | None:
        """The alarm as DescribeAlarms gives it; None when there is none."""
        found = self.clients.cloudwatch.describe_alarms(AlarmNames=[self.name])["MetricAlarms"]
        return dict(found[0]) if found else None

    def state(self) -> str:
        """OK, ALARM, INSUFFICIENT_DATA, or `absent`."""
        found = self.describe()
        return str(found["StateValue"]) if found else "absent"

    def transitions(self) -> list[Transition]:
        """Every state change, oldest first."""
        return [_transition(item) for item in self._history("StateUpdate")]

    def actions(self) -> list[dict[str, Any]]:
        """The action records, oldest first: `at_s`, `summary`, `data`."""
        return [
            {"at_s": item["Timestamp"].timestamp(), "summary": item["HistorySummary"], "data": _data(item)}
            for item in self._history("Action")
        ]

    def _history(self, kind: str) -> list[Any]:
        pages = self.clients.cloudwatch.get_paginator("describe_alarm_history").paginate(
            AlarmName=self.name,
            HistoryItemType=kind,  # type: ignore[arg-type]
            ScanBy="TimestampAscending",
        )
        return [item for page in pages for item in page["AlarmHistoryItems"]]


def _transition(item: Any) -> Transition:
    data = _data(item)
    return Transition(
        data["oldState"]["stateValue"],
        data["newState"]["stateValue"],
        data["newState"].get("stateReason", ""),
        item["Timestamp"].timestamp(),
    )


def _data(item: Any) -> dict[str, Any]:
    try:
        return dict(json.loads(item["HistoryData"]))
    except (ValueError, TypeError, KeyError):
        return {}
