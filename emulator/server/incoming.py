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
FLOWS_BYTES = 64 * 1024
"""After so much a body that had stopped keeps coming again."""


class Gone(Exception):
    """The peer has closed the connection, or takes nothing any more: there is nobody to answer."""


class Later(Exception):
    """What is asked for isn't here yet: ask again when more has come in, or when `until_s` is over."""


class Incoming:
    """The buffer. `receive` takes bytes in, and waits so long for them as it is told: b"" when there will be none,
    TimeoutError when there were none for so long.

    Nobody waits for a head, of which the rest is here or the peer is slow, and for a body only while it keeps coming.
    """

    def __init__(
        self,
        receive: Callable[[float], bytes],
        limits: Limits,
        now: Callable[[], float] = monotonic,
        first: bytes = b"",
    ) -> None:
        self._receive, self._limits, self._now = receive, limits, now
        self._data = first
        self.at_leisure = True
        """Whether who asks may wait at all."""
        self.until_s: float | None = None
        """When what is here in part has to be here; None while the peer owes nothing."""
        self._keeps_coming, self._since_bytes = True, 0

    @property
    def pending(self) -> bool:
        """Whether the next request, or some of it, is here already."""
        return bool(self._data)

    def begin(self) -> bool:
        """Take in the first byte of a request: False when the peer is gone; Later while it is only idle."""
        while True:
            # A client may end a request with an empty line too much (RFC 9112, 2.2).
            self._data = self._data.removeprefix(END_OF_LINE)
            if self._data and self._data != b"\r":
                return True
            try:
                data = self._receive(self._limits.between_requests_s if self.at_leisure else 0)
            except TimeoutError:
                raise Later from None
            if not data:
                return False
            self._data += data

    def head(self) -> bytes:
        """The next head, with its empty line; Later until it is here."""
        looked_at = 0
        while (end := self._data.find(END_OF_HEAD, looked_at)) < 0:
            if len(self._data) > self._limits.head_bytes:
                raise Refused(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE)
            looked_at = max(0, len(self._data) - len(END_OF_HEAD) + 1)
            self._fill(self._limits.head_s, waits=False)
        if end > self._limits.head_bytes:
            raise Refused(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE)
        self.until_s, self._keeps_coming = None, True
        return self._take(end + len(END_OF_HEAD))

    def piece(self, most: int) -> bytes:
        """Some bytes, one at least, and no more than `most`; Later until there are some."""
        if not self._data:
            self._fill(self._limits.body_idle_s, waits=self._keeps_coming)
        self.until_s = None
        return self._take(most)

    def anything(self) -> bytes:
        """Whatever there is, or comes next; b"" at the end, TimeoutError when nothing comes for now."""
        return self._take(len(self._data)) if self._data else self._receive(self._limits.between_requests_s)

    def line(self, most: int) -> bytes:
        """Up to the end of the line, without it; Later until it is here, Refused when it is longer than `most`."""
        while (end := self._data.find(END_OF_LINE)) < 0:
            if len(self._data) > most + 1:
                raise Refused(HTTPStatus.BAD_REQUEST)
            self._fill(self._limits.body_idle_s, waits=self._keeps_coming)
        if end > most:
            raise Refused(HTTPStatus.BAD_REQUEST)
        self.until_s = None
        return self._take(end + len(END_OF_LINE))[:-2]

    def _take(self, count: int) -> bytes:
        taken, self._data = self._data[:count], self._data[count:]
        return taken

    def _fill(self, allowed_s: float, *, waits: bool) -> None:
        """Take more in. The time goes on until what is asked for is here: a byte every second is slow as well."""
        now = self._now()
        if self.until_s is None:
            self.until_s = now + allowed_s
        elif now >= self.until_s:
            raise Refused(HTTPStatus.REQUEST_TIMEOUT)
        try:
            data = self._receive(self._limits.within_body_s if waits and self.at_leisure else 0)
        except TimeoutError:
            self._keeps_coming, self._since_bytes = False, 0
            raise Later from None
        if not data:
            raise Gone
        self._since_bytes += len(data)
        self._keeps_coming = self._keeps_coming or self._since_bytes >= FLOWS_BYTES
        self._data += data
