"""When alarms are evaluated."""

import pytest

from emulator.cloudwatch.windows import cadence_s, due, last_boundary, next_boundary


@pytest.mark.parametrize(
    ("period_s", "periods", "expected"),
    [
        (10, 1, 10),
        (20, 3, 10),
        (30, 1, 10),
        (60, 1, 60),
        (300, 12, 60),
        (86400, 1, 60),
        (3600, 25, 3600),
        (86400, 7, 3600),
    ],
)
def test_cadence(period_s: int, periods: int, expected: int) -> None:
    assert cadence_s(period_s, periods) == expected


@pytest.mark.parametrize(
    ("now_s", "cadences", "expected"),
    [(0, set(), 60), (59.9, {60}, 60), (60, {60}, 120), (61, {60, 10}, 70), (69.99, {10}, 70), (3599, {3600}, 3600)],
)
def test_the_next_evaluation(now_s: float, cadences: set[int], expected: float) -> None:
    assert next_boundary(now_s, cadences) == expected


def test_boundaries() -> None:
    assert [due(120, 60), due(130, 60), due(130, 10), due(3660, 3600)] == [True, False, True, False]
    assert [last_boundary(59.9, 60), last_boundary(60, 60), last_boundary(129, 10)] == [0, 60, 120]
