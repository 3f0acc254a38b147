"""Functions are told from other programs by their processes, whatever they send: with real sockets and processes."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from emulator.gateway.peers import Peers

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells whose a socket is")

ASK = "import socket,sys; s=socket.create_connection(('127.0.0.1',int(sys.argv[1]))); print('up',flush=True); input()"
ORPHAN = f"import subprocess,sys; subprocess.Popen([sys.executable,'-c',{ASK!r},sys.argv[1]]).wait()"


@pytest.fixture
def server() -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield listening


def asker(server: socket.socket, program: str = ASK) -> subprocess.Popen[bytes]:
    port = str(server.getsockname()[1])
    return subprocess.Popen(
        [sys.executable, "-c", program, port], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )


def ended(process: subprocess.Popen[bytes]) -> None:
    process.communicate(b"\n", timeout=20)


@pytest.mark.parametrize("program", [ASK, ORPHAN])
def test_a_descendant_of_the_emulator_is_a_function_and_nobody_else(server: socket.socket, program: str) -> None:
    process = asker(server, program)
    connection, sender = server.accept()
    with connection:
        port = server.getsockname()[1]
        assert Peers(port, emulator=os.getpid()).is_function(sender)
        # Of an emulator that isn't above it, it is an ordinary client: here, the process itself plays the emulator.
        assert not Peers(port, emulator=process.pid + 10**7).is_function(sender)
    ended(process)


def test_the_emulator_s_own_requests_are_no_function_s(server: socket.socket) -> None:
    with socket.create_connection(server.getsockname()) as client, server.accept()[0]:
        peers = Peers(server.getsockname()[1])
        assert not peers.is_function(client.getsockname())
        assert not peers.is_function(client.getsockname())


def test_who_is_gone_before_the_answer_counts_as_a_function(server: socket.socket) -> None:
    client = socket.create_connection(server.getsockname())
    sender = client.getsockname()
    with server.accept()[0]:
        client.close()
        assert Peers(server.getsockname()[1]).is_function(sender)


def test_a_client_of_another_machine_is_no_function(server: socket.socket) -> None:
    assert not Peers(server.getsockname()[1]).is_function(("192.0.2.1", 40000))


def test_who_hides_its_descriptors_counts_as_a_function(server: socket.socket, tmp_path: Path) -> None:
    (tmp_path / "net").mkdir()
    line = (
        "   0: 0100007F:9C40 0100007F:11D6 01 00000000:00000000 00:00000000 00000000 {}        0 4711 1 0 20 4 30 10 -1"
    )
    table = tmp_path / "net" / "tcp"
    table.write_text(f"  sl  local_address\n{line.format(os.geteuid())}\n")
    assert Peers(0x11D6, tmp_path).is_function(("127.0.0.1", 40000))
    if os.geteuid():
        table.write_text(f"  sl  local_address\n{line.format(os.geteuid() + 1)}\n")
        assert not Peers(0x11D6, tmp_path).is_function(("127.0.0.1", 40000))


def test_addresses_of_both_families_are_compared(tmp_path: Path) -> None:
    (tmp_path / "net").mkdir()
    (tmp_path / "net" / "tcp").write_text("")
    mapped = "0000000000000000FFFF00000100007F"
    line = (
        f"   0: {mapped}:9C40 {mapped}:11D6 01 00000000:00000000 00:00000000 00000000 0        0 0 1 0 20 4 30 10 -1\n"
    )
    (tmp_path / "net" / "tcp6").write_text(line)
    # Nobody holds it any more: it is known, and whether it counts depends on whose address it has.
    for local in (True, False):
        assert Peers(0x11D6, tmp_path).is_function(("127.0.0.1", 40000), lambda _, local=local: local) is local  # type: ignore[misc]


def test_without_the_kernel_s_tables_nobody_is_told_apart(tmp_path: Path) -> None:
    assert not Peers(4566, tmp_path).is_function(("127.0.0.1", 40000))
