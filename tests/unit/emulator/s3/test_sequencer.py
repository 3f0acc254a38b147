"""Sequencers rise with every operation, whatever the clock does, and belong to the change they were drawn for."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

from emulator.s3.sequencer import Operations, Sequencers


def clock(*readings: int) -> Iterator[int]:
    yield from readings


def test_each_is_greater_and_of_one_length() -> None:
    readings = clock(5, 5, 4, 100, 100)
    sequencers = Sequencers(lambda: next(readings))
    drawn = [sequencers.draw() for _ in range(5)]
    assert [int(text, 16) for text in drawn] == [5, 6, 7, 100, 101]
    assert {len(text) for text in drawn} == {18}
    assert drawn == sorted(drawn)


def test_a_restart_goes_on_above_what_was_drawn_before() -> None:
    before = [Sequencers().draw() for _ in range(1000)]
    assert Sequencers().draw() > max(before)


def test_a_notification_gets_the_sequencer_of_its_own_change() -> None:
    operations = Operations(Sequencers())
    first, second = object(), object()
    operations.apply(lambda: None, subject=first)
    sequencer = operations.of(first)
    operations.apply(lambda: None, subject=first)
    assert operations.of(second) > sequencer, "another subject's notification draws its own"
    assert operations.of(first) > sequencer, "a change is told of once"


def test_the_order_of_sequencers_is_the_order_of_changes() -> None:
    operations = Operations(Sequencers())
    applied: list[object] = []

    def put(_: int) -> tuple[object, str]:
        subject = object()
        operations.apply(lambda: applied.append(subject), subject=subject)
        return subject, operations.of(subject)

    with ThreadPoolExecutor(16) as threads:
        told = list(threads.map(put, range(500)))
    assert [subject for subject, _ in sorted(told, key=lambda pair: pair[1])] == applied
