"""Pace: when the equal parts of a load were done."""

import pytest

from harness.bench.pace import Pace, paced


def test_the_last_part_is_compared_with_the_first() -> None:
    pace = Pace(5000, (10.0, 20.0, 30.0, 40.0, 55.0))
    assert pace.ratio == pytest.approx(1.5)
    assert pace.rate == pytest.approx(5000 / 55)
    assert "1.50" in str(pace)


def test_each_part_has_its_time_however_many_are_done_at_a_look() -> None:
    looks = iter((0, 3, 9, 10))
    pace = paced(10, lambda: next(looks))
    first, second, third, fourth, fifth = pace.done_s
    assert first < second == third == fourth < fifth
