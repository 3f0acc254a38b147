"""An answer as bytes: its head, and how its body is framed. Pure."""

import base64
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from email.utils import formatdate
from functools import lru_cache

from emulator.server.head import Head

BODILESS = frozenset({"204", "304"})
NAME = "emulator"
OURS = frozenset(("server", "transfer-encoding", "keep-alive", "trailer"))
"""Headers that are the server's own to say."""
TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
"""A header's name (RFC 9110, 5.1)."""
STATUS = re.compile(r"[2-5]\d\d(?: [\t\x20-\x7e\xa0-\xff]*)?", re.ASCII)
"""Interim ones aren't answers."""


class Unsayable(ValueError):
    """An answer that can't go out as it is: a client would take it for another one, or for two."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What is to be answered: `status` with its phrase, headers in their order, and the body piece by piece.

    `body` may have a `close`, which is called when it is sent or can't be. Server is the server's own to say, and Date
    unless it is among the headers.
    """

    status: str
    headers: list[tuple[str, str]]
    body: Iterable[bytes]


@dataclass(frozen=True, slots=True)
class Framed:
    """The head of an answer, and whether its body goes out in chunks, until the connection ends, or not at all."""

    head: bytes
    chunked: bool
    bodiless: bool
    persistent: bool
    length: int | None
    """The announced length of a body that goes out as it is; None for any other."""


def frame(head: Head, answer: Answer, now_s: float) -> Framed:
    """The answer to `head`. How it is framed is the server's to say, whatever the headers do; Unsayable otherwise."""
    lines = [f"HTTP/{head.version} {_status(answer.status)}"]
    sized, closes, length = False, False, ""
    own, date = [], ""
    for name, value in answer.headers:
        lower = _lower(name)
        if lower in OURS:
            continue
        if lower == "date":
            date = _one_line(value)
            continue
        if lower == "content-length":
            if sized and value == length:
                continue
            if sized or not (value.isascii() and value.isdecimal()):
                raise Unsayable(f"its length is {value!r}, and was {length!r}")
            sized, length = True, value
        elif lower == "connection" and "close" in value.lower():
            closes = True
            continue
        own.append(f"{name}: {_one_line(value)}")
    bodiless = head.method == "HEAD" or answer.status[:3] in BODILESS
    chunked = not (sized or bodiless) and head.version == "1.1"
    if chunked:
        lines.append("Transfer-Encoding: chunked")
    persistent = head.persistent and not closes
    if not persistent and head.version == "1.1":
        lines.append("Connection: close")
    lines.append(f"Server: {NAME}\r\nDate: {date or _date(int(now_s))}")
    announced = int(length) if length and not bodiless else None
    return Framed(_encoded([*lines, *own, "\r\n"]), chunked, bodiless, persistent, announced)


def pieces(framed: Framed, body: Iterable[bytes]) -> Iterator[bytes]:
    """What goes over the connection after the head."""
    if framed.bodiless:
        return
    if not framed.chunked:
        yield from filter(None, body)
        return
    for piece in filter(None, body):
        yield b"%x\r\n%b\r\n" % (len(piece), piece)
    yield b"0\r\n\r\n"


@lru_cache(maxsize=64)
def _status(text: str) -> str:
    if STATUS.fullmatch(text) is None:
        raise Unsayable(f"{text!r} is no status of an answer")
    return text


@lru_cache(maxsize=1024)
def _lower(name: str) -> str:
    if TOKEN.fullmatch(name) is None:
        raise Unsayable(f"{name!r} is no header's name")
    return name.lower()


def _encoded(lines: list[str]) -> bytes:
    """The head; what ISO 8859-1 doesn't have is written as S3 writes metadata of an object (RFC 2047)."""
    try:
        return "\r\n".join(lines).encode("latin-1")
    except UnicodeEncodeError:
        return "\r\n".join(map(_in_ascii, lines)).encode("latin-1")


def _in_ascii(line: str) -> str:
    name, colon, value = line.partition(": ")
    if line.isascii() or not colon:
        return line
    return f"{name}: =?UTF-8?B?{base64.b64encode(value.encode(errors='replace')).decode()}?="


def _one_line(value: str) -> str:
    """A value that holds the end of a line would be another header, or another answer."""
    return value if value.isprintable() else value.replace("\r", " ").replace("\n", " ")


@lru_cache(maxsize=2)
def _date(second: int) -> str:
    return formatdate(second, usegmt=True)
