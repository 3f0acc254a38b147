"""More slow peers than the emulator has threads: services, health and internal routes answer all the same."""

from collections.abc import Iterator
from contextlib import ExitStack, closing
from socket import create_connection

import pytest

from bootstrap.clients import Clients
from bootstrap.endpoint import Endpoint
from tests.integration.gateway.test_gateway_guard import send
from tests.unit.emulator.server.test_slow_peers import hello

PEERS = 1005
"""LocalStack has a thousand threads for requests."""
PATIENCE_S = 5.0
PARTS = {
    "nothing": b"",
    "heads": b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-",
    "bodies": b"PUT /some-bucket/key HTTP/1.1\r\nHost: localhost\r\nContent-Length: 900\r\n\r\nbegun",
    "chunks": b"PUT /some-bucket/key HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab",
    "handshakes": hello(),
}


@pytest.fixture(params=list(PARTS.values()), ids=list(PARTS))
def peers(endpoint: Endpoint, request: pytest.FixtureRequest) -> Iterator[None]:
    """Each has sent the beginning of something."""
    with ExitStack() as stack:
        for _ in range(PEERS):
            peer = stack.enter_context(closing(create_connection(("127.0.0.1", endpoint.port), PATIENCE_S)))
            peer.sendall(request.param)
        yield


@pytest.mark.usefixtures("peers")
def test_everybody_else_is_answered(clients: Clients, endpoint: Endpoint) -> None:
    for path in ("/_localstack/health", "/_harness/clock"):
        with closing(create_connection(("127.0.0.1", endpoint.port), PATIENCE_S)) as connection:
            connection.sendall(f"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode())
            assert connection.recv(65536).startswith(b"HTTP/1.1 200 OK")
    queue = clients.sqs.create_queue(QueueName="answered")["QueueUrl"]
    clients.sqs.send_message(QueueUrl=queue, MessageBody="m")
    assert clients.sqs.receive_message(QueueUrl=queue)["Messages"]
    assert send(endpoint, "GET", "/some-bucket").status in {403, 404}
