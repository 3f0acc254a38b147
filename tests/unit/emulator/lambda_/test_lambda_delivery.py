"""Batches for PutLogEvents."""

from emulator.lambda_.output import LogEvent
from emulator.localstack.lambda_.delivery import EVENT_OVERHEAD_BYTES, MAX_BATCH_BYTES, MAX_BATCH_EVENTS, batches


def test_events_go_in_the_order_of_time_and_equal_times_as_written() -> None:
    events = [LogEvent(3, "c"), LogEvent(1, "b"), LogEvent(1, "a")]
    assert list(batches(events)) == [[LogEvent(1, "b"), LogEvent(1, "a"), LogEvent(3, "c")]]


def test_a_batch_has_at_most_so_many_events() -> None:
    sizes = [len(batch) for batch in batches([LogEvent(1, "x")] * (MAX_BATCH_EVENTS + 1))]
    assert sizes == [MAX_BATCH_EVENTS, 1]


def test_a_batch_has_at_most_so_many_bytes() -> None:
    message = "é" * 100_000
    cut = list(batches([LogEvent(1, message)] * 11))
    assert sum(map(len, cut)) == 11
    for batch in cut:
        assert sum(len(event.message.encode()) + EVENT_OVERHEAD_BYTES for event in batch) <= MAX_BATCH_BYTES


def test_nothing_makes_no_call() -> None:
    assert list(batches([])) == []
