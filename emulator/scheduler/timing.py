"""When a schedule invokes its target. Pure.

User guide of Scheduler, "Schedule types": a rate begins with the start date, or at once; `cron` and `at` are
in the schedule's time zone. A time that daylight saving leaves out is left out; one that it has twice counts once.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from emulator.scheduler.cron import Cron, InvalidExpression

UNITS_S = {"minute": 60, "hour": 3600, "day": 86_400}
_EXPRESSION = re.compile(r"(rate|cron|at)\((.+)\)")
_RATE = re.compile(r"([1-9]\d*) (minute|hour|day)s?")


@dataclass(frozen=True)
class Timing:
    """The times of one schedule: a period in seconds, a cron expression or one moment; all else is None."""

    began_s: float
    """When it was made or changed, or its start date: the first time of a rate."""
    zone: ZoneInfo
    period_s: int | None = None
    cron: Cron | None = None
    moment_s: float | None = None
    start_s: float | None = None
    end_s: float | None = None

    @classmethod
    def of(cls, schedule: Mapping[str, Any], made_s: float) -> "Timing":
        """From a schedule in AWS's words, dates in seconds; InvalidExpression when it has no time."""
        zone = _zone(schedule.get("ScheduleExpressionTimezone") or "UTC")
        found = _EXPRESSION.fullmatch(schedule["ScheduleExpression"])
        if found is None:
            raise InvalidExpression(schedule["ScheduleExpression"])
        kind, text = found.groups()
        start_s, end_s = schedule.get("StartDate"), schedule.get("EndDate")
        began_s = made_s if start_s is None else max(start_s, made_s) if kind != "rate" else start_s
        bounds = {"start_s": start_s, "end_s": end_s}
        if kind == "at":
            return cls(began_s, zone, moment_s=_moment(text, zone))
        if kind == "cron":
            return cls(began_s, zone, cron=Cron.parse(text), **bounds)
        rate = _RATE.fullmatch(text)
        if rate is None:
            raise InvalidExpression(text)
        return cls(began_s, zone, period_s=int(rate[1]) * UNITS_S[rate[2]], **bounds)

    def after(self, time_s: float) -> float | None:
        """The first time later than `time_s`; None when there is none any more."""
        found = self._after(time_s)
        if found is None or (self.end_s is not None and found > self.end_s):
            return None
        return found

    def _after(self, time_s: float) -> float | None:
        if self.moment_s is not None:
            return self.moment_s if self.moment_s > time_s else None
        if self.period_s is not None:
            periods = (time_s - self.began_s) // self.period_s + 1
            return self.began_s + max(0, periods) * self.period_s
        assert self.cron is not None
        beginning_s = time_s if self.start_s is None else max(time_s, self.start_s - 1)
        local = datetime.fromtimestamp(beginning_s, self.zone).replace(tzinfo=None, fold=0)
        for naive in self.cron.after(local.replace(second=0, microsecond=0)):
            moment = naive.replace(tzinfo=self.zone)
            found_s = moment.timestamp()
            there = datetime.fromtimestamp(found_s, self.zone).replace(tzinfo=None, fold=0) == naive
            if there and found_s > beginning_s:
                return found_s
        return None


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise InvalidExpression(f"{name} is no time zone") from error


def _moment(text: str, zone: ZoneInfo) -> float:
    try:
        return datetime.strptime(text, "%Y-%m-%dT%H:%M:%S").replace(tzinfo=zone).timestamp()
    except ValueError as error:
        raise InvalidExpression(text) from error


def told(time_s: float) -> str:
    """A time as Scheduler writes it."""
    return datetime.fromtimestamp(time_s, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
