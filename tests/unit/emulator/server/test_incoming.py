"""Heads and bodies come out of a connection as they were put in, however they are cut, and within their bounds."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from typing import TypeVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emulator.server.body import Reading
from emulator.server.head import Head, parse_head
from emulator.server.incoming import Gone, Incoming, Later
from emulator.server.limits import Limits
from emulator.server.refusal import Refused

T = TypeVar("T")
LIMITS = Limits(head_bytes=200, body_bytes=100, in_memory_bytes=10, chunk_line_bytes=20)
CHUNKED = parse_head(b"PUT / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n")


def from_pieces(*pieces: bytes | None, limits: Limits = LIMITS, tick_s: float = 1.0) -> Incoming:
    """What comes in piece by piece, and then ends. None is a wait for nothing."""
    left: Iterator[bytes | None] = iter(pieces)
    times = iter(number * tick_s for number in range(10_000))

    def receive(_: float) -> bytes:
        piece = next(left, b"")
        if piece is None:
            raise TimeoutError
        return piece

    return Incoming(receive, limits, lambda: next(times))


def sized(length: int) -> Head:
    return replace(CHUNKED, length=length)


def nobody_asks() -> None:
    raise AssertionError("nobody waits to be asked for the body")


def when_here(take: Callable[[], T]) -> T:
    while True:
        with suppress(Later):
            return take()


def body_of(head: Head, incoming: Incoming, proceed: Callable[[], None] = nobody_asks) -> bytes:
    reading = Reading(head, incoming, LIMITS, proceed)
    with when_here(reading.body) as body:
        return body.read()


@given(st.lists(st.binary(max_size=30), max_size=3), st.data())
def test_requests_come_out_as_they_were_put_in_however_they_are_cut(bodies: list[bytes], data: st.DataObject) -> None:
    chunked = [data.draw(st.booleans()) for _ in bodies]
    sent = b""
    for body, in_chunks in zip(bodies, chunked, strict=True):
        if in_chunks:
            parts = [body[:7], body[7:]]
            chunks = b"".join(b"%X;a=b\r\n%b\r\n" % (len(part), part) for part in parts if part)
            sent += b"PUT / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks + b"0\r\nTrailer: 1\r\n\r\n"
        else:
            sent += b"PUT / HTTP/1.1\r\nContent-Length: %d\r\n\r\n" % len(body) + body
    cuts = sorted(data.draw(st.lists(st.integers(0, len(sent)), max_size=8)))
    pieces = [sent[start:end] for start, end in zip([0, *cuts], [*cuts, len(sent)], strict=True) if start < end]
    incoming = from_pieces(*pieces, tick_s=0)
    found = []
    while incoming.begin():
        found.append(body_of(parse_head(incoming.head()), incoming))
    assert found == bodies
    assert not incoming.pending


def test_an_idle_peer_is_no_slow_one() -> None:
    incoming = from_pieces(None, b"GET ", None, b"/ HTTP/1.1\r\n\r\n")
    with pytest.raises(Later):
        incoming.begin()
    assert incoming.until_s is None
    assert incoming.begin()
    with pytest.raises(Later):
        incoming.head()
    assert incoming.until_s == LIMITS.head_s
    assert incoming.head() == b"GET / HTTP/1.1\r\n\r\n"
    assert incoming.until_s is None


def test_a_head_has_its_time_and_its_size() -> None:
    slow = from_pieces(*[b"x"] * 100)
    assert slow.begin()
    with pytest.raises(Refused, match="408"):
        slow.head()
    for pieces in ([b"x" * 201], [b"x" * 150, b"x" * 51], [b"x" * 250 + b"\r\n\r\n"]):
        with pytest.raises(Refused, match="431"):
            from_pieces(*pieces).head()


def test_a_peer_that_leaves_in_the_middle_is_gone() -> None:
    with pytest.raises(Gone):
        from_pieces(b"GET / HT").head()
    with pytest.raises(Gone):
        body_of(sized(5), from_pieces(b"abc"))
    with pytest.raises(Gone):
        body_of(CHUNKED, from_pieces(b"3\r\nabc\r\n"))


def test_a_body_that_stops_coming_is_given_up() -> None:
    with pytest.raises(Refused, match="408"):
        body_of(sized(5), from_pieces(b"abc", *[None] * 100))


@pytest.mark.parametrize("head", [sized(101), sized(10**17)])
def test_a_body_that_is_announced_too_large_is_not_waited_for(head: Head) -> None:
    with pytest.raises(Refused, match="413"):
        body_of(replace(head, continues=True), from_pieces())


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (b"\r\n", "400"),
        (b"zz\r\n", "400"),
        (b"+1\r\na\r\n", "400"),
        (b"0x1\r\na\r\n", "400"),
        (b"1_0\r\n", "400"),
        (b"12345678901234567\r\n", "400"),
        (b"2\r\nabc\r\n", "400"),
        (b"2\r\nab\n\r\n", "400"),
        (b"1;" + b"x" * 30, "400"),
        (b"40\r\n" + b"x" * 64 + b"\r\n40\r\n", "413"),
        (b"0\r\n" + b"Trailer: 1\r\n" * 30, "400"),
    ],
)
def test_chunks_that_are_none(sent: bytes, status: str) -> None:
    with pytest.raises(Refused, match=status):
        body_of(CHUNKED, from_pieces(sent))


def test_who_waits_is_told_to_go_on_once() -> None:
    told: list[str] = []
    head = replace(sized(3), continues=True)
    assert body_of(head, from_pieces(b"abc"), lambda: told.append("go on")) == b"abc"
    assert told == ["go on"]
