"""Who waits for a message is woken by it, and nobody misses one."""

from collections.abc import Iterator
from threading import Event, Thread

import pytest
from localstack.services.sqs.queue import InterruptiblePriorityQueue

from emulator.localstack.lambda_.arrivals import arrived
from tests.unit.emulator.applying import applied

WITHIN_S = 30.0
"""So long that a waiter who is not woken fails its test."""


@pytest.fixture(autouse=True)
def waking() -> Iterator[None]:
    """LocalStack's queues wake who waits in these tests only."""
    with applied("lambda_.arrivals"):
        yield


def waiters(visible: InterruptiblePriorityQueue, wakeups: list[Event], answers: list[bool]) -> list[Thread]:
    """Start a waiter a wakeup, and return once all of them wait."""
    threads = [Thread(target=lambda w=wakeup: answers.append(arrived(visible, w, WITHIN_S))) for wakeup in wakeups]
    for thread in threads:
        thread.start()
    while True:
        with visible.mutex:
            if len(visible.__dict__.get("wakeups", ())) == len(wakeups):
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
    assert not visible.__dict__["wakeups"]


def test_a_waiter_can_be_called_off() -> None:
    visible, answers, wakeup = InterruptiblePriorityQueue(), list[bool](), Event()
    (thread,) = waiters(visible, [wakeup], answers)
    wakeup.set()
    thread.join(WITHIN_S / 2)
    assert answers == [False]


def test_a_ring_ahead_of_the_wait_counts_once() -> None:
    visible, wakeup = InterruptiblePriorityQueue(), Event()
    wakeup.set()
    assert not arrived(visible, wakeup, WITHIN_S)
    assert not wakeup.is_set()
