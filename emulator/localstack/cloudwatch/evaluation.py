"""Evaluates the metric alarms of one account that are due, all over one read of the metric database."""

import logging
from collections.abc import Iterator, Mapping
from threading import Lock
from typing import Any

from localstack.services.cloudwatch.cloudwatch_database_helper import CloudwatchDatabase
from localstack.services.cloudwatch.models import LocalStackMetricAlarm, cloudwatch_stores
from localstack.services.cloudwatch.provider_v2 import _STORE_LOCK as STORE_LOCK

from emulator.clock import clock_of
from emulator.cloudwatch.alarm import Alarm, StatisticQuery
from emulator.cloudwatch.datapoints import Reader, reading
from emulator.cloudwatch.reasons import reason, reason_data
from emulator.cloudwatch.rules import Verdict, evaluate
from emulator.cloudwatch.windows import MINUTE_S
from emulator.divergences import divergences
from emulator.localstack.cloudwatch.transitions import change_state, store_of
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


def evaluate_account(account_id: str, boundaries: Mapping[int, float]) -> None:
    """Evaluate the account's alarms whose cadence is in `boundaries`, over the windows that end at its boundary.

    State changes are recorded and actions on their way when this returns. An alarm that can't be evaluated is logged
    and keeps no other from being evaluated.
    """
    publisher.settle(account_id, max(boundaries.values(), default=0.0))
    with _one_at_a_time:
        due = [(stored, alarm) for stored, alarm in _metric_alarms(account_id) if alarm.cadence_s in boundaries]
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


def _judged(reader: Reader, stored: LocalStackMetricAlarm, alarm: Alarm, boundary_s: float) -> Verdict | None:
    try:
        points = alarm.points(reader, boundary_s)
        if alarm.waits_for_samples(points):
            return None
        if alarm.period_s < MINUTE_S and any(points):
            _declare_short_period(reader, stored, alarm, boundary_s)
        return evaluate(alarm.settings, points, stored.alarm["StateValue"])
    except Exception:
        LOG.exception("alarm %s could not be evaluated", stored.alarm["AlarmArn"])
        return None


def _apply(stored: LocalStackMetricAlarm, alarm: Alarm, verdict: Verdict, boundary_s: float) -> None:
    with STORE_LOCK:
        replaced = store_of(stored).alarms.get(stored.alarm["AlarmArn"]) is not stored
        if replaced or verdict.state == stored.alarm["StateValue"]:
            return
        request = stored.alarm
        says_m_of_n = bool(request.get("DatapointsToAlarm"))
        change_state(
            stored,
            verdict.state,
            reason(alarm.settings, verdict, says_m_of_n),
            _reason_data(alarm, verdict, boundary_s, request, stored.account_id),
        )


def _reason_data(
    alarm: Alarm, verdict: Verdict, boundary_s: float, request: Mapping[str, Any], account_id: str
) -> dict[str, Any]:
    return reason_data(
        alarm.settings,
        verdict,
        clock_of(account_id).now(),
        period_s=alarm.period_s,
        window_starts=[boundary_s - n * alarm.period_s for n in range(1, alarm.settings.evaluation_range + 1)],
        statistic=request.get("Statistic") or request.get("ExtendedStatistic"),
        unit=request.get("Unit"),
    )


def _declare_short_period(reader: Reader, stored: LocalStackMetricAlarm, alarm: Alarm, boundary_s: float) -> None:
    """In AWS data of standard resolution is stored a minute; an alarm with a shorter period would not see it so."""
    query = alarm.queries[alarm.returned]
    if isinstance(query, StatisticQuery) and reader.has_standard_resolution(
        query.metric, alarm.start_s(boundary_s), boundary_s
    ):
        divergences.touch(
            "fast-profile",
            f"alarm {stored.alarm['AlarmName']} looks at standard-resolution data every {alarm.period_s} s",
            stored.account_id,
        )
