"""AWS's cron expressions: minutes, hours, day of month, month, day of week, year. Pure.

User guide of EventBridge Scheduler, "Schedule types": `,` `-` `*` `/` everywhere, `?` in one of the two fields of days,
`L` and `W` in the day of the month, `L` and `#` in the day of the week, where 1 is Sunday.
"""

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
DAYS = ("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT")
FIRST_YEAR, LAST_YEAR = 1970, 2199
WEEK = 7


class InvalidExpression(ValueError):
    """The text is no schedule expression."""


@dataclass(frozen=True)
class Cron:
    """A cron expression, in the time of whatever place it is asked for."""

    minutes: frozenset[int]
    hours: frozenset[int]
    day_of_month: str
    months: frozenset[int]
    day_of_week: str
    years: frozenset[int]

    @classmethod
    def parse(cls, text: str) -> "Cron":
        """From the text between the parentheses; InvalidExpression when it is none."""
        fields = text.upper().split()
        if len(fields) != 6 or (fields[2] == "?") == (fields[4] == "?"):
            raise InvalidExpression(text)
        minutes, hours, day_of_month, month, day_of_week, year = fields
        made = cls(
            _numbers(minutes, 0, 59),
            _numbers(hours, 0, 23),
            day_of_month,
            _numbers(month, 1, 12, MONTHS),
            day_of_week,
            _numbers(year, FIRST_YEAR, LAST_YEAR),
        )
        made._on(date(2000, 1, 1))
        return made

    def after(self, moment: datetime) -> Iterator[datetime]:
        """Every time from `moment` on, in order, without a time zone."""
        day = moment.date()
        while day.year <= max(self.years):
            if day.year not in self.years or day.month not in self.months:
                day = (day.replace(day=1) + timedelta(days=32)).replace(day=1)
                continue
            if self._on(day):
                for hour in sorted(self.hours):
                    for minute in sorted(self.minutes):
                        found = datetime.combine(day, time(hour, minute))
                        if found >= moment:
                            yield found
            day += timedelta(days=1)

    def _on(self, day: date) -> bool:
        return _in_month(self.day_of_month, day) and _in_week(self.day_of_week, day)


def _in_month(field: str, day: date) -> bool:
    last = monthrange(day.year, day.month)[1]
    if field == "?":
        return True
    if field == "L":
        return day.day == last
    if field == "LW":
        return day == _nearest_weekday(day.replace(day=last))
    if nearest := re.fullmatch(r"(\d{1,2})W", field):
        wanted = int(nearest[1])
        if not 1 <= wanted <= 31:
            raise InvalidExpression(field)
        return day == _nearest_weekday(day.replace(day=min(wanted, last)))
    return day.day in _numbers(field, 1, 31)


def _in_week(field: str, day: date) -> bool:
    of_week = day.isoweekday() % WEEK + 1
    if field == "?":
        return True
    if field == "L":
        return of_week == WEEK
    if last := re.fullmatch(r"([1-7]|[A-Z]{3})L", field):
        (wanted,) = _numbers(last[1], 1, WEEK, DAYS)
        return of_week == wanted and day.day + WEEK > monthrange(day.year, day.month)[1]
    if nth := re.fullmatch(r"([1-7]|[A-Z]{3})#([1-5])", field):
        (wanted,) = _numbers(nth[1], 1, WEEK, DAYS)
        return of_week == wanted and (day.day - 1) // WEEK + 1 == int(nth[2])
    return of_week in _numbers(field, 1, WEEK, DAYS)


def _nearest_weekday(day: date) -> date:
    """The day itself, or the weekday beside it in the same month."""
    if day.isoweekday() == 6:
        return day - timedelta(days=1) if day.day > 1 else day + timedelta(days=2)
    if day.isoweekday() == 7:
        following = day + timedelta(days=1)
        return following if following.month == day.month else day - timedelta(days=2)
    return day


def _numbers(field: str, low: int, high: int, names: tuple[str, ...] = ()) -> frozenset[int]:
    """What a field means: numbers, ranges and steps, divided by commas."""
    found: set[int] = set()
    for part in field.split(","):
        span, _, step = part.partition("/")
        first, dash, last = span.partition("-")
        start = low if first == "*" else _number(first, low, names)
        end = high if first == "*" or (step and not dash) else _number(last, low, names) if dash else start
        by = int(step) if step.isdigit() else 1 if not step else 0
        if by < 1 or not (low <= start <= high and low <= end <= high):
            raise InvalidExpression(field)
        if start > end:  # Friday to Monday
            found.update(range(start, high + 1, by), range(low, end + 1, by))
        else:
            found.update(range(start, end + 1, by))
    return frozenset(found)


def _number(text: str, low: int, names: tuple[str, ...]) -> int:
    if text in names:
        return names.index(text) + low
    if not text.isdigit():
        raise InvalidExpression(text)
    return int(text)
