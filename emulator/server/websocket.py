"""A connection that has become a WebSocket: `wsproto` speaks it, the thread that has the connection waits for it."""

from http import HTTPStatus
from threading import Lock
from time import monotonic

from h11 import ProtocolError
from wsproto import ConnectionType, WSConnection
from wsproto.connection import ConnectionState
from wsproto.events import (
    AcceptConnection,
    BytesMessage,
    CloseConnection,
    Event,
    Message,
    Ping,
    RejectConnection,
    RejectData,
    Request,
    TextMessage,
)
from wsproto.utilities import LocalProtocolError, RemoteProtocolError

from emulator.server.channel import Channel
from emulator.server.head import Head, Headers
from emulator.server.incoming import Gone, Incoming
from emulator.server.refusal import Refused

ABNORMAL = 1006
"""The code of a connection that ended without a word (RFC 6455, 7.4.1)."""


class Closed(Exception):
    """The other side has closed the WebSocket, with this code."""

    def __init__(self, code: int) -> None:
        super().__init__(f"the WebSocket was closed: {code}")
        self.code = code


class WebSocket:
    """The server's side, from the request for it on. Refused when the request is none for a WebSocket."""

    def __init__(self, head: Head, channel: Channel, incoming: Incoming) -> None:
        self._channel, self._incoming = channel, incoming
        self._protocol = WSConnection(ConnectionType.SERVER)
        self._lock = Lock()
        self._events: list[Event] = []
        self.closed = False
        try:
            self._protocol.initiate_upgrade_connection(head.headers, head.target.decode("ascii", "replace"))
        except (RemoteProtocolError, ProtocolError):
            raise Refused(HTTPStatus.BAD_REQUEST) from None
        self._events.extend(self._protocol.events())

    def receive(self, timeout_s: float | None = None) -> Event:
        """The next request, message or other event; pings are answered. Closed, or TimeoutError."""
        deadline = None if timeout_s is None else monotonic() + timeout_s
        while True:
            while self._events:
                event = self._events.pop(0)
                if isinstance(event, CloseConnection):
                    self._acknowledge(event)
                    raise Closed(event.code)
                if isinstance(event, Ping):
                    self._send(event.response())
                elif isinstance(event, Request | Message):
                    return event
            self._more(deadline)

    def accept(self, subprotocol: str | None, headers: Headers) -> None:
        """Agree to it."""
        self._send(AcceptConnection(subprotocol, extra_headers=headers))

    def reject(self, status: int, headers: Headers, body: bytes) -> None:
        """Answer the request for it like any other, and end the connection."""
        self._send(RejectConnection(status_code=status, headers=headers, has_body=True))
        self._send(RejectData(data=body))
        self.closed = True

    def send(self, event: TextMessage | BytesMessage) -> None:
        """Send a message; nothing happens when the other side has gone. From any thread."""
        self._send(event)

    def close(self, code: int, reason: str | None = None) -> None:
        """Say that it is over; nothing happens when it is already. One that nobody has accepted isn't found."""
        if self._protocol.state is ConnectionState.CONNECTING:
            self.reject(HTTPStatus.NOT_FOUND, [], b"")
        self._send(CloseConnection(code, reason))
        self.closed = True

    def _more(self, deadline: float | None) -> None:
        try:
            data = self._incoming.anything()
        except TimeoutError:
            if deadline is not None and monotonic() >= deadline:
                raise
            return
        if not data:
            self.closed = True
            raise Closed(ABNORMAL)
        with self._lock:
            try:
                self._protocol.receive_data(data)
            except RemoteProtocolError as problem:
                self.closed = True
                raise Closed(ABNORMAL) from problem
            self._events.extend(self._protocol.events())

    def _acknowledge(self, event: CloseConnection) -> None:
        self._send(event.response())
        self.closed = True

    def _send(self, event: Event) -> None:
        with self._lock:
            if self.closed:
                return
            try:
                self._channel.send(self._protocol.send(event))
            except (Gone, LocalProtocolError):
                self.closed = True
