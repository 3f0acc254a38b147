"""A server takes so many connections, and so many of a peer; others are closed, and later ones taken again."""

import socket
from collections.abc import Iterator
from contextlib import ExitStack, closing
from threading import Event, Thread
from time import monotonic

import pytest
from werkzeug.serving import WSGIRequestHandler
from werkzeug.wrappers import Request, Response

from harness.workshop.connections import BoundedServer

ASKED = b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"


class Handler(WSGIRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 20

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Say nothing."""


@pytest.fixture
def goes_on() -> Iterator[Event]:
    """Answers wait for it: until then their connections are open."""
    event = Event()
    yield event
    event.set()


@pytest.fixture
def server(goes_on: Event) -> Iterator[BoundedServer]:
    @Request.application
    def answer(_: Request) -> Response:
        goes_on.wait(20)
        return Response("here")

    serving = BoundedServer("127.0.0.1", 0, answer, Handler, most=3, most_of_a_peer=1)
    thread = Thread(target=serving.serve_forever, daemon=True)
    thread.start()
    yield serving
    goes_on.set()
    serving.shutdown()
    thread.join(20)
    serving.server_close()


def asked(server: BoundedServer) -> socket.socket:
    connection = socket.create_connection(("127.0.0.1", server.port), timeout=20)
    connection.sendall(ASKED)
    return connection


def is_answered(connection: socket.socket) -> bool:
    try:
        return connection.recv(100).startswith(b"HTTP/1.1 200")
    except ConnectionError:
        return False


def test_one_too_many_is_closed_and_there_is_room_again_when_one_ends(server: BoundedServer, goes_on: Event) -> None:
    with ExitStack() as stack:
        held = [stack.enter_context(closing(asked(server))) for _ in range(3)]
        with closing(asked(server)) as fourth:
            assert not is_answered(fourth)
        goes_on.set()
        assert all(is_answered(each) for each in held)
    deadline, pause, answered = monotonic() + 20, Event(), False
    while not answered and monotonic() < deadline:
        with closing(asked(server)) as another:
            answered = is_answered(another)
        pause.wait(0.05)
    assert answered


def test_one_peer_does_not_take_the_place_of_all(server: BoundedServer) -> None:
    assert server._let_in("192.0.2.1")
    assert not server._let_in("192.0.2.1")
    assert server._let_in("192.0.2.2")
    server._let_out("192.0.2.1")
    assert server._let_in("192.0.2.1")
    assert server._let_in("127.0.0.1")
    assert not server._let_in("127.0.0.1")
