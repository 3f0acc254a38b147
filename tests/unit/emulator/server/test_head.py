"""Heads are read as RFC 9112 has them, and refused where two servers could read them differently."""

import pytest

from emulator.server.head import parse_head
from emulator.server.refusal import Refused


def head(*lines: bytes) -> bytes:
    return b"\r\n".join([*lines, b"", b""])


def test_a_head_says_all_that_is_needed() -> None:
    found = parse_head(head(b"PUT /a%20b?c=%zz HTTP/1.1", b"Host: x", b"X-Mixed-Case:  v ", b"Content-Length: 12"))
    assert (found.method, found.target, found.version) == ("PUT", b"/a%20b?c=%zz", "1.1")
    assert found.headers == [(b"Host", b"x"), (b"X-Mixed-Case", b"v"), (b"Content-Length", b"12")]
    assert (found.length, found.persistent, found.continues, found.websocket) == (12, True, False, False)


@pytest.mark.parametrize(
    ("lines", "persistent"),
    [
        ([b"GET / HTTP/1.1"], True),
        ([b"GET / HTTP/1.1", b"Connection: Close"], False),
        ([b"GET / HTTP/1.1", b"Connection: Upgrade, close"], False),
        ([b"GET / HTTP/1.0"], False),
        ([b"GET / HTTP/1.0", b"Connection: keep-alive"], False),
    ],
)
def test_whether_another_request_may_follow(lines: list[bytes], persistent: bool) -> None:
    assert parse_head(head(*lines)).persistent is persistent


def test_who_waits_for_a_hundred() -> None:
    assert parse_head(head(b"PUT / HTTP/1.1", b"Expect: 100-Continue", b"Content-Length: 1")).continues
    assert not parse_head(head(b"PUT / HTTP/1.0", b"Expect: 100-continue", b"Content-Length: 1")).continues


def test_methods_and_targets_that_the_parser_does_not_know_are_for_who_answers() -> None:
    assert parse_head(head(b"BREW /pot HTTP/1.1", b"Host: x")).method == "BREW"
    assert parse_head(head("GET /caf\u00e9 HTTP/1.1".encode(), b"Host: x")).target == "/caf\u00e9".encode()


@pytest.mark.parametrize(
    ("lines", "status"),
    [
        ([b"GET /"], 400),
        ([b"GET / / HTTP/1.1"], 400),
        ([b"G\x01T / HTTP/1.1"], 400),
        ([b"BREW / / HTTP/1.1"], 400),
        ([b"BREW / HTTP/2.0"], 505),
        ([b"GET / HTTP/1.1", b"no colon"], 400),
        ([b"GET / HTTP/1.1", b"Host : x"], 400),
        ([b"GET / HTTP/1.1", b"Host: x", b" folded"], 400),
        ([b"GET / HTTP/1.1", b"A: b\nC: d"], 400),
        ([b"PUT / HTTP/1.1", b"Content-Length: 1", b"Transfer-Encoding: chunked"], 400),
        ([b"PUT / HTTP/1.1", b"Transfer-Encoding: chunked", b"Content-Length: 1"], 400),
        ([b"PUT / HTTP/1.1", b"Content-Length: 1", b"Content-Length: 1"], 400),
        ([b"PUT / HTTP/1.1", b"Content-Length: 1, 1"], 400),
        ([b"PUT / HTTP/1.1", b"Content-Length: +1"], 400),
        ([b"PUT / HTTP/1.1", b"Content-Length:"], 400),
        ([b"PUT / HTTP/1.1", b"Transfer-Encoding: chunked, chunked"], 400),
        ([b"PUT / HTTP/1.1", b"Transfer-Encoding: identity"], 400),
        ([b"PUT / HTTP/1.1", b"Transfer-Encoding: xchunked"], 400),
        ([b"PUT / HTTP/1.1", b"Transfer-Encoding: chunked\x00"], 400),
        ([b"PUT / HTTP/1.1", b"Transfer-Encoding\x00: chunked"], 400),
        ([b"PUT / HTTP/1.1", b"Transfer-Encoding:", b" chunked"], 400),
        ([b"PUT / HTTP/1.0", b"Transfer-Encoding: chunked"], 400),
        ([b"PUT / HTTP/1.1", b"Content_Length: 1"], 400),
        ([b"PUT / HTTP/1.1", b"Content-Length: 1", b"Transfer_Encoding: chunked"], 400),
        ([b"PUT / HTTP/1.1", b"Content-Length: 0x1"], 400),
        ([b"PUT / HTTP/1.1", b"Content-Length: 1_0"], 400),
        ([b"PUT / HTTP/1.1", b"Content-Length: -1"], 400),
        ([b"PUT / HTTP/1.1", b"Content-Length: 99999999999999999999"], 400),
        ([b"GET / HTTP/1.1", b"Host: localhost", b"Host: evil.example"], 400),
        ([b"CONNECT 127.0.0.1:22 HTTP/1.1", b"Host: 127.0.0.1:22"], 501),
        ([b"GET / HTTP/1.1", b"Host: evil.example", b"host: localhost"], 400),
    ],
)
def test_what_could_be_read_in_two_ways_is_refused(lines: list[bytes], status: int) -> None:
    with pytest.raises(Refused) as refused:
        parse_head(head(*lines))
    assert refused.value.status == status
    assert refused.value.answer.startswith(b"HTTP/1.1 %d " % status)
