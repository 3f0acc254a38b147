"""One connection of a function's runtime client to the Runtime API: HTTP/1.1, a request and its answer, and so on.

`httptools` (llhttp, in C) reads what comes in; a warm invocation is two requests, so that their reading was a third of
what it took. What never ends is cut: a head after so many bytes, a body where the limit is.
"""

import json
import socket
from dataclasses import dataclass
from http import HTTPStatus

from httptools import HttpParserError, HttpRequestParser

_READ_BYTES = 1 << 18
MOST_HEAD_BYTES = 16 * 1024
CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"
_FORBIDDEN = frozenset("\r\n\0")
"""What would end a header's value, or isn't allowed in one."""


class Malformed(Exception):
    """What came in is no HTTP, or more of a head than any client sends."""


@dataclass
class Request:
    """A request, whole or `cut` where its body went over the limit."""

    method: str
    path: str
    host: str
    of_a_page: bool
    body: bytes = b""
    cut: bool = False


class Connection:
    """A connection: a request, its answer, and so on; never two at once. `over` says that it is to be closed."""

    def __init__(self, connected: socket.socket, most_bytes: int) -> None:
        self.socket = connected
        self.over = False
        self.pipelined = False
        """Whether more has come than the request that is being answered."""
        self._most_bytes = most_bytes
        self._parser = HttpRequestParser(self)
        self._body: list[bytes] = []
        self._discards = False
        self._begin()

    def _begin(self) -> None:
        self._target, self._headers = b"", list[tuple[bytes, bytes]]()
        self._request: Request | None = None
        self._complete = self._persistent = self._continues = False
        self._head_bytes = self._size = 0

    def receive(self) -> Request | None:
        """Read once; the request that is complete, or too large, now. Malformed, UnicodeDecodeError or OSError."""
        data = self.socket.recv(_READ_BYTES)
        if not data:
            self.over = True
        if self._discards or not data:
            return None
        if self._complete:
            self.pipelined = True
            return None
        self._feed(data)
        request = self._request
        if request is None:
            return None
        if self._size > self._most_bytes:
            request.cut, self._body, self._discards = True, [], True
            return request
        if self._complete:
            request.body, self._body = b"".join(self._body), []
            return request
        if self._continues:
            self._continues = False
            self.socket.sendall(CONTINUE)
        return None

    def _feed(self, data: bytes) -> None:
        if self._request is None:
            self._head_bytes += len(data)
        try:
            self._parser.feed_data(data)
        except HttpParserError as problem:  # an upgrade, too: the Runtime API has none
            if not self.pipelined:
                raise Malformed(str(problem)) from problem
        if self._request is None and self._head_bytes > MOST_HEAD_BYTES:
            raise Malformed("the head is too long")

    def refuse(self, status: int, kind: str, message: str) -> None:
        """Answer with an error; what else comes on this connection is thrown away."""
        self._discards = True
        self.reply_json(status, {"errorMessage": message, "errorType": kind})

    def reply_json(self, status: int, body: dict[str, str]) -> None:
        """Answer with JSON."""
        self.reply(status, json.dumps(body).encode(), [])

    def reply(self, status: int, body: bytes, headers: list[tuple[str, str]], wait_s: float = 0) -> None:
        """Answer in one write: a header and a body in two packets would wait for each other.

        It is waited for `wait_s` until all of it is taken, else it is an OSError. ValueError for a header that would
        be two.
        """
        lines = [f"HTTP/1.1 {status} {HTTPStatus(status).phrase}"]
        for name, value in (*headers, ("Content-Type", "application/json"), ("Content-Length", str(len(body)))):
            if not _FORBIDDEN.isdisjoint(value):
                raise ValueError(f"the header {name} has no value of one line")
            lines.append(f"{name}: {value}")
        if self._complete and not self._persistent:
            lines.append("Connection: close")
        self._send("\r\n".join([*lines, "\r\n"]).encode("ascii") + body, wait_s)
        if self.pipelined:
            self.over = True
        elif self._complete and self._persistent:
            self._begin()
            self._discards = False
        elif not self._discards or self._complete:
            self.over = True

    def _send(self, data: bytes, wait_s: float) -> None:
        """Most is taken at once; only then is the socket made to wait."""
        try:
            sent = self.socket.send(data)
        except BlockingIOError:
            sent = 0
        if sent == len(data):
            return
        self.socket.settimeout(wait_s)
        try:
            self.socket.sendall(memoryview(data)[sent:])
        finally:
            self.socket.setblocking(False)

    def on_message_begin(self) -> None:
        """For the parser: another request begins."""
        if self._complete:
            self.pipelined = True

    def on_url(self, url: bytes) -> None:
        """For the parser: some of the target."""
        if not self.pipelined:
            self._target += url

    def on_header(self, name: bytes, value: bytes) -> None:
        """For the parser: a header, or one after a chunked body, which says nothing here."""
        if self._request is None and not self.pipelined:
            self._headers.append((name.lower(), value.strip(b" \t")))

    def on_headers_complete(self) -> None:
        """For the parser: the head is here. Malformed when it names two hosts."""
        if self.pipelined:
            return
        found = dict(self._headers)
        if len([name for name, _ in self._headers if name == b"host"]) > 1:
            raise Malformed("two hosts")
        self._persistent = self._parser.should_keep_alive()
        self._continues = found.get(b"expect", b"").lower() == b"100-continue"
        host = found.get(b"host", b"").decode("latin-1")
        method, target = self._parser.get_method().decode(), self._target.decode()
        self._request = Request(method, target, host, b"origin" in found)
        declared = found.get(b"content-length", b"0")
        if declared.isdigit() and int(declared[:19]) > self._most_bytes:
            self._size = self._most_bytes + 1

    def on_body(self, body: bytes) -> None:
        """For the parser: some of the body; what is over the limit isn't kept."""
        if self.pipelined:
            return
        self._size += len(body)
        if self._size <= self._most_bytes:
            self._body.append(body)
        else:
            self._body.clear()

    def on_message_complete(self) -> None:
        """For the parser: the request is whole."""
        if not self.pipelined:
            self._complete = True
