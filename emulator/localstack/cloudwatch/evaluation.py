"""Evaluates the metric alarms of one account that are due, all over one read of the metric database."""

import logging
from collections.abc import Iterator, Mapping
from threading import Lock

from localstack.services.cloudwatch.cloudwatch_database_helper import CloudwatchDatabase
from localstack.services.cloudwatch.models import LocalStackMetricAlarm, cloudwatch_stores
from localstack.services.cloudwatch.provider_v2 import _STORE_LOCK as STORE_LOCK

from emulator.clock import clock_of
from emulator.cloudwatch import stillness
from emulator.cloudwatch.alarm import Alarm
from emulator.cloudwatch.datapoints import Reader, reading
from emulator.cloudwatch.judging import judge, reasons
from emulator.cloudwatch.rules import Verdict
from emulator.divergences import divergences
from emulator.localstack.cloudwatch.transitions import change_state, store_of
from emulator.localstack.faults.alarms import is_left_out
from emulator.localstack.logs.metric_store import publisher

LOG = logging.getLogger(__name__)

_one_at_a_time = Lock()


def accounts() -> list[str]:
    """The accounts that CloudWatch has anything of."""
    with STORE_LOCK:
        return list(cloudwatch_stores)


def cadences(account_id: str) -> set[int]:
    """At which cadences alarms of the account are evaluated, in seconds."""
    return {alarm.cadence_s for _, alarm in _metric_alarms(account_id)}


def still_until_s(account_id: str, now_s: float) -> float:
    """Up to which time no evaluation changes the state of any alarm of the account; `now_s` when the next one may."""
    still_s = publisher.waits_from_s(account_id)
    if still_s > now_s and (alarms := list(_metric_alarms(account_id))):
        with reading(CloudwatchDatabase.METRICS_DB) as reader:
            still_s = min(still_s, *(_stays_until_s(reader, stored, alarm, now_s) for stored, alarm in alarms))
    return max(now_s, still_s)


def looks_at_depths(account_id: str) -> bool:
    """Whether an alarm of the account is on the depth of a queue."""
    return any(stillness.looks_at_depths(alarm) for _, alarm in _metric_alarms(account_id))


def evaluate_account(account_id: str, boundaries: Mapping[int, float]) -> None:
    """Evaluate the account's alarms whose cadence is in `boundaries`, over the windows that end at its boundary.

    State changes are recorded and actions on their way when this returns. An alarm that can't be evaluated is logged
    and keeps no other from being evaluated.
    """
    publisher.settle(account_id, max(boundaries.values(), default=0.0))
    with _one_at_a_time:
        due = [
            (stored, alarm)
            for stored, alarm in _metric_alarms(account_id)
            if alarm.cadence_s in boundaries and not is_left_out(account_id, stored.alarm["AlarmName"])
        ]
        if not due:
            return
        judged = []
        with reading(CloudwatchDatabase.METRICS_DB) as reader:
            for stored, alarm in due:
                boundary_s = boundaries[alarm.cadence_s]
                if verdict := _judged(reader, stored, alarm, boundary_s):
                    judged.append((stored, alarm, verdict, boundary_s))
        for stored, alarm, verdict, boundary_s in judged:
            _apply(stored, alarm, verdict, boundary_s)


def _metric_alarms(account_id: str) -> Iterator[tuple[LocalStackMetricAlarm, Alarm]]:
    with STORE_LOCK:
        found = [
            (region, stored)
            for region, store in cloudwatch_stores.get(account_id, {}).items()
            for stored in store.alarms.values()
            if isinstance(stored, LocalStackMetricAlarm)
        ]
    for region, stored in found:
        try:
            yield stored, Alarm.of(account_id, region, stored.alarm)
        except (KeyError, ValueError) as error:
            LOG.warning("alarm %s can't be evaluated: %s", stored.alarm.get("AlarmArn"), error)


def _stays_until_s(reader: Reader, stored: LocalStackMetricAlarm, alarm: Alarm, now_s: float) -> float:
    try:
        return stillness.still_until_s(reader, alarm, stored.alarm["StateValue"], now_s)
    except Exception:  # it is told where it is evaluated
        return now_s


def _judged(reader: Reader, stored: LocalStackMetricAlarm, alarm: Alarm, boundary_s: float) -> Verdict | None:
    try:
        judged = judge(reader, alarm, stored.alarm["StateValue"], boundary_s)
    except Exception:
        LOG.exception("alarm %s could not be evaluated", stored.alarm["AlarmArn"])
        return None
    if judged and judged.sees_more_than_on_aws:
        divergences.touch(
            "fast-profile",
            f"alarm {stored.alarm['AlarmName']} looks at standard-resolution data every {alarm.period_s} s",
            stored.account_id,
        )
    return judged.verdict if judged else None


def _apply(stored: LocalStackMetricAlarm, alarm: Alarm, verdict: Verdict, boundary_s: float) -> None:
    with STORE_LOCK:
        replaced = store_of(stored).alarms.get(stored.alarm["AlarmArn"]) is not stored
        if replaced or verdict.state == stored.alarm["StateValue"]:
            return
        now_s = clock_of(stored.account_id).now()
        change_state(stored, verdict.state, *reasons(alarm, verdict, boundary_s, stored.alarm, now_s))
