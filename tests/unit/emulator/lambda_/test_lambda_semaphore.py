"""How many batches of a queue are under way at a time."""

from threading import Event, Thread

from emulator.lambda_.scaling import Scaling
from emulator.localstack.lambda_.batches import BatchSemaphore

WITHIN_S = 10.0


def test_a_place_is_free_again_once_it_is_given_back() -> None:
    semaphore = BatchSemaphore(Scaling(2, 1))
    assert [semaphore.acquire(0) for _ in range(3)] == [True, True, False]
    semaphore.release()
    assert semaphore.acquire(0)


def test_who_waits_for_a_place_gets_the_next_free_one() -> None:
    semaphore, entered = BatchSemaphore(Scaling(1, 1)), Event()
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
    semaphore = BatchSemaphore(Scaling(2, 1))
    assert semaphore.drained(0)
    assert semaphore.acquire(0)
    assert not semaphore.drained(0)
    semaphore.release()
    assert semaphore.drained(0)
