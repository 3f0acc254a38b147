"""The checks of `ages` pass on its golden timeline, and fail when something stays, goes too early, or costs more."""

from collections.abc import Callable
from typing import Any

import pytest

from harness.run.timeline import Timeline
from harness.run.verdict import CannotJudge
from harness.systems.ages.checks import AGES_CHECKS, EXPECTED, looks_of
from tests.unit.harness.lessons import changed, golden

CHECKS = {check.__name__: check for check in AGES_CHECKS}


@pytest.mark.parametrize("name", CHECKS)
def test_the_golden_timeline_passes(name: str) -> None:
    assert CHECKS[name](Timeline(golden("ages")))


@pytest.mark.parametrize(
    ("name", "look", "change"),
    [
        ("what is left after 1 days", 1, lambda f: f["items"].append("day")),
        ("what is left after 1 days", 1, lambda f: f["objects"].remove("day")),
        ("what is left after 7 days", 2, lambda f: f.update(messages=1)),
        ("what is left after 7 days", 2, lambda f: f.update(events=1)),
        ("what is left after 30 days", 3, lambda f: f.update(uploads=1)),
        ("what is left after 31 days", 4, lambda f: f["objects"].append("month")),
        ("the_bill_falls_to_what_has_no_age", 2, lambda f: f.update({"usd a month": "1"})),
        ("the_bill_falls_to_what_has_no_age", 4, lambda f: f.update({"usd a month": "0"})),
    ],
)
def test_what_differs_is_found(name: str, look: int, change: Callable[[dict[str, Any]], None]) -> None:
    with pytest.raises(AssertionError):
        CHECKS[name](changed("ages", "left", look, change))


def test_without_a_look_nothing_is_judged() -> None:
    with pytest.raises(CannotJudge):
        looks_of(Timeline())
    assert sorted(EXPECTED) == [0, 1, 7, 30, 31]
