"""The Lambda Runtime API for one function process: a listening socket, read and written by whoever drives the process.

Paths, headers and statuses are those of AWS's guide "Using the Lambda runtime API". No thread of its own: the owner
waits for `sockets` to become readable and calls `read`.
"""

import json
import re
import socket
from dataclasses import dataclass

import h11

PREFIX = "/2018-06-01/runtime"
_REPLY_DEADLINE_S = 60.0
_OUTCOME = re.compile(rf"{PREFIX}/invocation/([^/]+)/(response|error)")


@dataclass(frozen=True)
class Outcome:
    """What a function answered: its response, or its error as the runtime client reported it."""

    payload: bytes
    is_error: bool


class RuntimeApi:
    """Serves one process: at most one invocation at a time."""

    def __init__(self, max_response_bytes: int) -> None:
        self.max_response_bytes = max_response_bytes
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=8)
        self.address = f"127.0.0.1:{self.listener.getsockname()[1]}"
        self.connections: dict[socket.socket, _Connection] = {}
        self.waiting: _Connection | None = None
        self.request_id = ""
        self.outcome: Outcome | None = None
        self.init_error: bytes | None = None
        self.too_large = False

    def accept(self) -> socket.socket:
        """Take a new connection; the caller watches it from now on."""
        accepted, _ = self.listener.accept()
        accepted.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        accepted.settimeout(_REPLY_DEADLINE_S)
        self.connections[accepted] = _Connection(accepted)
        return accepted

    def read(self, readable: socket.socket) -> bool:
        """Take in what has arrived; False when the connection is over and was closed."""
        connection = self.connections[readable]
        try:
            for method, path, body in connection.receive():
                self._answer(connection, method, path, body)
        except (OSError, h11.RemoteProtocolError):
            connection.over = True
        if connection.over:
            self.drop(readable)
        return not connection.over

    def drop(self, closed: socket.socket) -> None:
        """Forget a connection."""
        connection = self.connections.pop(closed)
        if self.waiting is connection:
            self.waiting = None
        closed.close()

    def deliver(self, request_id: str, headers: list[tuple[str, str]], event: bytes) -> None:
        """Answer the pending `next` with an invocation; OSError when the process is gone."""
        assert self.waiting is not None, "deliver only when the runtime has asked"
        self.request_id, self.outcome, self.too_large = request_id, None, False
        connection, self.waiting = self.waiting, None
        connection.reply(200, event, [("Lambda-Runtime-Aws-Request-Id", request_id), *headers])

    def close(self) -> None:
        """Close every socket."""
        for connected in list(self.connections):
            self.drop(connected)
        self.listener.close()

    def _answer(self, connection: "_Connection", method: str, path: str, body: bytes) -> None:
        if (method, path) == ("GET", f"{PREFIX}/invocation/next"):
            self.waiting = connection
        elif (method, path) == ("POST", f"{PREFIX}/init/error"):
            self.init_error = body
            connection.reply_json(202, {"status": "OK"})
        elif method == "POST" and (found := _OUTCOME.fullmatch(path)):
            self._finish(connection, found[1], found[2], body)
        else:
            connection.reply_json(404, {"errorMessage": f"no {method} {path} here", "errorType": "NotFound"})

    def _finish(self, connection: "_Connection", request_id: str, kind: str, body: bytes) -> None:
        if request_id != self.request_id or self.outcome is not None:
            connection.reply_json(400, {"errorMessage": "Invalid request ID", "errorType": "InvalidRequestID"})
        elif kind == "response" and len(body) > self.max_response_bytes:
            self.too_large = True
            message = f"Exceeded maximum allowed payload size ({self.max_response_bytes} bytes)."
            connection.reply_json(413, {"errorMessage": message, "errorType": "RequestEntityTooLarge"})
        else:
            self.outcome = Outcome(body, is_error=kind == "error")
            connection.reply_json(202, {"status": "OK"})


class _Connection:
    """One HTTP/1.1 connection of the runtime client."""

    def __init__(self, connected: socket.socket) -> None:
        self.socket = connected
        self.http = h11.Connection(h11.SERVER)
        self.over = False
        self._request: h11.Request | None = None
        self._body: list[bytes] = []

    def receive(self) -> list[tuple[str, str, bytes]]:
        """Read once; the requests that are complete now, as method, path and body."""
        self.http.receive_data(self.socket.recv(1 << 18))
        complete = []
        while True:
            event = self.http.next_event()
            if isinstance(event, h11.Request):
                self._request, self._body = event, []
            elif isinstance(event, h11.Data):
                self._body.append(bytes(event.data))
            elif isinstance(event, h11.EndOfMessage) and self._request is not None:
                method, path = self._request.method.decode(), self._request.target.decode()
                complete.append((method, path, b"".join(self._body)))
            else:
                break
        if isinstance(event, h11.ConnectionClosed):
            self.over = True
        if self.http.they_are_waiting_for_100_continue:
            self._send(self.http.send(h11.InformationalResponse(status_code=100, headers=[])))
        return complete

    def reply_json(self, status: int, body: dict[str, str]) -> None:
        """Answer with JSON."""
        self.reply(status, json.dumps(body).encode(), [])

    def reply(self, status: int, body: bytes, headers: list[tuple[str, str]]) -> None:
        """Answer in one write: a header and a body in two packets would wait for each other."""
        every = [*headers, ("Content-Type", "application/json"), ("Content-Length", str(len(body)))]
        parts = [
            self.http.send(h11.Response(status_code=status, headers=every)),
            self.http.send(h11.Data(data=body)),
            self.http.send(h11.EndOfMessage()),
        ]
        self._send(b"".join(part for part in parts if part))
        if self.http.our_state is h11.DONE and self.http.their_state is h11.DONE:
            self.http.start_next_cycle()
        else:
            self.over = True

    def _send(self, data: bytes | None) -> None:
        if data:
            self.socket.sendall(data)
