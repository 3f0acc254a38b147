"""Our HTTP server and LocalStack's answer the same raw requests with the same bytes, but for dates and ids."""

import re
import socket
import ssl
from collections.abc import Iterator
from contextlib import ExitStack, closing
from hashlib import sha256
from importlib.metadata import version

import psutil
import pytest

from bootstrap.clients import Clients
from harness.engines.embedded import EmbeddedEngine, Process
from harness.engines.free_port import free_port
from harness.home import Home
from tests.integration.server.raw_requests import BODY, HOSTILE, KEPT, KEY, WELL_FORMED, Case, s3, sized

SERVERS = ("bound", "direct")
RELEASE = version("localstack-core")
CHANGING = (
    (rb"(?i)(\r\nserver: )[^\r]*", rb"\1-"),
    (rb"(?i)(\r\n(?:date|last-modified): )[^\r]*", rb"\1-"),
    (rb"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", b"(id)"),
    (rb"[0-9A-Z]{52}", b"(id)"),
    (rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[.\d]*Z", b"(time)"),
)
LARGE_BYTES, IDLE = 100 * 1024 * 1024, 1000
PIECE = bytes(range(256)) * 4096


class Server:
    """An emulator behind one of the servers, with a bucket."""

    def __init__(self, engine: EmbeddedEngine) -> None:
        self.engine = engine
        clients = Clients(engine.start(), account_id="000000000000")
        self.s3 = clients.s3
        self.s3.create_bucket(Bucket="corpus")
        self.s3.put_object(Bucket="corpus", Key="kept", Body=BODY)

    def connect(self) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.engine.port), timeout=60)

    def ask(self, case: Case) -> bytes:
        """All that is answered until the server closes the connection, which each case makes it do."""
        with closing(self.connect()) as connection:
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            wrapped = _untrusting().wrap_socket(connection) if case.tls else connection
            with closing(wrapped), ExitStack():
                try:
                    for piece in [bytes([byte]) for byte in case.sent] if case.slowly else [case.sent]:
                        wrapped.sendall(piece)
                except OSError:
                    pass  # refused before it had heard everything
                return everything(wrapped).replace(str(self.engine.port).encode(), b"(port)")


@pytest.fixture(scope="module")
def servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Server]]:
    with ExitStack() as running, pytest.MonkeyPatch.context() as patch:
        found = {}
        for name in SERVERS:
            patch.setenv("GATEWAY_SERVER", name)
            engine = EmbeddedEngine(Home(tmp_path_factory.mktemp(name)), port=free_port())
            running.callback(engine.stop)
            found[name] = Server(engine)
        yield found


def _untrusting() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context


def everything(connection: socket.socket) -> bytes:
    found = []
    try:
        while data := connection.recv(1 << 20):
            found.append(data)
    except ConnectionResetError:
        pass
    return b"".join(found)


def comparable(answer: bytes) -> bytes:
    for pattern, stands_for in CHANGING:
        answer = re.sub(pattern, stands_for, answer)
    # werkzeug lists the methods of a set, whose order is another in each process.
    return re.sub(
        rb"(?m)^Allow: ([^\r]*)", lambda found: b"Allow: " + b", ".join(sorted(found[1].split(b", "))), answer
    )


def status(answer: bytes) -> int:
    return int(answer.split(b" ", 2)[1]) if answer else 0


@pytest.mark.parametrize("case", [*WELL_FORMED, *HOSTILE], ids=lambda case: case.name)
def test_the_same_bytes(servers: dict[str, Server], case: Case) -> None:
    ours = comparable(servers["direct"].ask(case))
    if case.waits:
        assert status(ours) == case.status
        return
    reference = comparable(servers["bound"].ask(case))
    if case.why:
        expected = (case.status, RELEASE in case.differs_from)
        assert (status(ours), ours != reference) == expected, (reference[:400], ours[:400])
    else:
        assert ours == reference
        assert ours.startswith(b"HTTP/1.")


def test_the_corpus_has_left_the_same_objects(servers: dict[str, Server]) -> None:
    listed = [
        [
            (found["Key"], found["Size"], found["ETag"])
            for found in server.s3.list_objects_v2(Bucket="corpus")["Contents"]
            if found["Key"] != "refused-by-ours"
        ]
        for server in servers.values()
    ]
    assert listed[0] == listed[1]


@pytest.mark.parametrize("name", SERVERS)
def test_what_is_cut_off_has_not_been_asked(servers: dict[str, Server], name: str) -> None:
    server = servers[name]
    for body in (BODY[:4], PIECE * 3):
        with closing(server.connect()) as connection:
            connection.sendall(s3(b"PUT /corpus/kept", b"Content-Length: 999999999", body=body))
            connection.shutdown(socket.SHUT_WR)
            assert b"200 OK" not in everything(connection)
    assert server.s3.get_object(Bucket="corpus", Key="kept")["Body"].read() == BODY


@pytest.mark.parametrize("name", SERVERS)
def test_a_hundred_megabytes_go_up_and_come_down(servers: dict[str, Server], name: str) -> None:
    server, expected = servers[name], sha256()
    with closing(server.connect()) as connection:
        connection.sendall(s3(b"PUT /corpus/large", b"Content-Length: %d" % LARGE_BYTES))
        for _ in range(LARGE_BYTES // len(PIECE)):
            connection.sendall(PIECE)
            expected.update(PIECE)
        assert everything(connection).startswith(b"HTTP/1.1 200 OK")
    found = sha256()
    for piece in server.s3.get_object(Bucket="corpus", Key="large")["Body"].iter_chunks(1 << 20):
        found.update(piece)
    assert found.digest() == expected.digest()


@pytest.mark.parametrize("name", SERVERS)
def test_a_thousand_idle_connections_keep_nobody_waiting(servers: dict[str, Server], name: str) -> None:
    server = servers[name]
    with ExitStack() as open_ones:
        idle = [open_ones.enter_context(closing(server.connect())) for _ in range(IDLE)]
        assert server.ask(WELL_FORMED[0]).startswith(b"HTTP/1.1 200 OK")
        if name == "direct":
            process = psutil.Process(Process.load(server.engine.pid_file).pid)
            assert process.num_threads() < 100
        for connection in idle[::100]:
            connection.sendall(KEPT)
            assert connection.recv(1 << 16).startswith(b"HTTP/1.1 200 OK")


@pytest.mark.parametrize("name", SERVERS)
def test_a_client_that_goes_away_while_it_is_answered_harms_nobody(servers: dict[str, Server], name: str) -> None:
    server = servers[name]
    server.s3.put_object(Bucket="corpus", Key="long", Body=PIECE * 8)
    for _ in range(5):
        with closing(server.connect()) as connection:
            connection.sendall(s3(b"GET /corpus/long"))
            connection.recv(1000)
    assert server.ask(WELL_FORMED[0]).startswith(b"HTTP/1.1 200 OK")


@pytest.mark.parametrize("name", SERVERS)
def test_a_request_is_run_once_even_when_nobody_waits_for_its_answer(servers: dict[str, Server], name: str) -> None:
    server = servers[name]
    server.s3.create_bucket(Bucket="once")
    server.s3.put_bucket_versioning(Bucket="once", VersioningConfiguration={"Status": "Enabled"})
    head = (
        b"PUT /once/key HTTP/1.1\r\nHost: localhost\r\n" + KEY % b"s3" + sized(BODY) + b"\r\nConnection: close\r\n\r\n"
    )
    with closing(server.connect()) as connection:
        connection.sendall(head + BODY)
        assert everything(connection).startswith(b"HTTP/1.1 200 OK")
    assert len(server.s3.list_object_versions(Bucket="once")["Versions"]) == 1
