"""How many batches of a queue are under way at a time."""

from threading import Event, Thread

import pytest

from emulator.localstack.lambda_.batches import AT_FIRST, Lanes, limit_of

WITHIN_S = 10.0


@pytest.mark.parametrize(
    ("mapping", "limit"),
    [
        ({}, AT_FIRST),
        ({"ScalingConfig": {}}, AT_FIRST),
        ({"ScalingConfig": None}, AT_FIRST),
        ({"ScalingConfig": {"MaximumConcurrency": 2}}, 2),
        ({"ScalingConfig": {"MaximumConcurrency": 1000}}, AT_FIRST),
    ],
)
def test_a_mapping_has_what_aws_begins_with_or_less(mapping: dict[str, object], limit: int) -> None:
    assert limit_of(mapping) == limit


def test_a_lane_is_free_again_once_it_is_left() -> None:
    lanes = Lanes(2)
    assert [lanes.enter(0) for _ in range(3)] == [True, True, False]
    lanes.leave()
    assert lanes.enter(0)


def test_who_waits_for_a_lane_gets_the_next_free_one() -> None:
    lanes, entered = Lanes(1), Event()
    assert lanes.enter(0)

    def wait() -> None:
        if lanes.enter(WITHIN_S):
            entered.set()

    waiting = Thread(target=wait)
    waiting.start()
    assert not entered.is_set()
    lanes.leave()
    assert entered.wait(WITHIN_S)
    waiting.join(WITHIN_S)


def test_lanes_are_drained_once_the_last_is_left() -> None:
    lanes = Lanes(2)
    assert lanes.drained(0)
    assert lanes.enter(0)
    assert not lanes.drained(0)
    lanes.leave()
    assert lanes.drained(0)
