"""When schedules invoke their targets: rates, cron expressions and moments, with zones and bounds."""

from datetime import UTC, datetime
from typing import Any

import pytest

from emulator.scheduler.cron import Cron, InvalidExpression
from emulator.scheduler.timing import Timing, told


def at(text: str) -> float:
    return datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp()


def times(expression: str, after: str, count: int = 3, made: str = "2026-01-01T00:00:30", **more: Any) -> list[str]:
    """The first times after a moment, in UTC."""
    timing = Timing.of({"ScheduleExpression": expression, **more}, at(made))
    found: list[str] = []
    now: float | None = at(after)
    while now is not None and len(found) < count:
        now = timing.after(now)
        if now is not None:
            found.append(told(now).removesuffix("Z").removesuffix(":00"))
    return found


def test_a_rate_begins_when_it_is_made() -> None:
    assert times("rate(5 minutes)", "2026-01-01T00:00:29", 2) == ["2026-01-01T00:00:30", "2026-01-01T00:05:30"]
    assert times("rate(1 hour)", "2026-01-01T07:30:00", 1) == ["2026-01-01T08:00:30"]
    assert times("rate(2 days)", "2026-01-01T00:00:30", 1) == ["2026-01-03T00:00:30"]


def test_a_rate_begins_with_its_start_date_and_ends_with_its_end_date() -> None:
    bounds: Any = {"StartDate": at("2026-02-01T12:00:00"), "EndDate": at("2026-02-01T12:01:30")}
    assert times("rate(1 minute)", "2026-01-01T00:00:00", **bounds) == ["2026-02-01T12:00", "2026-02-01T12:01"]


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("cron(0 10 * * ? *)", ["2026-01-01T10:00", "2026-01-02T10:00", "2026-01-03T10:00"]),
        ("cron(*/20 * * * ? *)", ["2026-01-01T00:20", "2026-01-01T00:40", "2026-01-01T01:00"]),
        ("cron(5/30 0 1 * ? *)", ["2026-01-01T00:05", "2026-01-01T00:35", "2026-02-01T00:05"]),
        ("cron(15 12 ? * MON-FRI *)", ["2026-01-01T12:15", "2026-01-02T12:15", "2026-01-05T12:15"]),
        ("cron(0 0 ? * 6-1 *)", ["2026-01-02T00:00", "2026-01-03T00:00", "2026-01-04T00:00"]),
        ("cron(0 8 L * ? *)", ["2026-01-31T08:00", "2026-02-28T08:00", "2026-03-31T08:00"]),
        ("cron(0 8 LW * ? *)", ["2026-01-30T08:00", "2026-02-27T08:00", "2026-03-31T08:00"]),
        ("cron(0 8 1W * ? *)", ["2026-01-01T08:00", "2026-02-02T08:00", "2026-03-02T08:00"]),
        ("cron(0 8 31W FEB ? 2027)", ["2027-02-26T08:00"]),
        ("cron(0 8 ? * L *)", ["2026-01-03T08:00", "2026-01-10T08:00", "2026-01-17T08:00"]),
        ("cron(0 8 ? * FRIL *)", ["2026-01-30T08:00", "2026-02-27T08:00", "2026-03-27T08:00"]),
        ("cron(0 8 ? * 2#1 *)", ["2026-01-05T08:00", "2026-02-02T08:00", "2026-03-02T08:00"]),
        ("cron(0,30 9 1,15 1-3/2 ? 2026-2027)", ["2026-01-01T09:00", "2026-01-01T09:30", "2026-01-15T09:00"]),
        ("cron(0 0 29 2 ? *)", ["2028-02-29T00:00", "2032-02-29T00:00", "2036-02-29T00:00"]),
        ("cron(0 0 1 1 ? 2020)", []),
    ],
)
def test_cron_expressions(expression: str, expected: list[str]) -> None:
    assert times(expression, "2026-01-01T00:00:00") == expected


def test_cron_waits_for_its_start_date_which_counts() -> None:
    start: Any = {"StartDate": at("2026-03-01T10:00:00")}
    assert times("cron(0 10 * * ? *)", "2026-01-01T00:00:00", 1, **start) == ["2026-03-01T10:00"]


def test_a_moment_comes_once() -> None:
    assert times("at(2026-05-01T08:30:00)", "2026-01-01T00:00:00") == ["2026-05-01T08:30"]
    assert times("at(2026-05-01T08:30:00)", "2026-05-01T08:30:00") == []


def test_zones_and_daylight_saving() -> None:
    berlin: Any = {"ScheduleExpressionTimezone": "Europe/Berlin"}
    assert times("at(2026-07-01T08:00:00)", "2026-01-01T00:00:00", **berlin) == ["2026-07-01T06:00"]
    gap = times("cron(30 2 * * ? *)", "2026-03-28T00:00:00", 2, **berlin)
    assert gap == ["2026-03-28T01:30", "2026-03-30T00:30"]
    twice = times("cron(30 2 * * ? *)", "2026-10-24T12:00:00", 2, **berlin)
    assert twice == ["2026-10-25T00:30", "2026-10-26T01:30"]


@pytest.mark.parametrize(
    "expression",
    [
        "every minute", "rate(0 minutes)", "rate(5 seconds)", "rate(x)", "at(tomorrow)", "cron(0 10 * * *)",
        "cron(0 10 * * * *)", "cron(0 10 ? * ? *)", "cron(60 10 * * ? *)", "cron(0 10 32 * ? *)", "cron(0 10 0W * ? *)",
        "cron(0 10 ? * 8 *)", "cron(0 10 ? * XXX *)", "cron(0/0 10 * * ? *)", "cron(0/x 10 * * ? *)",
        "cron(0 10 * FOO ? *)",
    ],
)  # fmt: skip
def test_what_is_no_expression(expression: str) -> None:
    with pytest.raises(InvalidExpression):
        Timing.of({"ScheduleExpression": expression}, 0)


def test_what_is_no_zone() -> None:
    with pytest.raises(InvalidExpression, match="no time zone"):
        Timing.of({"ScheduleExpression": "rate(1 day)", "ScheduleExpressionTimezone": "Mars/Olympus"}, 0)


def test_a_cron_expression_has_all_its_years() -> None:
    assert max(Cron.parse("0 0 1 1 ? *").years) == 2199
