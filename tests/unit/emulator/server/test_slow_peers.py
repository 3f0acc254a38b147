"""Who is slow holds no thread, has its time, and keeps nobody else from being answered."""

import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event, Thread
from time import monotonic
from typing import TypeVar

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from emulator.server.limits import Limits
from emulator.server.listener import Listener
from tests.unit.emulator.server.test_listener import LIMITS as USUAL
from tests.unit.emulator.server.test_listener import Echo, Running, all_of, ask, closing_request

PEERS = 30
T = TypeVar("T")
THREADS = 3
LIMITS = replace(USUAL, between_requests_s=0.2)
Start = Callable[..., Running]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Starts servers with few threads, which are stopped in the end."""
    with ExitStack() as stack:

        def started(limits: Limits = LIMITS, with_tls: bool = False) -> Running:
            listener = Listener(Echo(), limits, THREADS)
            port = listener.add("127.0.0.1", 0, server_context(tmp_path) if with_tls else None)
            thread = Thread(target=listener.run)
            thread.start()
            application = listener.application
            assert isinstance(application, Echo)
            running = Running(application, listener, port, thread)
            stack.callback(running.stop)
            stack.callback(application.go_on.set)
            return running

        yield started


def server_context(folder: Path) -> ssl.SSLContext:
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "here")])
    now = datetime(2026, 1, 1, tzinfo=UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), 1, now, now + timedelta(days=9000))
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    (folder / "here.pem").write_bytes(
        certificate.public_bytes(pem)
        + key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "here.pem")
    return context


def in_tls(server: Running) -> ssl.SSLSocket:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context.wrap_socket(server.connect())


def hello() -> bytes:
    """What a client sends first, less its end."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    outgoing = ssl.MemoryBIO()
    with pytest.raises(ssl.SSLWantReadError):
        context.wrap_bio(ssl.MemoryBIO(), outgoing).do_handshake()
    return outgoing.read()[:-10]


PARTS = {
    "heads": b"PUT / HTTP/1.1\r\nContent-",
    "bodies": b"PUT / HTTP/1.1\r\nContent-Length: 9000\r\n\r\n" + b"x" * 5000,
    "chunks": b"PUT / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab",
    "sizes of chunks": b"PUT / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n5",
    "handshakes": hello(),
}


@pytest.mark.parametrize("part", PARTS.values(), ids=PARTS)
def test_slow_peers_hold_no_threads(start: Start, part: bytes) -> None:
    server = start(with_tls=True)
    with ExitStack() as stack:
        peers = [stack.enter_context(closing(server.connect())) for _ in range(PEERS)]
        for peer in peers:
            peer.sendall(part)
        assert ask(server, closing_request(b"/", b"a")).endswith(b"a")
        for peer in peers:  # one byte more, of each, is as slow
            peer.sendall(part[-1:])
        assert ask(server, closing_request(b"/", b"b")).endswith(b"b")


@pytest.mark.parametrize(
    ("begun", "rest"),
    [
        (b"PUT / HTTP/1.1\r\nConnection: close\r\nContent-", b"Length: 3\r\n\r\nend"),
        (b"PUT / HTTP/1.1\r\nConnection: close\r\nContent-Length: 200003\r\n\r\n", b"x" * 200_000 + b"end"),
        (b"PUT / HTTP/1.1\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n3\r\ne", b"nd\r\n0\r\n\r\n"),
    ],
    ids=["head", "body", "chunks"],
)
def test_a_slow_request_is_answered_once_it_is_here(start: Start, begun: bytes, rest: bytes) -> None:
    server = start()
    with closing(server.connect()) as peer:
        peer.sendall(begun)
        (conversation,) = until(lambda: [each for each in server.listener.live if each.until_s is not None])
        until(lambda: not server.listener.serves(conversation))
        half = len(rest) // 2
        peer.sendall(rest[:half])
        peer.sendall(rest[half:])
        assert all_of(peer).endswith(b"end")
    assert len(server.application.asked) == 1


@pytest.mark.parametrize("name", ["heads", "bodies", "chunks", "sizes of chunks"])
def test_a_peer_that_stops_is_told_so(start: Start, name: str) -> None:
    server = start(replace(LIMITS, head_s=0.2, body_idle_s=0.2))
    assert ask(server, PARTS[name]).startswith(b"HTTP/1.1 408 ")
    assert server.listener.live == frozenset() or until(lambda: not server.listener.live)
    assert server.application.asked == []


def test_a_handshake_that_stops_ends(start: Start) -> None:
    assert ask(start(replace(LIMITS, head_s=0.2), with_tls=True), hello()) == b""


def test_requests_go_over_tls_too_and_its_idle_connections_hold_no_thread(start: Start) -> None:
    server = start(with_tls=True)
    with ExitStack() as stack:
        peers = [stack.enter_context(closing(in_tls(server))) for _ in range(3 * THREADS)]
        for peer in peers:
            peer.sendall(b"PUT / HTTP/1.1\r\nContent-Length: 300000\r\n\r\n" + b"x" * 300_000)
            assert received(peer, 300_000)
        for peer in peers:
            peer.sendall(closing_request(b"/", b"last"))
            assert all_of(peer).endswith(b"last")
    assert ask(server, closing_request(b"/", b"plain")).endswith(b"plain")


def test_what_must_be_answered_is_answered_while_every_thread_is_busy(start: Start) -> None:
    server = start()
    with ExitStack() as stack:
        for _ in range(THREADS):
            busy = stack.enter_context(closing(server.connect()))
            busy.sendall(b"PUT /wait HTTP/1.1\r\nContent-Length: 0\r\n\r\n")
        until(lambda: len(server.application.asked) == THREADS)
        waiting = stack.enter_context(closing(server.connect()))
        waiting.sendall(closing_request(b"/", b"later"))
        assert ask(server, closing_request(b"/health", b"well")).endswith(b"well")
        assert ("PUT", b"/") not in server.application.asked
        server.application.go_on.set()
        assert all_of(waiting).endswith(b"later")


@pytest.mark.parametrize("with_tls", [False, True], ids=["plain", "TLS"])
def test_those_who_take_a_long_answer_slowly_give_way_when_every_thread_is_busy(start: Start, with_tls: bool) -> None:
    server = start(replace(LIMITS, slow_reader_s=0.3), with_tls)
    with ExitStack() as stack:
        readers = [stack.enter_context(closing(reader(server, with_tls))) for _ in range(THREADS)]
        for each in readers:
            each.sendall(b"GET /stream HTTP/1.1\r\n\r\n")
        until(lambda: sum(each.channel.sending_s(monotonic()) > 0 for each in server.listener.live) == THREADS)
        trickles = Thread(target=trickle, args=(readers,))
        trickles.start()
        assert ask(server, closing_request(b"/", b"a")).endswith(b"a")
        server.application.go_on.set()
    trickles.join(20)


def test_a_slow_reader_has_its_time_while_a_thread_is_free(start: Start) -> None:
    server = start(replace(LIMITS, slow_reader_s=0.0))
    with closing(reader(server)) as slow:
        slow.sendall(b"GET /stream HTTP/1.1\r\nConnection: close\r\n\r\n")
        until(lambda: any(each.channel.sending_s(monotonic()) > 0 for each in server.listener.live))
        for _ in range(5):
            assert ask(server, closing_request(b"/", b"a")).endswith(b"a")
        assert all_of(slow).endswith(b"0\r\n\r\n")


def test_there_are_so_many_connections_and_no_more(start: Start) -> None:
    server = start(replace(LIMITS, connections=10))
    with ExitStack() as stack:
        idle = stack.enter_context(closing(server.connect()))
        idle.sendall(b"GET / HTTP/1.1\r\n\r\n")
        assert idle.recv(65536).startswith(b"HTTP/1.1 200 OK")
        slow = []
        for _ in range(20):
            slow.append(stack.enter_context(closing(server.connect())))
            slow[-1].sendall(PARTS["heads"])
            until(lambda: slow[-1].getsockname() in waited_for(server))
        assert ask(server, closing_request(b"/", b"a")).endswith(b"a")
        assert slow[0].recv(10) == b""
        idle.sendall(closing_request(b"/", b"still here"))
        assert all_of(idle).endswith(b"still here")


def waited_for(server: Running) -> set[tuple[str, int]]:
    """The peers that are slow, and in no thread's hands: one that still is in a thread's can't be dropped."""
    listener = server.listener
    return {each.channel.peer for each in listener.live if each.until_s is not None and not listener.serves(each)}


def reader(server: Running, with_tls: bool = False) -> socket.socket:
    """A peer with little room for what it is sent."""
    plain = socket.socket()
    plain.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    plain.settimeout(20)
    plain.connect(("127.0.0.1", server.port))
    if not with_tls:
        return plain
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context.wrap_socket(plain)


def trickle(readers: list[socket.socket]) -> None:
    """Take a little of each, again and again, until they are closed."""
    pause = Event()
    while not pause.wait(0.02):
        for each in readers:
            try:
                each.recv(100)
            except OSError:
                return


def received(peer: socket.socket, most: int) -> bool:
    """Whether so many bytes come after a head."""
    found = b""
    while len(found.partition(b"\r\n\r\n")[2]) < most:
        found += peer.recv(65536)
    return True


def until(look: Callable[[], T]) -> T:
    """What `look` answers once that is true."""
    deadline, pause = monotonic() + 20, Event()
    while not (found := look()):
        assert monotonic() < deadline, "it didn't come about"
        pause.wait(0.01)
    return found
