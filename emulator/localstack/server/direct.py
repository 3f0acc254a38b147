"""LocalStack's gateway behind our own HTTP server: the thread that reads a request walks the handler chain with it."""

import ssl
from io import BytesIO

from localstack import config
from localstack.runtime.server.core import RuntimeServer
from rolo.gateway import Gateway
from rolo.response import Response

from emulator.gateway.failures import disk_full, written
from emulator.gateway.table import Answer as Verdicts
from emulator.localstack.gateway.body_limits import body_limit
from emulator.localstack.gateway.guard import handler, refusal
from emulator.localstack.s3.links import refusal_of_link
from emulator.localstack.server.environment import environment_of, request_of
from emulator.localstack.server.websockets import serve_websocket
from emulator.localstack.server.wsgi import answer_of
from emulator.server.answer import Answer
from emulator.server.channel import Channel, Origin
from emulator.server.conversation import BodyLimit, Request
from emulator.server.head import Head
from emulator.server.incoming import Incoming
from emulator.server.limits import Limits
from emulator.server.listener import Listener

VITAL = (b"/_localstack/health", b"/_harness/")
ASTERISK = b"*"
"""The target of `OPTIONS *`: it asks for nothing but the server itself (RFC 9110, 9.3.7)."""


class GatewayApplication:
    """A gateway as what the server hands requests to."""

    def __init__(self, gateway: Gateway) -> None:
        self._gateway = gateway

    def refuses(self, head: Head, origin: Origin) -> Answer | None:
        """What the guard says before the disk is filled for somebody who isn't let in."""
        environment = environment_of(head, origin, BytesIO())
        request = request_of(environment)
        verdict = handler().verdict(request)
        if verdict.answer is Verdicts.REFUSED:
            return _answer("403 FORBIDDEN", refusal(verdict.reason).encode(), "application/json")
        response = refusal_of_link(request)
        return answer_of(response, environment) if response is not None else None

    def limit(self, head: Head, origin: Origin) -> BodyLimit | None:
        """How long a body the route takes that a request is for."""
        found = body_limit(request_of(environment_of(head, origin, BytesIO())), handler())
        if found is None:
            return None
        return BodyLimit(found.most_bytes, _answer("413 REQUEST ENTITY TOO LARGE", found.body, found.kind))

    def is_vital(self, head: Head) -> bool:
        """Whether the harness asks, or somebody how the emulator is."""
        return head.target.startswith(VITAL)

    def no_room(self, head: Head) -> Answer:
        """That the disk is full, in the form of the service that was asked."""
        names = {name.decode("latin-1").title(): value.decode("latin-1") for name, value in head.headers}
        full = disk_full()
        body, kind = written(full, names)
        return _answer(f"{full.status} INSUFFICIENT STORAGE", body, kind)

    def answer(self, request: Request) -> Answer:
        """What the handler chain makes of the request."""
        if request.head.target == ASTERISK:
            return Answer("200 OK", [("Content-Length", "0")], ())
        environment = environment_of(request.head, request.origin, request.body)
        response = Response()
        self._gateway.process(request_of(environment), response)
        return answer_of(response, environment)

    def websocket(self, head: Head, channel: Channel, incoming: Incoming) -> None:
        """Hand the connection to whoever routes WebSockets."""
        serve_websocket(self._gateway, head, channel, incoming)


class DirectServer(RuntimeServer):
    """The server, for LocalStack's runtime. A host that can't be bound ends the start."""

    def __init__(self) -> None:
        self._listeners: list[Listener] = []

    def register(
        self, gateway: Gateway, listen: list[config.HostAndPort], ssl_creds: tuple[str, str] | None = None
    ) -> None:
        """Listen on every host and port of `listen`, with TLS beside plain HTTP if there is a certificate."""
        listener = Listener(GatewayApplication(gateway), Limits(), config.GATEWAY_WORKER_COUNT)
        tls = _tls(*ssl_creds) if ssl_creds else None
        for address in listen:
            listener.add(address.host, address.port, tls)
        self._listeners.append(listener)

    def run(self) -> None:
        """Serve until `shutdown`."""
        for listener in self._listeners:
            listener.run()

    def shutdown(self) -> None:
        """End `run`, once what is being answered is answered."""
        for listener in self._listeners:
            listener.stop()


def _answer(status: str, body: bytes, kind: str) -> Answer:
    return Answer(status, [("Content-Type", kind), ("Content-Length", str(len(body)))], (body,))


def _tls(certificate: str, key: str) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    context.set_alpn_protocols(["http/1.1"])
    return context
