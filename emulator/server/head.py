"""The head of a request: parsed by `httptools` (llhttp, in C), and what it says of the body and the connection. Pure.

Where two servers could disagree on where a request ends (RFC 9112, 6.1, 6.3 and 11.2: both Content-Length and
Transfer-Encoding, two lengths, a length that is no number, another coding than chunked, a coding in HTTP/1.0), or on
whom it is for (3.2: two hosts), it is refused. So is a header whose name has an underscore in place of the hyphen of
one of these: WSGI takes the two for the same.
"""

import re
from collections import defaultdict
from dataclasses import dataclass
from http import HTTPStatus

from httptools import (
    HttpParserError,
    HttpParserInvalidMethodError,
    HttpParserInvalidURLError,
    HttpParserUpgrade,
    HttpRequestParser,
)

from emulator.server.refusal import Refused

Headers = list[tuple[bytes, bytes]]
VERSIONS = ("1.1", "1.0")
UNUSUAL = re.compile(rb"(?P<method>[!#$%&'*+.^_`|~0-9A-Za-z-]{1,64}) (?P<target>[\x21-\x7e\x80-\xff]+)(?= HTTP/)")
LIKE_FRAMING = frozenset((b"content_length", b"transfer_encoding"))
FRAMING = LIKE_FRAMING | {b"host", b"content-length", b"transfer-encoding", b"connection", b"expect", b"upgrade"}
"""The headers that say whom a request is for, where it ends and what becomes of its connection; and what is taken for
them."""
TUNNEL = b"CONNECT"
"""Asks a proxy for a connection to somewhere else; a 200 would say that there is one (RFC 9110, 9.3.6)."""
LONGEST_LENGTH = 18
"""Digits of a Content-Length that is still a number of bytes."""


@dataclass(frozen=True, slots=True)
class Head:
    """One request without its body. Names of headers are as they were sent; `version` is `1.0` or `1.1`.

    `length` is the announced length of the body, None for a chunked one and 0 for none.
    """

    method: str
    target: bytes
    version: str
    headers: Headers
    length: int | None
    persistent: bool
    continues: bool
    """Whether the peer waits to be told to send the body."""
    websocket: bool

    def first(self, name: bytes) -> bytes:
        """The first value of a header, by its lower-case name; empty when there is none."""
        return next((value for key, value in self.headers if key.lower() == name), b"")


class _Events:
    """What the parser calls."""

    __slots__ = ("complete", "headers", "target")

    def __init__(self) -> None:
        self.target = b""
        self.headers: Headers = []
        self.complete = False

    def on_url(self, url: bytes) -> None:
        self.target += url

    def on_header(self, name: bytes, value: bytes) -> None:
        self.headers.append((name, value.strip(b" \t")))

    def on_headers_complete(self) -> None:
        self.complete = True


def parse_head(raw: bytes) -> Head:
    """The head in `raw`, which is all of it up to and with its empty line; Refused when it is none."""
    try:
        parser, events = _parsed(raw)
        method = parser.get_method()
    except (HttpParserInvalidMethodError, HttpParserInvalidURLError):
        # A method that llhttp hasn't heard of, or a target that isn't escaped: for who answers to say.
        match = UNUSUAL.match(raw)
        if match is None:
            raise Refused(HTTPStatus.BAD_REQUEST) from None
        method = match["method"]
        parser, events = _parsed(b"GET /" + raw[match.end() :])
        events.target = match["target"]
    if method == TUNNEL:
        raise Refused(HTTPStatus.NOT_IMPLEMENTED)
    version = parser.get_http_version()
    if version not in VERSIONS:
        raise Refused(HTTPStatus.BAD_REQUEST if version < VERSIONS[0] else HTTPStatus.HTTP_VERSION_NOT_SUPPORTED)
    return _head(method.decode("ascii"), version, events)


def _parsed(raw: bytes) -> tuple[HttpRequestParser, _Events]:
    events = _Events()
    parser = HttpRequestParser(events)
    try:
        parser.feed_data(raw)
    except HttpParserUpgrade:
        pass
    except (HttpParserInvalidMethodError, HttpParserInvalidURLError):
        raise
    except HttpParserError:
        raise Refused(HTTPStatus.BAD_REQUEST) from None
    if not events.complete:
        raise Refused(HTTPStatus.BAD_REQUEST)
    return parser, events


def _head(method: str, version: str, events: _Events) -> Head:
    found: defaultdict[bytes, list[bytes]] = defaultdict(list)
    for name, value in events.headers:
        lower = name.lower()
        if lower in FRAMING:
            found[lower].append(value)
    modern = version == "1.1"
    codings = found[b"transfer-encoding"]
    if len(found[b"host"]) > 1 or (codings and not modern) or not LIKE_FRAMING.isdisjoint(found):
        raise Refused(HTTPStatus.BAD_REQUEST)
    return Head(
        method,
        events.target,
        version,
        events.headers,
        _length(found[b"content-length"], codings),
        persistent=modern and b"close" not in _first(found[b"connection"]).replace(b",", b" ").split(),
        continues=modern and _first(found[b"expect"]) == b"100-continue",
        websocket=_first(found[b"upgrade"][-1:]) == b"websocket",
    )


def _first(values: list[bytes]) -> bytes:
    """The first in lower case that isn't empty."""
    return next(filter(None, values), b"").lower()


def _length(lengths: list[bytes], codings: list[bytes]) -> int | None:
    if len(lengths) + len(codings) > 1:
        raise Refused(HTTPStatus.BAD_REQUEST)
    if codings:
        if codings[0].lower() != b"chunked":
            raise Refused(HTTPStatus.BAD_REQUEST)
        return None
    if not lengths:
        return 0
    if not lengths[0].isdigit():
        raise Refused(HTTPStatus.BAD_REQUEST)
    if len(lengths[0]) > LONGEST_LENGTH:
        raise Refused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    return int(lengths[0])
