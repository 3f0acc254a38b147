"""Who waits for a message is woken by it, and nobody misses one."""

from queue import PriorityQueue
from threading import Event, Thread

import pytest
from localstack.services.sqs.queue import InterruptiblePriorityQueue

from emulator.localstack.lambda_ import arrivals
from emulator.localstack.lambda_.arrivals import arrived

WITHIN_S = 30.0
"""So long that a waiter who is not woken fails its test."""


@pytest.fixture(autouse=True)
def ringing(monkeypatch: pytest.MonkeyPatch) -> None:
    """LocalStack's queues ring in these tests only."""
    monkeypatch.setattr(InterruptiblePriorityQueue, "_put", PriorityQueue._put, raising=False)
    arrivals.attach()


def waiters(visible: InterruptiblePriorityQueue, bells: list[Event], answers: list[bool]) -> list[Thread]:
    """Start a waiter a bell, and return once all of them wait."""
    threads = [Thread(target=lambda b=bell: answers.append(arrived(visible, b, WITHIN_S))) for bell in bells]
    for thread in threads:
        thread.start()
    while True:
        with visible.mutex:
            if len(visible.__dict__.get("bells", ())) == len(bells):
                return threads


def test_a_message_that_is_there_is_seen_at_once() -> None:
    visible = InterruptiblePriorityQueue()
    visible.put_nowait(1)
    assert arrived(visible, Event(), WITHIN_S)


def test_without_a_message_the_wait_ends_with_its_time() -> None:
    assert not arrived(InterruptiblePriorityQueue(), Event(), 0)


def test_a_message_wakes_every_waiter() -> None:
    visible, answers = InterruptiblePriorityQueue(), list[bool]()
    threads = waiters(visible, [Event(), Event(), Event()], answers)
    visible.put_nowait(1)
    for thread in threads:
        thread.join(WITHIN_S / 2)
    assert answers == [True, True, True]
    assert not visible.__dict__["bells"]


def test_a_waiter_can_be_called_off() -> None:
    visible, answers, bell = InterruptiblePriorityQueue(), list[bool](), Event()
    (thread,) = waiters(visible, [bell], answers)
    bell.set()
    thread.join(WITHIN_S / 2)
    assert answers == [False]


def test_a_ring_ahead_of_the_wait_counts_once() -> None:
    visible, bell = InterruptiblePriorityQueue(), Event()
    bell.set()
    assert not arrived(visible, bell, WITHIN_S)
    assert not bell.is_set()
