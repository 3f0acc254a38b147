"""A server between the harness and the emulator that sees every request, and refuses those that a test chooses."""

import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import parse_qs, urlsplit
from xml.sax.saxutils import escape

from bootstrap.clients import Clients
from bootstrap.endpoint import Endpoint

DELETIONS = re.compile(r"\b(DELETE|Delete\w+|Unsubscribe|PurgeQueue)\b")
IN_XML = ("sns", "iam", "monitoring")
"""Services that answer in XML who asks in the query protocol. Newer SDKs ask CloudWatch (`monitoring`) in JSON."""
HOP_BY_HOP = {"connection", "transfer-encoding", "content-length", "expect", "keep-alive"}


@dataclass(frozen=True)
class Asked:
    """One request: AWS's service, the operation or method and path, the body, and whether it is in AWS's JSON."""

    service: str
    operation: str
    body: str
    in_json: bool = False

    @property
    def text(self) -> str:
        """All of it, for a test to look for words in."""
        return f"{self.service} {self.operation} {self.body}"

    @property
    def deletes(self) -> bool:
        """Whether it removes something from AWS."""
        return bool(self.service and DELETIONS.search(self.operation))


@dataclass(frozen=True)
class Refusal:
    """An error of AWS."""

    code: str
    message: str
    status: int = 400

    def body(self, asked: Asked) -> tuple[str, bytes]:
        """Content type and text, as the service would write it to who asked in this way."""
        error = f"<Code>{self.code}</Code><Message>{escape(self.message)}</Message>"
        if asked.service == "s3":
            return "application/xml", f"<Error>{error}</Error>".encode()
        if asked.service in IN_XML and not asked.in_json:
            return "text/xml", f"<ErrorResponse><Error><Type>Sender</Type>{error}</Error></ErrorResponse>".encode()
        return "application/json", json.dumps({"__type": self.code, "message": self.message}).encode()


LOST = Refusal("", "", 0)
"""No answer at all: the connection ends, and the emulator has heard nothing."""

Rule = Callable[[Asked], Refusal | None]


@dataclass
class Between:
    """The server; `rule` is asked about every request before it goes on, and may refuse it."""

    clients: Clients
    rule: Rule = lambda asked: None
    asked: list[Asked] = field(default_factory=list)

    @property
    def deletions(self) -> list[Asked]:
        """The requests that removed something, or would have."""
        return [each for each in self.asked if each.deletes]


class Passing(BaseHTTPRequestHandler):
    """Passes on, and passes back. `between` makes a class of it for each server, with these two."""

    made: Between
    upstream: str
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def pass_on(self) -> None:
        """One request and its answer."""
        body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        asked = self.understood(body)
        refusal = self.made.rule(asked)
        self.made.asked.append(asked)
        if refusal is LOST:
            self.close_connection = True
            return
        if refusal:
            kind, text = refusal.body(asked)
            self.answer(refusal.status, {"Content-Type": kind, "x-amzn-ErrorType": refusal.code}, text)
            return
        connection = HTTPConnection(self.upstream, timeout=60)
        headers = {name: value for name, value in self.headers.items() if name.lower() not in HOP_BY_HOP}
        try:
            connection.request(self.command, self.path, body or None, headers)
            answer = connection.getresponse()
            self.answer(answer.status, dict(answer.getheaders()), answer.read())
        except (OSError, HTTPException):
            self.close_connection = True
        finally:
            connection.close()

    def understood(self, body: bytes) -> Asked:
        """What the request asks of AWS."""
        signed = re.search(r"Credential=\w+/\d+/[\w-]+/([\w-]+)/", self.headers.get("Authorization", ""))
        text = body.decode(errors="replace")
        action = parse_qs(text).get("Action", [""])[0] if "Action=" in text else ""
        target = self.headers.get("X-Amz-Target", "").rpartition(".")[2]
        service = signed[1] if signed else ""
        return Asked(service, target or action or f"{self.command} {self.path}", text, in_json=bool(target))

    def answer(self, status: int, headers: dict[str, str], body: bytes) -> None:
        """Answer, unless nobody listens any more."""
        with suppress(OSError):
            self.send_response_only(status)
            for name, value in headers.items():
                if name.lower() not in HOP_BY_HOP:
                    self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(b"" if self.command == "HEAD" else body)

    def log_message(self, *_: object) -> None:
        """Silent."""


for method in ("GET", "PUT", "POST", "DELETE", "HEAD", "PATCH"):
    setattr(Passing, f"do_{method}", Passing.pass_on)


@contextmanager
def between(clients: Clients) -> Iterator[Between]:
    """A server in front of the emulator of these clients, whose own `clients` lead through it."""

    class Here(Passing):
        """Of this server."""

        upstream = urlsplit(clients.endpoint.url).netloc

    with ThreadingHTTPServer(("127.0.0.1", 0), Here) as server:
        endpoint = Endpoint(f"http://127.0.0.1:{server.server_port}")
        Here.made = made = Between(Clients(endpoint, clients.region, clients.account_id))
        server.daemon_threads = True
        Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        try:
            yield made
        finally:
            server.shutdown()
