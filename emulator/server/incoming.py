"""What has come in over a connection and isn't used up yet: heads, lines and pieces of bodies are taken from it. Pure.

Bytes after a request are the next one's (pipelining): they stay here until that is asked for.
"""

from collections.abc import Callable
from http import HTTPStatus
from time import monotonic

from emulator.server.limits import Limits
from emulator.server.refusal import Refused

END_OF_HEAD = b"\r\n\r\n"
END_OF_LINE = b"\r\n"


class Gone(Exception):
    """The peer has closed the connection, or takes nothing any more: there is nobody to answer."""


class Incoming:
    """The buffer. `receive` waits for bytes: b"" when there will be none, TimeoutError when there were none for now."""

    def __init__(
        self, receive: Callable[[], bytes], limits: Limits, now: Callable[[], float] = monotonic, first: bytes = b""
    ) -> None:
        self._receive, self._limits, self._now = receive, limits, now
        self._data = first

    @property
    def pending(self) -> bool:
        """Whether the next request, or some of it, is here already."""
        return bool(self._data)

    def begin(self) -> bool:
        """Wait for the first byte of a request: False when the peer is gone; TimeoutError while it is only idle."""
        while True:
            # A client may end a request with an empty line too much (RFC 9112, 2.2).
            self._data = self._data.removeprefix(END_OF_LINE)
            if self._data and self._data != b"\r":
                return True
            data = self._receive()
            if not data:
                return False
            self._data += data

    def head(self) -> bytes:
        """The next head, with its empty line."""
        deadline, looked_at = self._now() + self._limits.head_s, 0
        while (end := self._data.find(END_OF_HEAD, looked_at)) < 0:
            if len(self._data) > self._limits.head_bytes:
                raise Refused(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE)
            looked_at = max(0, len(self._data) - len(END_OF_HEAD) + 1)
            self._fill(deadline)
        if end > self._limits.head_bytes:
            raise Refused(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE)
        return self._take(end + len(END_OF_HEAD))

    def piece(self, most: int) -> bytes:
        """Some bytes, one at least, and no more than `most`."""
        if not self._data:
            self._fill(self._now() + self._limits.body_idle_s)
        return self._take(most)

    def anything(self) -> bytes:
        """Whatever there is, or comes next; b"" at the end, TimeoutError when nothing comes for now."""
        return self._take(len(self._data)) if self._data else self._receive()

    def line(self, most: int) -> bytes:
        """Up to the end of the line, without it; Refused when it is longer than `most`."""
        while (end := self._data.find(END_OF_LINE)) < 0:
            if len(self._data) > most + 1:
                raise Refused(HTTPStatus.BAD_REQUEST)
            self._fill(self._now() + self._limits.body_idle_s)
        if end > most:
            raise Refused(HTTPStatus.BAD_REQUEST)
        return self._take(end + len(END_OF_LINE))[:-2]

    def _take(self, count: int) -> bytes:
        taken, self._data = self._data[:count], self._data[count:]
        return taken

    def _fill(self, deadline: float) -> None:
        while True:
            # Looked at after each piece: who sends a byte every second is slow as well.
            if self._now() >= deadline:
                raise Refused(HTTPStatus.REQUEST_TIMEOUT)
            try:
                data = self._receive()
            except TimeoutError:
                continue
            if not data:
                raise Gone
            self._data += data
            return
