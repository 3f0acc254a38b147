"""The judgement of `ages`: at each look what has an age is gone when its age is over, and the bill falls."""

from collections.abc import Callable
from decimal import Decimal
from itertools import pairwise
from typing import Any

from harness.run.timeline import Timeline
from harness.run.verdict import CannotJudge, Check, hold

EXPECTED: dict[int, dict[str, Any]] = {
    0: {"objects": ["day", "for-ever", "month", "week"], "uploads": 1, "items": ["day", "for-ever", "month", "week"],
        "events": 1, "messages": 1},
    1: {"objects": ["day", "for-ever", "month", "week"], "uploads": 1, "items": ["for-ever", "month", "week"],
        "events": 1, "messages": 1},
    7: {"objects": ["for-ever", "month", "week"], "uploads": 1, "items": ["for-ever", "month"],
        "events": 0, "messages": 0},
    30: {"objects": ["for-ever", "month"], "uploads": 0, "items": ["for-ever"], "events": 0, "messages": 0},
    31: {"objects": ["for-ever"], "uploads": 0, "items": ["for-ever"], "events": 0, "messages": 0},
}  # fmt: skip
"""By days: S3's user guide has an object expire at the midnight of UTC after its days; the others at their moment."""


def looks_of(timeline: Timeline) -> dict[int, dict[str, Any]]:
    """What was left, by days; CannotJudge when nobody looked."""
    found = {int(str(entry.facts["days"])): dict(entry.facts) for entry in timeline.named("left")}
    if not found:
        raise CannotJudge("the timeline has no look at what is left; the run ended before the first")
    return found


def _left_after(days: int) -> Check:
    def check(timeline: Timeline) -> str:
        seen = looks_of(timeline).get(days, {})
        expected = EXPECTED[days]
        wrong = {name: seen.get(name) for name, value in expected.items() if seen.get(name) != value}
        hold(not wrong, f"after {days} days there is {wrong}; expected is {expected}")
        return f"objects {', '.join(expected['objects'])}; items {', '.join(expected['items'])}"

    check.__name__ = f"what is left after {days} days"
    check.__doc__ = f"After {days} days exactly what is younger than its age is there."
    return check


def the_bill_falls_to_what_has_no_age(timeline: Timeline) -> str:
    """What is left costs less from look to look where something went, and something at the end."""
    usd = [Decimal(look["usd a month"]) for look in looks_of(timeline).values()]
    hold(all(later < earlier for earlier, later in pairwise(usd)), f"the prices of what is left are {usd}")
    hold(usd[-1] > 0, "what has no age costs nothing")
    return " -> ".join(f"${each}" for each in usd)


AGES_CHECKS: tuple[Callable[[Timeline], str], ...] = (
    *(_left_after(days) for days in EXPECTED),
    the_bill_falls_to_what_has_no_age,
)
