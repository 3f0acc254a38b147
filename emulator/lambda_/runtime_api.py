"""The Lambda Runtime API for one function process: a listening socket, read and written by whoever drives the process.

Paths, headers and statuses are those of AWS's guide "Using the Lambda runtime API". No thread of its own: the owner
waits for `sockets` to become readable and calls `read`.

Everything on this machine can connect to the port, and the function's own code may send what it likes. So a connection
is kept only if the owner knows whose it is, a page's request is refused, a body is cut where the limit is, and nothing
that arrives, or fails to be taken, keeps the owner waiting.
"""

import json
import re
import socket
from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic

import h11

from emulator.lambda_.messages import too_large_error

PREFIX = "/2018-06-01/runtime"
MOST_CONNECTIONS = 8
"""One is what a runtime client needs."""
_OUTCOME = re.compile(rf"{PREFIX}/invocation/([^/]+)/(response|error)")
_READ_BYTES = 1 << 18


@dataclass(frozen=True)
class Outcome:
    """What a function answered: its response, or its error as the runtime client reported it."""

    payload: bytes
    is_error: bool


class RuntimeApi:
    """Serves one process: at most one invocation at a time."""

    def __init__(
        self, max_response_bytes: int, welcome: Callable[[socket.socket], bool] = lambda _: True, secret: str = ""
    ) -> None:
        """`welcome` says whether a connection is the process's own; `secret` becomes a part of the address."""
        self.max_response_bytes = max_response_bytes
        self._welcome = welcome
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=MOST_CONNECTIONS)
        self.listener.setblocking(False)
        self.host = f"127.0.0.1:{self.listener.getsockname()[1]}"
        self._below = f"/{secret}" if secret else ""
        self.connections: dict[socket.socket, _Connection] = {}
        self.waiting: _Connection | None = None
        self.request_id = ""
        self.outcome: Outcome | None = None
        self.init_error: bytes | None = None
        self.too_large = False

    @property
    def address(self) -> str:
        """What goes into `AWS_LAMBDA_RUNTIME_API`."""
        return self.host + self._below

    def accept(self) -> socket.socket | None:
        """Take a new connection, which the caller watches from now on; None when it was none of ours."""
        try:
            accepted, _ = self.listener.accept()
        except OSError:  # it went away before it was taken
            return None
        if len(self.connections) >= MOST_CONNECTIONS or not self._welcome(accepted):
            accepted.close()
            return None
        accepted.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        accepted.setblocking(False)
        self.connections[accepted] = _Connection(accepted, self.max_response_bytes)
        return accepted

    def read(self, readable: socket.socket) -> bool:
        """Take in what has arrived; False when the connection is over and was closed."""
        connection = self.connections[readable]
        try:
            request = connection.receive()
            if request is not None:
                self._answer(connection, request)
            if connection.pipelined:
                connection.over = True
        except (OSError, h11.ProtocolError, UnicodeDecodeError):
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

    def deliver(self, request_id: str, headers: list[tuple[str, str]], event: bytes, until_s: float) -> None:
        """Answer the pending `next` with an invocation; OSError when the process is gone or doesn't take it in time."""
        assert self.waiting is not None, "deliver only when the runtime has asked"
        self.request_id, self.outcome, self.too_large = request_id, None, False
        connection, self.waiting = self.waiting, None
        connection.socket.settimeout(max(0.01, until_s - monotonic()))
        try:
            connection.reply(200, event, [("Lambda-Runtime-Aws-Request-Id", request_id), *headers])
        finally:
            connection.socket.setblocking(False)

    def close(self) -> None:
        """Close every socket."""
        for connected in list(self.connections):
            self.drop(connected)
        self.listener.close()

    def _answer(self, connection: "_Connection", request: "_Request") -> None:
        if request.host != self.host or request.of_a_page:
            connection.refuse(403, "Forbidden", "only the runtime of this execution environment may ask")
            return
        path = request.path.removeprefix(self._below) if request.path.startswith(self._below) else ""
        if (request.method, path) == ("GET", f"{PREFIX}/invocation/next"):
            self._ask(connection)
        elif request.method == "POST" and path == f"{PREFIX}/init/error":
            self.init_error = too_large_error(self.max_response_bytes) if request.cut else request.body
            self._take_up(connection, request)
        elif request.method == "POST" and (found := _OUTCOME.fullmatch(path)):
            self._finish(connection, found[1], found[2], request)
        else:
            connection.refuse(404, "NotFound", f"no {request.method} {path} here")

    def _ask(self, connection: "_Connection") -> None:
        if self.waiting is not None:
            connection.refuse(400, "InvalidRequest", "the runtime has asked for its next event already")
        else:
            self.waiting = connection

    def _finish(self, connection: "_Connection", request_id: str, kind: str, request: "_Request") -> None:
        if request_id != self.request_id or self.outcome is not None or self.too_large:
            connection.refuse(400, "InvalidRequestID", "Invalid request ID")
            return
        self.too_large = request.cut
        if not request.cut:
            self.outcome = Outcome(request.body, is_error=kind == "error")
        self._take_up(connection, request)

    def _take_up(self, connection: "_Connection", request: "_Request") -> None:
        if request.cut:
            message = f"Exceeded maximum allowed payload size ({self.max_response_bytes} bytes)."
            connection.refuse(413, "RequestEntityTooLarge", message)
        else:
            connection.reply_json(202, {"status": "OK"})


@dataclass
class _Request:
    """A request, whole or `cut` where its body went over the limit."""

    method: str
    path: str
    host: str
    of_a_page: bool
    body: bytes = b""
    cut: bool = False


class _Connection:
    """One HTTP/1.1 connection of the runtime client: a request, its answer, and so on; never two at once."""

    def __init__(self, connected: socket.socket, most_bytes: int) -> None:
        self.socket = connected
        self.http = h11.Connection(h11.SERVER)
        self.over = False
        self._most_bytes = most_bytes
        self._request: _Request | None = None
        self._body: list[bytes] = []
        self._size = 0
        self._discards = False

    @property
    def pipelined(self) -> bool:
        """Whether more has come than the request that is being answered."""
        return self.http.their_state is h11.DONE and bool(self.http.trailing_data[0])

    def receive(self) -> _Request | None:
        """Read once; the request that is complete, or too large, now."""
        data = self.socket.recv(_READ_BYTES)
        if not data:
            self.over = True
        if self._discards or not data:
            return None
        self.http.receive_data(data)
        complete = self._advance()
        if self.http.they_are_waiting_for_100_continue and complete is None:
            self._send(self.http.send(h11.InformationalResponse(status_code=100, headers=[])))
        return complete

    def _advance(self) -> _Request | None:
        while True:
            event = self.http.next_event()
            if isinstance(event, h11.Request):
                self._request, self._body, self._size = _of(event), [], 0
                if _declared(event) > self._most_bytes:
                    self._size = self._most_bytes + 1
            elif isinstance(event, h11.Data):
                self._body.append(bytes(event.data))
                self._size += len(event.data)
            elif isinstance(event, h11.EndOfMessage) and self._request is not None:
                self._request.body, self._body = b"".join(self._body), []
                return self._request
            else:
                return None
            if self._request is not None and self._size > self._most_bytes:
                self._request.cut, self._body, self._discards = True, [], True
                return self._request

    def refuse(self, status: int, kind: str, message: str) -> None:
        """Answer with an error; what else comes on this connection is thrown away."""
        self._discards = True
        self.reply_json(status, {"errorMessage": message, "errorType": kind})

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
        if self.pipelined:
            self.over = True
        elif self.http.our_state is h11.DONE and self.http.their_state is h11.DONE:
            self.http.start_next_cycle()
            self._discards = False
        elif not self._discards:
            self.over = True

    def _send(self, data: bytes | None) -> None:
        if data:
            self.socket.sendall(data)


def _of(event: h11.Request) -> _Request:
    headers = dict(event.headers)
    return _Request(
        event.method.decode(), event.target.decode(), headers.get(b"host", b"").decode("latin-1"), b"origin" in headers
    )


def _declared(event: h11.Request) -> int:
    return next((int(value) for name, value in event.headers if name == b"content-length"), 0)
