"""Changes an alarm's state in LocalStack's store: the alarm, its history, its actions, composite alarms above it."""

import logging
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Protocol, cast

from localstack.services.cloudwatch.models import (
    CloudWatchStore,
    LocalStackCompositeAlarm,
    cloudwatch_stores,
)
from localstack.services.cloudwatch.provider_v2 import _STORE_LOCK as STORE_LOCK

from emulator.clock import clock_of
from emulator.cloudwatch import composite, history
from emulator.cloudwatch.messages import Change
from emulator.cloudwatch.reasons import as_json, timestamp
from emulator.feed import feed
from emulator.localstack.cloudwatch import actions

LOG = logging.getLogger(__name__)


class StoredAlarm(Protocol):
    """LocalStack's alarm, metric or composite: its parameters and state are the dictionary `alarm`."""

    account_id: str
    region: str
    alarm: dict[str, Any]


def change_state(stored: StoredAlarm, state: str, reason: str, reason_data: Mapping[str, Any] | None) -> None:
    """Enter the state, when it is another one: recorded at CloudWatch's time, with its actions on their way."""
    with STORE_LOCK:
        alarm = stored.alarm
        if alarm["StateValue"] == state:
            return
        time_s = clock_of(stored.account_id).now()
        now = datetime.fromtimestamp(time_s, UTC)
        previous = dict(alarm)
        alarm.update(StateValue=state, StateReason=reason, StateUpdatedTimestamp=now, StateTransitionedTimestamp=now)
        alarm.pop("StateReasonData", None)
        if reason_data is not None:
            alarm["StateReasonData"] = as_json(dict(reason_data))
        change = Change(stored.account_id, stored.region, dict(alarm), previous, time_s)
        store_of(stored).histories.append(history.state_update(change))
        feed.note(
            stored.account_id, lambda: time_s, region=stored.region, service="alarm", what=state,
            on=alarm["AlarmName"], by="service", detail=reason,
        )  # fmt: skip
        actions.dispatch(change, _record)
        _evaluate_parents(stored)


def evaluate_composite(stored: StoredAlarm, cause: StoredAlarm | None = None) -> None:
    """Bring a composite alarm into the state its rule asks for; `cause` is the alarm that changed."""
    with STORE_LOCK:
        rule = composite.parse(stored.alarm["AlarmRule"])
        holds = composite.holds(rule, lambda name: state_of(stored, name))
        reason, data = _composite_reason(stored, cause)
        change_state(stored, "ALARM" if holds else "OK", reason, data)


def state_of(near: StoredAlarm, name: str) -> str | None:
    """The state of the alarm with that name or ARN in the account and region of `near`; None when there is none."""
    found = find(store_of(near), name)
    return str(found.alarm["StateValue"]) if found else None


def find(store: CloudWatchStore, name: str) -> StoredAlarm | None:
    """The alarm with that name or ARN."""
    if name in store.alarms:
        return cast(StoredAlarm, store.alarms[name])
    return next((one for one in store.alarms.values() if one.alarm["AlarmName"] == name), None)


def store_of(stored: StoredAlarm) -> CloudWatchStore:
    """The store of the alarm's account and region."""
    return cloudwatch_stores[stored.account_id][stored.region]


def _record(change: Change, arn: str, message: str, error: str | None) -> None:
    item = history.action(change, arn, message, clock_of(change.account_id).now(), error)
    with STORE_LOCK:
        cloudwatch_stores[change.account_id][change.region].histories.append(item)


def _evaluate_parents(child: StoredAlarm) -> None:
    names = {child.alarm["AlarmName"], child.alarm["AlarmArn"]}
    for stored in list(store_of(child).alarms.values()):
        if not isinstance(stored, LocalStackCompositeAlarm) or stored is child:
            continue
        try:
            if names & set(composite.alarms_of(composite.parse(stored.alarm["AlarmRule"]))):
                evaluate_composite(stored, child)
        except composite.RuleError as error:
            LOG.warning("composite alarm %s is not evaluated: %s", stored.alarm["AlarmArn"], error)


def _composite_reason(stored: StoredAlarm, cause: StoredAlarm | None) -> tuple[str, dict[str, Any]]:
    if cause is None:
        return f"{stored.alarm['AlarmArn']} was created and its alarm rule evaluates to this state", {
            "triggeringAlarms": []
        }
    arn, state, moment = (cause.alarm[key] for key in ("AlarmArn", "StateValue", "StateTransitionedTimestamp"))
    reason = f"{arn} transitioned to {state} at {moment.astimezone(UTC):%A %d %B, %Y %H:%M:%S UTC}"
    seen = {"arn": arn, "state": {"value": state, "timestamp": timestamp(moment.timestamp())}}
    return reason, {"triggeringAlarms": [seen]}
