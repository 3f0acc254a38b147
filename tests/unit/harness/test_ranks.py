import pytest

from harness.quantiles import nearest_rank


@pytest.mark.parametrize(
    ("values", "percent", "found"),
    [([3.0, 1.0, 2.0], 50, 2), ([1.0], 95, 1), ([1.0, 2.0], 0, 1), (list(range(1, 101)), 95, 95), ([1, 2], 100, 2)],
)
def test_nearest_rank(values: list[float], percent: int, found: float) -> None:
    assert nearest_rank(values, percent) == found
