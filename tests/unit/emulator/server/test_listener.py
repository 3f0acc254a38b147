"""The whole server over real sockets, with an application of the test's own."""

import socket
from collections.abc import Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from errno import ENOSPC
from threading import Event, Thread

import pytest
from wsproto import ConnectionType, WSConnection
from wsproto import events as ws

from emulator.server import body as reading
from emulator.server.answer import Answer
from emulator.server.channel import Channel, Origin
from emulator.server.conversation import BodyLimit, Conversation, Request
from emulator.server.head import Head
from emulator.server.incoming import Incoming
from emulator.server.limits import Limits
from emulator.server.listener import Listener
from emulator.server.websocket import Closed, WebSocket

LIMITS = Limits(body_bytes=8 * 1024 * 1024, in_memory_bytes=1024)


class Stream:
    """A body that says when it is closed."""

    def __init__(self, pieces: list[bytes]) -> None:
        self.pieces, self.closed = pieces, Event()

    def __iter__(self) -> Iterator[bytes]:
        return iter(self.pieces)

    def close(self) -> None:
        self.closed.set()


@dataclass
class Echo:
    """Answers with what it was sent; `/fail` fails, `/wait` waits, `/stream` streams. Lets no page send long bodies."""

    asked: list[tuple[str, bytes]] = field(default_factory=list)
    refusable: list[bytes] = field(default_factory=list)
    waits: Event = field(default_factory=Event)
    go_on: Event = field(default_factory=Event)
    stream: Stream = field(default_factory=lambda: Stream([b"x" * 100_000] * 50))

    def refuses(self, head: Head, origin: Origin) -> Answer | None:
        self.refusable.append(head.target)
        return Answer("403 Forbidden", [("Content-Length", "2")], [b"no"]) if head.first(b"origin") else None

    def limit(self, head: Head, origin: Origin) -> BodyLimit | None:
        if head.target != b"/limited":
            return None
        return BodyLimit(2048, Answer("413 Too Large", [("Content-Length", "4")], [b"long"]))

    def is_vital(self, head: Head) -> bool:
        return head.target == b"/health"

    def no_room(self, head: Head) -> Answer:
        return Answer("507 Insufficient Storage", [("Content-Length", "4")], [b"full"])

    def answer(self, request: Request) -> Answer:
        content, target = request.body.read(), request.head.target
        self.asked.append((request.head.method, target))
        if target == b"/fail":
            raise RuntimeError("failed")
        if target == b"/wait":
            self.waits.set()
            self.go_on.wait(20)
        if target == b"/stream":
            return Answer("200 OK", [], self.stream)
        if target == b"/split":
            return Answer("200 OK", [("X: 1\r\nContent-Length: 0\r\n\r\nHTTP/1.1 200 OK\r\nX", "1")], self.stream)
        announced = {b"/short": len(content) + 1, b"/long": len(content) - 1}.get(target, len(content))
        return Answer("200 OK", [("Content-Length", str(announced))], [content])

    def websocket(self, head: Head, channel: Channel, incoming: Incoming) -> None:
        websocket = WebSocket(head, channel, incoming)
        websocket.receive()
        if head.target == b"/refused":
            return websocket.reject(403, [], b"no")
        websocket.accept(None, [])
        try:
            while True:
                event = websocket.receive()
                assert isinstance(event, ws.TextMessage | ws.BytesMessage)
                websocket.send(event)
        except Closed as closed:
            self.asked.append(("closed", str(closed.code).encode()))


@dataclass
class Running:
    """A server in a thread."""

    application: Echo
    listener: Listener
    port: int
    thread: Thread

    def connect(self) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.port), timeout=20)

    def stop(self) -> None:
        self.listener.stop()
        self.thread.join(20)
        assert not self.thread.is_alive()


@pytest.fixture
def server() -> Iterator[Running]:
    application = Echo()
    listener = Listener(application, LIMITS, threads=50)
    port = listener.add("127.0.0.1", 0)
    thread = Thread(target=listener.run)
    thread.start()
    running = Running(application, listener, port, thread)
    yield running
    application.go_on.set()
    running.stop()


def all_of(connection: socket.socket) -> bytes:
    found = []
    while data := connection.recv(1 << 20):
        found.append(data)
    return b"".join(found)


def ask(server: Running, sent: bytes) -> bytes:
    with closing(server.connect()) as connection:
        connection.sendall(sent)
        return all_of(connection)


def closing_request(target: bytes, body: bytes = b"") -> bytes:
    head = b"PUT %b HTTP/1.1\r\nConnection: close\r\nContent-Length: %d\r\n\r\n"
    return head % (target, len(body)) + body


def test_an_answer_that_cannot_be_sent_is_a_502_and_the_connection_goes_on(server: Running) -> None:
    with closing(server.connect()) as connection:
        connection.sendall(b"GET /split HTTP/1.1\r\n\r\n" + closing_request(b"/", b"mine"))
        answered = all_of(connection)
    assert answered.startswith(b"HTTP/1.1 502 Bad Gateway\r\n")
    assert answered.count(b"HTTP/1.1 ") == 2
    assert answered.endswith(b"mine")
    assert server.application.stream.closed.is_set()


def test_pipelined_requests_are_answered_in_their_order_and_once(server: Running) -> None:
    first = b"PUT /%d HTTP/1.1\r\nContent-Length: 1\r\n\r\n%d"
    answers = ask(server, b"".join(first % (n, n) for n in range(9)) + closing_request(b"/9", b"9"))
    assert [part[-1:] for part in answers.split(b"HTTP/1.1 200 OK")[1:]] == [b"%d" % n for n in range(10)]
    assert server.application.asked == [("PUT", b"/%d" % n) for n in range(10)]


@pytest.mark.parametrize("target", [b"/short", b"/long"])
@pytest.mark.parametrize("length", [3, 200_000], ids=["in one piece", "in many"])
def test_an_answer_of_another_length_than_announced_ends_its_connection(
    server: Running, target: bytes, length: int
) -> None:
    sent = b"PUT %b HTTP/1.1\r\nContent-Length: %d\r\n\r\n" % (target, length) + b"x" * length
    answer = ask(server, sent)
    assert answer.startswith(b"HTTP/1.1 200 OK")
    assert len(answer.partition(b"\r\n\r\n")[2]) == (length if target == b"/short" else length - 1)
    assert ask(server, b"HEAD" + sent[3:] + closing_request(b"/")).count(b"200 OK") == 2


class FullDisk:
    """A file of which nothing is kept."""

    def __init__(self, _: int) -> None:
        pass

    def write(self, _: bytes) -> int:
        raise OSError(ENOSPC, "No space left on device")

    def close(self) -> None:
        """Nothing to do."""


@pytest.mark.parametrize("framing", [b"Content-Length: 2000000", b"Transfer-Encoding: chunked"])
def test_a_body_that_the_disk_has_no_room_for_is_answered(
    server: Running, monkeypatch: pytest.MonkeyPatch, framing: bytes
) -> None:
    monkeypatch.setattr(reading, "SpooledTemporaryFile", FullDisk)
    content = b"x" * 2_000_000 if b"Length" in framing else b"1e8480\r\n" + b"x" * 2_000_000 + b"\r\n0\r\n\r\n"
    answer = ask(server, b"PUT / HTTP/1.1\r\n" + framing + b"\r\n\r\n" + content)
    assert answer.startswith(b"HTTP/1.1 507 ")
    assert answer.endswith(b"full")
    assert server.application.asked == []


def test_large_bodies_go_both_ways(server: Running) -> None:
    body = bytes(range(256)) * 16_384
    assert ask(server, closing_request(b"/", body)).partition(b"\r\n\r\n")[2] == body


def test_an_answer_goes_to_the_peer_while_it_is_made_and_its_body_is_closed(server: Running) -> None:
    answer = ask(server, b"GET /stream HTTP/1.1\r\nConnection: close\r\n\r\n")
    assert answer.endswith(b"0\r\n\r\n")
    assert answer.count(b"x" * 100_000) == 50
    assert server.application.stream.closed.wait(20)


def test_a_peer_that_leaves_while_it_is_answered_ends_the_answer(server: Running) -> None:
    with closing(server.connect()) as connection:
        connection.sendall(b"GET /stream HTTP/1.1\r\n\r\n")
        connection.recv(10)
    assert server.application.stream.closed.wait(20)
    assert ask(server, closing_request(b"/", b"a")).endswith(b"a")


def test_what_fails_is_a_500_and_the_connection_goes_on(server: Running) -> None:
    answers = ask(server, b"GET /fail HTTP/1.1\r\n\r\n" + closing_request(b"/", b"a"))
    assert answers.startswith(b"HTTP/1.1 500 Internal Server Error\r\n")
    assert answers.endswith(b"a")


def test_a_refused_request_is_answered_even_when_the_peer_still_sends(server: Running) -> None:
    refused = b"PUT / HTTP/1.1\r\nContent-Length: 9000000\r\n\r\n"
    assert ask(server, refused + b"x" * 4_000_000).startswith(b"HTTP/1.1 413 ")
    assert server.application.asked == []


@pytest.mark.parametrize("body", [b"", b"abc"])
def test_a_peer_who_waits_to_send_is_told_to_whatever_it_sends(server: Running, body: bytes) -> None:
    head = b"PUT / HTTP/1.1\r\nExpect: 100-continue\r\nConnection: close\r\nContent-Length: %d\r\n\r\n"
    answer = ask(server, head % len(body) + body)
    assert answer.startswith(b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n")
    assert answer.endswith(b"\r\n\r\n" + body)


@pytest.mark.parametrize("length", [b"Content-Length: 8000000", b"Transfer-Encoding: chunked"])
def test_a_long_body_of_who_is_not_let_in_is_never_read(server: Running, length: bytes) -> None:
    head = b"PUT /%b HTTP/1.1\r\nExpect: 100-continue\r\n%b%b\r\n\r\n"
    answer = ask(server, head % (b"page", b"Origin: http://evil.example\r\n", length))
    assert answer.startswith(b"HTTP/1.1 403 ")
    assert b"Connection: close\r\n" in answer
    assert answer.endswith(b"\r\n\r\nno")
    assert server.application.asked == []


@pytest.mark.parametrize(
    ("framing", "content"),
    [(b"Content-Length: 8000000", b""), (b"Transfer-Encoding: chunked", b"801\r\n")],
    ids=["announced", "in chunks"],
)
def test_a_body_is_no_longer_than_its_route_takes(server: Running, framing: bytes, content: bytes) -> None:
    answer = ask(server, b"PUT /limited HTTP/1.1\r\n" + framing + b"\r\n\r\n" + content)
    assert answer.startswith(b"HTTP/1.1 413 Too Large\r\n")
    assert b"Connection: close\r\n" in answer
    assert answer.endswith(b"long")
    assert server.application.asked == []
    assert ask(server, closing_request(b"/limited", b"x" * 2048)).endswith(b"x" * 2048)


def test_only_long_bodies_are_asked_about_before_they_are_read(server: Running) -> None:
    assert ask(server, closing_request(b"/short", b"x" * 1024)).endswith(b"x" * 1024)
    assert ask(server, closing_request(b"/other", b"x" * 1025)).endswith(b"x" * 1025)
    assert server.application.refusable == [b"/other"]


def test_idle_connections_need_no_threads(server: Running) -> None:
    with ExitStack() as stack:
        idle = [stack.enter_context(closing(server.connect())) for _ in range(200)]
        assert ask(server, closing_request(b"/", b"a")).endswith(b"a")
        for connection in idle[::20]:
            connection.sendall(closing_request(b"/", b"b"))
            assert all_of(connection).endswith(b"b")


def test_a_connection_that_was_put_aside_is_taken_up_again(server: Running) -> None:
    with closing(server.connect()) as connection:
        connection.sendall(b"GET / HTTP/1.1\r\n\r\n")
        assert connection.recv(65536).startswith(b"HTTP/1.1 200 OK")
        (conversation,) = server.listener.live
        while server.listener.serves(conversation):
            server.application.go_on.wait(0.05)
        connection.sendall(closing_request(b"/", b"c"))
        assert all_of(connection).endswith(b"c")


def test_an_end_waits_for_who_is_being_answered_and_for_nobody_else(server: Running) -> None:
    with closing(server.connect()) as idle, closing(server.connect()) as busy:
        idle.sendall(b"GET / HTTP/1.1\r\n\r\n")
        assert idle.recv(65536)
        busy.sendall(b"PUT /wait HTTP/1.1\r\nContent-Length: 4\r\n\r\nlast")
        assert server.application.waits.wait(20)
        server.listener.stop()
        assert all_of(idle) == b""
        server.application.go_on.set()
        assert all_of(busy).endswith(b"last")
        server.thread.join(20)
        assert not server.thread.is_alive()
        with pytest.raises(OSError, match="refused"):
            server.connect()


def test_websockets(server: Running) -> None:
    client = WSConnection(ConnectionType.CLIENT)
    with closing(server.connect()) as connection:
        connection.sendall(client.send(ws.Request(host="localhost", target="/echo")))
        sent: list[ws.Event] = [
            ws.TextMessage("hello"),
            ws.BytesMessage(b"\0" * 70_000),
            ws.Ping(b"ping"),
            ws.TextMessage("last"),
        ]
        found: list[ws.Event] = []
        while not any(isinstance(event, ws.AcceptConnection) for event in found):
            client.receive_data(connection.recv(65536))
            found += client.events()
        for event in sent:
            connection.sendall(client.send(event))
        while not any(isinstance(event, ws.TextMessage) and event.data == "last" for event in found):
            client.receive_data(connection.recv(65536))
            found += client.events()
        connection.sendall(client.send(ws.CloseConnection(1000)))
        client.receive_data(all_of(connection))
        found += client.events()
    texts = [event.data for event in found if isinstance(event, ws.TextMessage)]
    assert (texts[0], texts[-1]) == ("hello", "last")
    assert sum(len(event.data) for event in found if isinstance(event, ws.BytesMessage)) == 70_000
    assert any(isinstance(event, ws.Pong) for event in found)
    assert any(isinstance(event, ws.CloseConnection) for event in found)
    assert ("closed", b"1000") in server.application.asked


def test_a_websocket_can_be_refused(server: Running) -> None:
    client = WSConnection(ConnectionType.CLIENT)
    answer = ask(server, client.send(ws.Request(host="localhost", target="/refused")))
    assert answer.startswith(b"HTTP/1.1 403")
    assert ask(server, b"GET / HTTP/1.1\r\nUpgrade: websocket\r\n\r\n").startswith(b"HTTP/1.1 400")


def test_a_connection_that_its_thread_has_closed_is_no_end_of_the_server() -> None:
    """As happens while the server stops: it was handed back, and closed before it was watched."""
    application = Echo()
    listener = Listener(application, LIMITS, threads=1)
    listening = socket.create_server(("127.0.0.1", 0))
    far = socket.create_connection(listening.getsockname())
    near, peer = listening.accept()
    port = listening.getsockname()[1]
    conversation = Conversation(Channel(near, peer, port, LIMITS, None), application, LIMITS)
    conversation.channel.close()
    listener._returned.append(conversation)
    listener._take_back()
    assert (listener.live, listener.serves(conversation)) == (frozenset(), True)
    far.close()
    listening.close()
    listener.stop()
    listener.run()
