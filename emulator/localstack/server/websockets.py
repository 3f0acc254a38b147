"""WebSockets as rolo's gateway wants them."""

from collections.abc import Iterable
from io import BytesIO
from typing import Any

from rolo.gateway import Gateway
from rolo.websocket import WebSocketDisconnectedError, WebSocketRequest
from rolo.websocket import adapter as rolo
from werkzeug.datastructures import Headers
from wsproto.events import BytesMessage, Message, Request, TextMessage

from emulator.localstack.server.environment import environment_of
from emulator.server.channel import Channel
from emulator.server.head import Head
from emulator.server.incoming import Incoming
from emulator.server.websocket import Closed, WebSocket

GOING_AWAY = 1001


def serve_websocket(gateway: Gateway, head: Head, channel: Channel, incoming: Incoming) -> None:
    """Have the gateway take a request for a WebSocket, and stay with it until it is over."""
    environment = environment_of(head, channel, BytesIO())
    environment["REQUEST_METHOD"] = "WEBSOCKET"
    adapter = Adapter(WebSocket(head, channel, incoming))
    environment["rolo.websocket"] = adapter
    try:
        WebSocketRequest.listener(gateway.accept)(environment)
    finally:
        adapter.close(GOING_AWAY)


class Adapter(rolo.WebSocketAdapter):
    """One WebSocket, in rolo's words."""

    def __init__(self, websocket: WebSocket) -> None:
        self._websocket = websocket

    def receive(self, timeout: float | None = None) -> Any:
        """The request, then message after message; rolo's error for the end, TimeoutError when the time is over."""
        try:
            event = self._websocket.receive(timeout)
        except Closed as closed:
            raise WebSocketDisconnectedError(closed.code) from closed
        if isinstance(event, Request):
            return rolo.CreateConnection()
        assert isinstance(event, Message)
        kind = rolo.BytesMessage if isinstance(event, BytesMessage) else rolo.TextMessage
        return kind(event.data)

    def send(self, event: rolo.Message, timeout: float | None = None) -> None:
        """Send text or bytes."""
        kind = BytesMessage if isinstance(event, rolo.BytesMessage) else TextMessage
        self._websocket.send(kind(event.data))

    def accept(
        self,
        subprotocol: str | None = None,
        extensions: list[str] | None = None,
        extra_headers: Headers | None = None,
        timeout: float | None = None,
    ) -> None:
        """Agree to the WebSocket."""
        self._websocket.accept(subprotocol, _raw(extra_headers))

    def reject(
        self,
        status_code: int,
        headers: Headers | None = None,
        body: Iterable[bytes] | None = None,
        timeout: float | None = None,
    ) -> None:
        """Answer with this instead."""
        self._websocket.reject(status_code, _raw(headers), b"".join(body or ()))

    def close(self, code: int = GOING_AWAY, reason: str | None = None, timeout: float | None = None) -> None:
        """End it, unless it is over."""
        self._websocket.close(code, reason)


def _raw(headers: Headers | None) -> list[tuple[bytes, bytes]]:
    return [(name.encode("latin-1"), value.encode("latin-1")) for name, value in (headers or Headers()).items()]
