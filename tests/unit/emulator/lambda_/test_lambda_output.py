"""Cutting what a function writes into log events."""

import struct

from hypothesis import given
from hypothesis import strategies as st

from emulator.lambda_.output import MAX_EVENT_BYTES, Lines, LogEvent, Output, as_text


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


NOW_MS = 1_700_000_000_200


def fed(data: bytes, step: int) -> list[LogEvent]:
    output = Output()
    events = [e for start in range(0, len(data), step) for e in output.feed(data[start : start + step], NOW_MS)]
    return events + output.finish(NOW_MS)


def test_a_frame_is_one_event_with_its_own_time() -> None:
    assert Output().feed(frame(b"[ERROR] one\ntwo"), NOW_MS) == [LogEvent(1_700_000_000_123, "[ERROR] one\ntwo")]


@given(st.lists(st.tuples(st.booleans(), st.text(min_size=1, max_size=40)), max_size=6), st.integers(1, 60))
def test_lines_and_frames_keep_their_order_however_the_bytes_arrive(parts: list[tuple[bool, str]], step: int) -> None:
    data = b"".join(
        frame(text.encode()) if framed else text.replace("\n", "").encode() + b"\n" for framed, text in parts
    )
    expected = [text if framed else text.replace("\n", "") + "\n" for framed, text in parts]
    assert [event.message for event in fed(data, step)] == expected


@given(st.binary(max_size=100), st.binary(max_size=100), st.integers(1, 60))
def test_a_frame_in_the_middle_of_a_line_parts_nothing(before: bytes, after: bytes, step: int) -> None:
    events = fed(before + frame(b"framed") + after + b"\n", step)
    assert [event.message for event in events].count("framed") >= 1
    rest = [event.message for event in events if event.message != "framed"]
    assert "".join(rest) == (before + after + b"\n").decode(errors="replace")


@given(st.binary(max_size=60), st.integers(1, 60))
def test_bytes_that_only_begin_like_a_frame_are_output(tail: bytes, step: int) -> None:
    data = b"\xa5\x5a\x00\x03" + bytes(12) + tail + b"\n"
    assert "".join(event.message for event in fed(data, step)) == data.decode(errors="replace")


def test_times_never_go_back() -> None:
    output = Output()
    events = output.feed(b"line\n" + frame(b"framed"), NOW_MS)
    assert [event.time_ms for event in events] == [NOW_MS, NOW_MS]


def test_the_beginning_of_a_frame_waits_for_the_rest() -> None:
    output = Output()
    assert output.feed(frame(b"whole")[:18], NOW_MS) == []
    assert [event.message for event in output.feed(frame(b"whole")[18:], NOW_MS)] == ["whole"]


def test_the_log_as_text_has_every_event_on_a_line_of_its_own() -> None:
    assert (
        as_text([LogEvent(1, "START\n"), LogEvent(2, "[ERROR] a\nb"), LogEvent(3, "END\n")])
        == "START\n[ERROR] a\nb\nEND\n"
    )
