"""Cutting what a function writes into log events."""

import struct

from hypothesis import given
from hypothesis import strategies as st

from emulator.lambda_runtime.output import MAX_EVENT_BYTES, Frames, Lines, LogEvent, as_text


def frame(message: bytes, microseconds: int = 1_700_000_000_123_456) -> bytes:
    return struct.pack(">IIQ", 0xA55A0003, len(message), microseconds) + message


@given(st.binary(max_size=200), st.integers(1, 50))
def test_lines_lose_nothing_however_the_bytes_arrive(data: bytes, step: int) -> None:
    lines = Lines()
    events = [e for start in range(0, len(data), step) for e in lines.feed(data[start : start + step], 7)]
    events += lines.finish(8)
    # A character cut in two would be replaced twice; whole lines are decoded, so only the whole decides.
    assert "".join(event.message for event in events) == data.decode(errors="replace")
    assert all(event.message.endswith("\n") for event in events[:-1])


def test_a_line_over_the_limit_is_cut_and_kept() -> None:
    lines = Lines()
    text = b"x" * (2 * MAX_EVENT_BYTES + 10)
    events = lines.feed(text + b"\n", 1)
    assert sum(event.message.count("x") for event in events) == len(text)
    assert all(len(event.message) <= MAX_EVENT_BYTES for event in events)


def test_a_line_without_end_is_cut_too() -> None:
    lines = Lines()
    events = lines.feed(b"x" * (3 * MAX_EVENT_BYTES), 1)
    events += lines.finish(2)
    assert sum(event.message.count("x") for event in events) == 3 * MAX_EVENT_BYTES
    assert all(len(event.message) <= MAX_EVENT_BYTES for event in events)


def test_a_frame_is_one_event_with_its_own_time() -> None:
    assert Frames().feed(frame(b"[ERROR] one\ntwo")) == [LogEvent(1_700_000_000_123, "[ERROR] one\ntwo")]


@given(st.lists(st.binary(min_size=1, max_size=40), max_size=5), st.integers(1, 60))
def test_frames_lose_nothing_however_the_bytes_arrive(messages: list[bytes], step: int) -> None:
    frames, data = Frames(), b"".join(frame(message) for message in messages)
    events = [e for start in range(0, len(data), step) for e in frames.feed(data[start : start + step])]
    assert [event.message for event in events] == [message.decode(errors="replace") for message in messages]


def test_the_log_as_text_has_every_event_on_a_line_of_its_own() -> None:
    assert (
        as_text([LogEvent(1, "START\n"), LogEvent(2, "[ERROR] a\nb"), LogEvent(3, "END\n")])
        == "START\n[ERROR] a\nb\nEND\n"
    )
