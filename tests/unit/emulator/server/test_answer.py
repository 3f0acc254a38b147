"""Answers are framed so that their end can be told, whoever asked."""

from dataclasses import replace

import pytest

from emulator.server.answer import Answer, Unsayable, frame, pieces
from emulator.server.head import Head, parse_head

GET = parse_head(b"GET / HTTP/1.1\r\n\r\n")
HEAD = replace(GET, method="HEAD")
OLD = parse_head(b"GET / HTTP/1.0\r\n\r\n")
SIZED = Answer("200 OK", [("X-Name", "value"), ("Content-Length", "4")], (b"ab", b"", b"cd"))
UNSIZED = Answer("200 OK", [], (b"ab", b"", b"cd"))


def text(head: Head, answer: Answer) -> str:
    framed = frame(head, answer, 0.0)
    return (framed.head + b"".join(pieces(framed, answer.body))).decode("latin-1")


DATE = "Server: emulator\r\nDate: Thu, 01 Jan 1970 00:00:00 GMT\r\n"


@pytest.mark.parametrize(
    ("head", "answer", "expected"),
    [
        (GET, SIZED, f"HTTP/1.1 200 OK\r\n{DATE}X-Name: value\r\nContent-Length: 4\r\n\r\nabcd"),
        (HEAD, SIZED, f"HTTP/1.1 200 OK\r\n{DATE}X-Name: value\r\nContent-Length: 4\r\n\r\n"),
        (GET, UNSIZED, f"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n{DATE}\r\n2\r\nab\r\n2\r\ncd\r\n0\r\n\r\n"),
        (HEAD, UNSIZED, f"HTTP/1.1 200 OK\r\n{DATE}\r\n"),
        (OLD, UNSIZED, f"HTTP/1.0 200 OK\r\n{DATE}\r\nabcd"),
        (GET, Answer("204 NO CONTENT", [], (b"x",)), f"HTTP/1.1 204 NO CONTENT\r\n{DATE}\r\n"),
        (GET, Answer("304 NOT MODIFIED", [], (b"x",)), f"HTTP/1.1 304 NOT MODIFIED\r\n{DATE}\r\n"),
    ],
)
def test_bytes(head: Head, answer: Answer, expected: str) -> None:
    assert text(head, answer) == expected


def test_either_side_can_end_the_connection() -> None:
    closing = Answer("200 OK", [("Connection", "close"), ("Content-Length", "0")], ())
    for head, answer in ((GET, closing), (replace(GET, persistent=False), SIZED)):
        framed = frame(head, answer, 0.0)
        assert not framed.persistent
        assert framed.head.count(b"Connection: close\r\n") == 1
    assert frame(GET, SIZED, 0.0).persistent


def test_a_value_is_no_way_to_write_headers() -> None:
    answer = Answer("200 OK", [("Location", "/a\r\nSet-Cookie: b\r\n\r\nbody"), ("Content-Length", "0")], ())
    assert "\r\nSet-Cookie" not in text(GET, answer)


def test_an_answer_may_have_a_date_of_its_own() -> None:
    answer = Answer("200 OK", [("server", "x"), ("Date", "of old"), ("Content-Length", "0")], ())
    assert text(GET, answer) == "HTTP/1.1 200 OK\r\nServer: emulator\r\nDate: of old\r\nContent-Length: 0\r\n\r\n"


@pytest.mark.parametrize(
    ("value", "sent"),
    [
        ('attachment; filename="é.txt"', b'attachment; filename="\xe9.txt"'),
        ("€", b"=?UTF-8?B?4oKs?="),
        ("\ud800", b"=?UTF-8?B?Pw==?="),
    ],
)
def test_what_a_header_cannot_say_is_encoded(value: str, sent: bytes) -> None:
    """RFC 2047, as S3 answers with metadata that isn't ASCII."""
    head = frame(GET, Answer("200 OK", [("X-Name", value), ("X-Plain", "é"), ("Content-Length", "0")], ()), 0.0).head
    assert b"\r\nX-Name: " + sent + b"\r\n" in head
    assert head.endswith(b"Content-Length: 0\r\n\r\n")


NO_NAMES = ("", " ", "X A", "X:", "X\t", "X\0", "é", "Content-Length ", "X\n", "X\r")
SPLITTING = "X: 1\r\nContent-Length: 2\r\n\r\nhiHTTP/1.1 200 OK\r\nX"


@pytest.mark.parametrize(
    ("status", "headers"),
    [
        ("200 OK", [(SPLITTING, "1")]),
        *(
            ("200 OK", [(name, "1")])
            for name in ("", " ", "X A", "X:", "X\t", "X\0", "é", "Content-Length ", "X\n", "X\r")
        ),
        ("200 OK", [("Content-Length", "2"), ("content-length", "3")]),
        *(("200 OK", [("Content-Length", value)]) for value in ("", "-1", "+1", "1 ", "1,1", "0x1", "\u0662", "a")),
        *((status, []) for status in ("100 Continue", "101 X", "199 X", "600 X", "99999 UNKNOWN", "20 X", "", "OK")),
        ("200 O\r\nX: 1", []),
    ],
    ids=str,
)
def test_what_a_client_would_take_for_something_else_is_not_sent(status: str, headers: list[tuple[str, str]]) -> None:
    with pytest.raises(Unsayable):
        frame(GET, Answer(status, headers, (b"ab",)), 0.0)


@pytest.mark.parametrize("name", ["Transfer-Encoding", "transfer-encoding", "TRAILER", "Keep-Alive", "Server"])
def test_how_an_answer_is_framed_is_the_servers_to_say(name: str) -> None:
    sized = Answer("200 OK", [(name, "chunked"), ("Content-Length", "2"), ("Content-Length", "2")], (b"ab",))
    assert text(GET, sized) == f"HTTP/1.1 200 OK\r\n{DATE}Content-Length: 2\r\n\r\nab"
    unsized = replace(UNSIZED, headers=[(name, "identity")])
    assert text(GET, unsized) == text(GET, UNSIZED)
