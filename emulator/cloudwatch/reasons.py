"""What AWS writes about a state change: the sentence in `StateReason` and the JSON in `StateReasonData`.

The wording follows what AWS's alarms say (user guide's event examples, published alarm histories): an alarm created
with `DatapointsToAlarm` says "M out of the last N datapoints […] (minimum …)", one without it counts plainly, both list
the points that decided, newest first.
"""

import json
from datetime import UTC, datetime
from typing import Any

from emulator.cloudwatch.rules import Datapoint, Settings, Verdict

WORDS = {
    "GreaterThanOrEqualToThreshold": "greater than or equal to the threshold",
    "GreaterThanThreshold": "greater than the threshold",
    "LessThanThreshold": "less than the threshold",
    "LessThanOrEqualToThreshold": "less than or equal to the threshold",
}
TREATED_AS = {"breaching": "Breaching", "notBreaching": "NonBreaching"}


def timestamp(time_s: float) -> str:
    """`2023-08-04T12:36:15.490+0000`, as AWS writes times in alarm messages."""
    moment = datetime.fromtimestamp(time_s, UTC)
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{moment.microsecond // 1000:03d}+0000"


def reason(settings: Settings, verdict: Verdict, says_m_of_n: bool) -> str:
    """The sentence for a verdict; `says_m_of_n` when the alarm was created with `DatapointsToAlarm`."""
    if verdict.state == "INSUFFICIENT_DATA":
        unknown = settings.evaluation_periods
        return f"Insufficient Data: {_counted(unknown)} {_were(unknown)} unknown."
    if not verdict.evaluated:
        return _nothing_received(settings)
    alarm = verdict.state == "ALARM"
    deciding = [point for point in reversed(verdict.evaluated) if settings.breaches(point.value) == alarm]
    # With filled-in points deciding, the real ones are on the other side; they are what there is to show.
    agree = bool(deciding)
    shown = deciding or list(reversed(verdict.evaluated))
    count = len(shown)
    listed = ", ".join(f"{point.value!r} ({_short(point)})" for point in shown)
    counted = f"{count} out of the last {settings.evaluation_periods} datapoints" if says_m_of_n else _counted(count)
    negated = "" if agree == alarm else "not "
    sentence = f"{counted} [{listed}] {_were(count)} {negated}{WORDS[settings.comparison]} ({settings.threshold!r})"
    return (
        f"Threshold Crossed: {sentence}{_filled(settings, verdict)}{_minimum(settings, alarm) if says_m_of_n else ''}."
    )


def reason_data(
    settings: Settings,
    verdict: Verdict,
    query_s: float,
    *,
    period_s: int,
    window_starts: list[float],
    statistic: str | None = None,
    unit: str | None = None,
) -> dict[str, Any]:
    """The object in `StateReasonData`; `window_starts` are the N most recent windows, newest first."""
    data: dict[str, Any] = {"version": "1.0", "queryDate": timestamp(query_s)}
    if verdict.evaluated:
        data["startDate"] = timestamp(verdict.evaluated[0].start_s)
    data |= {"unit": unit} if unit else {}
    data |= {"statistic": statistic} if statistic else {}
    data |= {
        "period": period_s,
        "recentDatapoints": [point.value for point in verdict.evaluated],
        "threshold": settings.threshold,
        "evaluatedDatapoints": _evaluated(verdict, window_starts),
    }
    return data


def as_json(data: dict[str, Any]) -> str:
    """Compact, as AWS puts it into a string field."""
    return json.dumps(data, separators=(",", ":"))


def _evaluated(verdict: Verdict, window_starts: list[float]) -> list[dict[str, Any]]:
    real = {point.start_s: point for point in verdict.evaluated}
    starts = sorted({*window_starts[: verdict.filled], *real}, reverse=True) if verdict.filled else list(real)[::-1]
    found = []
    for start in starts:
        point = real.get(start)
        values = {"sampleCount": float(point.sample_count), "value": point.value} if point else {}
        found.append({"timestamp": timestamp(start), **values})
    return found


def _nothing_received(settings: Settings) -> str:
    periods = settings.evaluation_periods
    treated = TREATED_AS.get(settings.missing_data, settings.missing_data.capitalize())
    return (
        f"Threshold Crossed: no datapoints were received for {periods} period{'s' * (periods != 1)} and "
        f"{periods} missing datapoint{'s' * (periods != 1)} {_were(periods)} treated as [{treated}]."
    )


def _filled(settings: Settings, verdict: Verdict) -> str:
    treated = TREATED_AS.get(settings.missing_data)
    if not verdict.filled or treated is None:
        return ""
    plural = "s" * (verdict.filled != 1)
    return f" and {verdict.filled} missing datapoint{plural} {_were(verdict.filled)} treated as [{treated}]"


def _minimum(settings: Settings, alarm: bool) -> str:
    needed = settings.datapoints_to_alarm
    if not alarm:
        needed = settings.evaluation_periods - settings.datapoints_to_alarm + 1
    return f" (minimum {_counted(needed)} for {'OK -> ALARM' if alarm else 'ALARM -> OK'} transition)"


def _counted(count: int) -> str:
    return f"{count} datapoint{'s' * (count != 1)}"


def _were(count: int) -> str:
    return "was" if count == 1 else "were"


def _short(point: Datapoint) -> str:
    return f"{datetime.fromtimestamp(point.start_s, UTC):%d/%m/%y %H:%M:%S}"
