"""How many batches of a queue are under way at a time."""

from threading import Event, Thread

import pytest

from emulator.localstack.lambda_.batches import AT_FIRST, BatchSemaphore, limit_of

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


def test_a_place_is_free_again_once_it_is_given_back() -> None:
    semaphore = BatchSemaphore(2)
    assert [semaphore.acquire(0) for _ in range(3)] == [True, True, False]
    semaphore.release()
    assert semaphore.acquire(0)


def test_who_waits_for_a_place_gets_the_next_free_one() -> None:
    semaphore, entered = BatchSemaphore(1), Event()
    assert semaphore.acquire(0)

    def wait() -> None:
        if semaphore.acquire(WITHIN_S):
            entered.set()

    waiting = Thread(target=wait)
    waiting.start()
    assert not entered.is_set()
    semaphore.release()
    assert entered.wait(WITHIN_S)
    waiting.join(WITHIN_S)


def test_semaphore_are_drained_once_the_last_is_left() -> None:
    semaphore = BatchSemaphore(2)
    assert semaphore.drained(0)
    assert semaphore.acquire(0)
    assert not semaphore.drained(0)
    semaphore.release()
    assert semaphore.drained(0)
