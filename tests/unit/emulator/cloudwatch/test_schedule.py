"""Which evaluations come when."""

import pytest

from emulator.clock import ClockError
from emulator.cloudwatch.schedule import AFTER_S, MAX_ADVANCE_S, Reached, due_at, target_s, until_next_s

HOUR_S = 3600


def test_a_boundary_is_reached_once() -> None:
    reached = Reached(HOUR_S + 5)
    assert reached.since(HOUR_S + 9.9) == {}
    assert reached.since(HOUR_S + 10) == {10: HOUR_S + 10}
    assert reached.since(HOUR_S + 19) == {}
    assert reached.since(HOUR_S + 60) == {10: HOUR_S + 60, 60: HOUR_S + 60}


def test_of_boundaries_that_were_missed_the_last_counts() -> None:
    reached = Reached(0)
    assert reached.since(HOUR_S + 125) == {10: HOUR_S + 120, 60: HOUR_S + 120, HOUR_S: HOUR_S}


def test_a_clock_that_goes_back_reaches_nothing_anew() -> None:
    reached = Reached(600)
    assert reached.since(540) == {}
    assert reached.since(600) == {}
    assert reached.since(610) == {10: 610}


@pytest.mark.parametrize(("settled_s", "left_s"), [(100.0, 10.0), (103.5, 6.5), (109.75, 0.25)])
def test_the_real_clock_wakes_just_after_the_next_boundary(settled_s: float, left_s: float) -> None:
    assert until_next_s(settled_s) == pytest.approx(left_s + AFTER_S)


def test_an_advance_ends_where_it_says_or_at_the_next_evaluation() -> None:
    assert target_s(100.0, None, 120.0) == 120.0
    assert target_s(100.0, 7.5, 120.0) == 107.5
    assert target_s(100.0, 0, 120.0) == 100.0
    assert target_s(100.0, MAX_ADVANCE_S, 120.0) == 100.0 + MAX_ADVANCE_S


@pytest.mark.parametrize("by_s", [-1, MAX_ADVANCE_S + 1])
def test_an_advance_back_or_too_far_is_refused(by_s: float) -> None:
    with pytest.raises(ClockError, match=f"can't advance by {by_s} s; give between 0 and {MAX_ADVANCE_S}"):
        target_s(100.0, by_s, 120.0)


@pytest.mark.parametrize(
    ("boundary_s", "cadences"), [(10, {10}), (120, {10, 60}), (7200, {10, 60, HOUR_S}), (7, set())]
)
def test_what_is_due_at_a_boundary(boundary_s: float, cadences: set[int]) -> None:
    assert due_at(boundary_s) == dict.fromkeys(cadences, boundary_s)
