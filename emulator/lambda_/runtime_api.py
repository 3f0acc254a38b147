"""The Lambda Runtime API for one function process: a listening socket, read and written by whoever drives the process.

Paths, headers and statuses are those of AWS's guide "Using the Lambda runtime API". No thread of its own: the owner
waits for `sockets` to become readable and calls `read`.

Everything on this machine can connect to the port, and the function's own code may send what it likes. So a connection
is kept only if the owner knows whose it is, a page's request is refused, a body is cut where the limit is, and nothing
that arrives, or fails to be taken, keeps the owner waiting.
"""

import re
import socket
from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic

from emulator.lambda_.messages import too_large_error
from emulator.lambda_.runtime_connection import Connection, Malformed, Request

PREFIX = "/2018-06-01/runtime"
MOST_CONNECTIONS = 8
"""One is what a runtime client needs."""
_OUTCOME = re.compile(rf"{PREFIX}/invocation/([^/]+)/(response|error)")


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
        self.connections: dict[socket.socket, Connection] = {}
        self.waiting: Connection | None = None
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
        self.connections[accepted] = Connection(accepted, self.max_response_bytes)
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
        except (OSError, Malformed, UnicodeDecodeError):
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
        wait_s = max(0.01, until_s - monotonic())
        connection.reply(200, event, [("Lambda-Runtime-Aws-Request-Id", request_id), *headers], wait_s)

    def close(self) -> None:
        """Close every socket."""
        for connected in list(self.connections):
            self.drop(connected)
        self.listener.close()

    def _answer(self, connection: Connection, request: Request) -> None:
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

    def _ask(self, connection: Connection) -> None:
        if self.waiting is not None:
            connection.refuse(400, "InvalidRequest", "the runtime has asked for its next event already")
        else:
            self.waiting = connection

    def _finish(self, connection: Connection, request_id: str, kind: str, request: Request) -> None:
        if request_id != self.request_id or self.outcome is not None or self.too_large:
            connection.refuse(400, "InvalidRequestID", "Invalid request ID")
            return
        self.too_large = request.cut
        if not request.cut:
            self.outcome = Outcome(request.body, is_error=kind == "error")
        self._take_up(connection, request)

    def _take_up(self, connection: Connection, request: Request) -> None:
        if request.cut:
            message = f"Exceeded maximum allowed payload size ({self.max_response_bytes} bytes)."
            connection.refuse(413, "RequestEntityTooLarge", message)
        else:
            connection.reply_json(202, {"status": "OK"})
