"""A mapping of a queue takes more batches at a time while messages wait, as AWS documents."""

import pytest

from emulator.lambda_.scaling import AT_FIRST, AT_MOST, OF_A_CPU, Scaling


@pytest.mark.parametrize(
    ("maximum", "cpus", "limit"), [(None, 2, AT_FIRST), (2, 2, 2), (1000, 2, AT_FIRST), (AT_FIRST, 1, AT_FIRST)]
)
def test_it_begins_with_five_or_less(maximum: int | None, cpus: int, limit: int) -> None:
    assert Scaling(maximum, cpus).limit == limit


def test_three_hundred_more_a_minute_while_messages_wait() -> None:
    scaling = Scaling(1000, 2)
    limits = []
    for second in range(61):
        scaling.waited(second)
        limits.append(scaling.limit)
    assert limits[:3] == [5, 10, 15]
    assert limits[60] == 5 + 300


def test_up_to_what_the_mapping_says() -> None:
    scaling = Scaling(12, 2)
    for second in range(10):
        scaling.waited(second)
    assert (scaling.limit, scaling.at_ceiling, scaling.machine_bound) == (12, True, False)


@pytest.mark.parametrize(("cpus", "limit", "bound"), [(2, 2 * OF_A_CPU, True), (1000, AT_MOST, False)])
def test_up_to_what_the_machine_can_without_it(cpus: int, limit: int, bound: bool) -> None:
    scaling = Scaling(None, cpus)
    for second in range(1000):
        scaling.waited(second)
    assert (scaling.limit, scaling.machine_bound) == (limit, bound)


def test_a_quiet_queue_ends_the_growth() -> None:
    scaling = Scaling(1000, 2)
    scaling.waited(0)
    scaling.waited(10)
    scaling.quiet()
    scaling.waited(100)
    assert scaling.limit == AT_FIRST
