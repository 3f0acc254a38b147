"""A response of known length is written once: headers, body and end together.

rolo's WSGI bridge (as Twisted's) has the I/O thread write the body, waits for that, and then has it end the response:
two changes of thread a request, for which the busy threads of the emulator make each other wait.
"""

from typing import Any

from rolo.serving.twisted import HeaderPreservingWSGIResource, HeaderPreservingWSGIResponse
from twisted.web.server import NOT_DONE_YET


class SingleWriteResource(HeaderPreservingWSGIResource):
    """A resource whose answers with a known length go out with their headers and their end; others piece by piece."""

    def render(self, request: Any) -> int:
        """Answer one request, later."""
        _Response(self._reactor, self._threadpool, self._application, request).start()
        return NOT_DONE_YET


class _Response(HeaderPreservingWSGIResponse):
    _whole: bytes = b""

    def write(self, data: bytes) -> None:
        """Keep a body that is all there is; `run` ends the answer after it. In a thread of the application."""
        if self.started or len(data) != self._length():
            super().write(data)
        else:
            self._whole = data

    def _length(self) -> int | None:
        found = (value for name, value in self.headers if name.lower() == "content-length")
        text = next(found, "")
        return int(text) if text.isdecimal() else None

    def _sendResponseHeaders(self) -> None:  # noqa: N802 - Twisted's name
        """What Twisted does before anything is written or the answer ends. In the I/O thread."""
        super()._sendResponseHeaders()
        if self._whole:
            self.request.write(self._whole)
