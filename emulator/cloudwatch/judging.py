"""One alarm judged at a boundary, and what its history says of the change."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from emulator.cloudwatch.alarm import Alarm, StatisticQuery
from emulator.cloudwatch.datapoints import Reader
from emulator.cloudwatch.reasons import reason, reason_data
from emulator.cloudwatch.rules import State, Verdict, evaluate
from emulator.cloudwatch.windows import MINUTE_S


@dataclass(frozen=True)
class Judgement:
    """The verdict, and whether it rests on data that AWS would not show so often.

    AWS keeps data of standard resolution a minute together; an alarm with a shorter period would not see it so.
    """

    verdict: Verdict
    sees_more_than_on_aws: bool


def judge(reader: Reader, alarm: Alarm, state: State, boundary_s: float) -> Judgement | None:
    """What follows from the windows that end at the boundary; None when the alarm's state must stay for few samples."""
    points = alarm.points(reader, boundary_s)
    if alarm.waits_for_samples(points):
        return None
    fast = alarm.period_s < MINUTE_S and any(points) and _reads_standard_data(reader, alarm, boundary_s)
    return Judgement(evaluate(alarm.settings, points, state), fast)


def _reads_standard_data(reader: Reader, alarm: Alarm, boundary_s: float) -> bool:
    query = alarm.queries[alarm.returned]
    return isinstance(query, StatisticQuery) and reader.has_standard_resolution(
        query.metric, alarm.start_s(boundary_s), boundary_s
    )


def reasons(
    alarm: Alarm, verdict: Verdict, boundary_s: float, request: Mapping[str, Any], now_s: float
) -> tuple[str, dict[str, Any]]:
    """StateReason and StateReasonData of a change that the verdict makes; `request` are PutMetricAlarm's parameters."""
    data = reason_data(
        alarm.settings,
        verdict,
        now_s,
        period_s=alarm.period_s,
        window_starts=[boundary_s - n * alarm.period_s for n in range(1, alarm.settings.evaluation_range + 1)],
        statistic=request.get("Statistic") or request.get("ExtendedStatistic"),
        unit=request.get("Unit"),
    )
    return reason(alarm.settings, verdict, bool(request.get("DatapointsToAlarm"))), data
