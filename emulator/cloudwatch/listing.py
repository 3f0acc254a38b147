"""Which alarms DescribeAlarms returns, and in which order.

Source: API reference, DescribeAlarms: metric alarms only, unless `AlarmTypes` asks for composite ones; all filters
apply together; 1 to 100 records a page, 50 when not asked.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from emulator.cloudwatch.composite import RuleError, alarms_of, parse
from emulator.cloudwatch.messages import STATE_ACTIONS

DEFAULT_RECORDS = 50
TYPES = ["MetricAlarm", "CompositeAlarm"]
Alarm = Mapping[str, Any]


def matching(
    alarms: Iterable[Alarm],
    *,
    names: Sequence[str] | None = None,
    prefix: str | None = None,
    types: Sequence[str] | None = None,
    state: str | None = None,
    action_prefix: str | None = None,
) -> list[Alarm]:
    """The alarms that all the given filters let through, by name."""
    wanted = types or ["MetricAlarm"]
    return sorted(
        (
            alarm
            for alarm in alarms
            if type_of(alarm) in wanted
            and (not names or alarm["AlarmName"] in names)
            and alarm["AlarmName"].startswith(prefix or "")
            and (not state or alarm["StateValue"] == state)
            and (not action_prefix or _has_action(alarm, action_prefix))
        ),
        key=lambda alarm: str(alarm["AlarmName"]),
    )


def children(alarms: Iterable[Alarm], name: str) -> list[Alarm]:
    """The alarms that the rule of the composite alarm `name` names."""
    known = list(alarms)
    named = {child for alarm in known if alarm["AlarmName"] == name for child in _named(alarm)}
    return [alarm for alarm in known if {alarm["AlarmName"], alarm["AlarmArn"]} & named]


def parents(alarms: Iterable[Alarm], name: str) -> list[Alarm]:
    """The composite alarms whose rule names the alarm `name`."""
    known = list(alarms)
    identities = {identity for one in known if one["AlarmName"] == name for identity in (name, one["AlarmArn"])}
    return [alarm for alarm in known if identities & set(_named(alarm))]


def type_of(alarm: Alarm) -> str:
    """MetricAlarm or CompositeAlarm."""
    return "CompositeAlarm" if "AlarmRule" in alarm else "MetricAlarm"


def _has_action(alarm: Alarm, prefix: str) -> bool:
    return any(str(arn).startswith(prefix) for actions in STATE_ACTIONS.values() for arn in alarm.get(actions) or ())


def _named(alarm: Alarm) -> list[str]:
    try:
        return alarms_of(parse(alarm.get("AlarmRule", "FALSE")))
    except RuleError:
        return []
