"""What the server answers by itself: a request that is none, or too large, never reaches the emulator. Pure."""

from http import HTTPStatus


class Refused(Exception):
    """The peer gets this status and no more: where its next request would begin can't be told."""

    def __init__(self, status: HTTPStatus) -> None:
        super().__init__(f"{status.value} {status.phrase}")
        self.status = status

    @property
    def answer(self) -> bytes:
        """The whole answer. The connection ends with it."""
        return f"HTTP/1.1 {self.status.value} {self.status.phrase}\r\n\r\n".encode()
