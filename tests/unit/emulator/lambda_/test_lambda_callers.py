"""Who is at the other end of a connection: told by the socket, whatever the caller does with it."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from emulator.lambda_ import sockets
from emulator.lambda_.callers import Caller, Callers

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the kernel's table of sockets is Linux's")
CONNECT = "import os, socket, sys; one = socket.create_connection(('127.0.0.1', int(sys.argv[1]))); one.send(b'x');"
HOLD = "print('ready', flush=True); input()"
WAYS = {
    "held": CONNECT + HOLD,
    "by a child": "import os\nif os.fork(): os.wait()\nelse:\n " + CONNECT + HOLD + "; os._exit(0)",
    "by an orphan": "import ctypes, os; ctypes.CDLL(None).prctl(36, 1, 0, 0, 0)  # as a zygote does\n"
    "if os.fork(): os.wait(), os.wait()\nelif os.fork(): os._exit(0)\nelse:\n " + CONNECT + HOLD + "; os._exit(0)",
    "closed": CONNECT + "one.close();" + HOLD,
    "reset": CONNECT
    + "import struct; one.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack('ii', 1, 0)); one.close();"
    + HOLD,
}


@pytest.fixture
def server() -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield listening


@contextmanager
def client(server: socket.socket, program: str) -> Iterator[tuple[int, sockets.Address]]:
    """A program that has connected: its pid, and its address."""
    port = server.getsockname()[1]
    command = [sys.executable, "-c", program, str(port)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        connected, address = server.accept()
        with connected:
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n"
            yield process.pid, address
        process.communicate("over\n")


def test_another_program_is_of_the_machine(server: socket.socket) -> None:
    with client(server, CONNECT + HOLD) as (_, address):
        assert Callers().of(address, server.getsockname()) is Caller.MACHINE


def test_a_program_that_turns_out_to_be_a_function_is_one(server: socket.socket) -> None:
    callers = Callers()
    with client(server, CONNECT + CONNECT.replace("one", "two") + HOLD) as (pid, first):
        connected, second = server.accept()
        with connected:
            assert callers.of(first, server.getsockname()) is Caller.MACHINE
            callers.add(pid)
            assert callers.of(second, server.getsockname()) is Caller.FUNCTION


@pytest.mark.parametrize("way", WAYS)
def test_what_a_function_started_is_a_function(server: socket.socket, way: str) -> None:
    with client(server, WAYS[way]) as (pid, address):
        callers = Callers()
        callers.add(pid)
        assert callers.of(address, server.getsockname()) is Caller.FUNCTION


def test_the_emulator_knows_itself(server: socket.socket) -> None:
    with socket.create_connection(server.getsockname()) as ours:
        assert Callers().of(ours.getsockname(), server.getsockname()) is Caller.EMULATOR


def test_a_process_knows_its_own_sockets_where_the_kernel_tells_no_more(server: socket.socket) -> None:
    with socket.create_connection(server.getsockname()) as ours:
        assert sockets.is_own(ours.getsockname(), server.getsockname())
    with client(server, CONNECT + HOLD) as (_, address):
        assert not sockets.is_own(address, server.getsockname())


def test_an_address_of_elsewhere_is_no_function_s() -> None:
    assert Callers().of(("203.0.113.7", 4711), ("203.0.113.7", 4566)) is Caller.MACHINE


def test_the_kernel_s_answer_and_its_table_agree(server: socket.socket) -> None:
    with socket.create_connection(server.getsockname()) as ours:
        asked = sockets.peer_of(server.getsockname(), ours.getsockname())
        listed = sockets._listed(server.getsockname()[1], ours.getsockname())
        assert asked == listed == sockets.Peer(os.getuid(), os.fstat(ours.fileno()).st_ino)


def test_an_address_of_ipv6_for_one_of_ipv4_is_found(server: socket.socket) -> None:
    with socket.socket(socket.AF_INET6) as ours:
        ours.connect(("::ffff:127.0.0.1", server.getsockname()[1]))
        connected, address = server.accept()
        connected.close()
        found = sockets.peer_of(server.getsockname(), address)
        assert found is not None
        assert found.inode == os.fstat(ours.fileno()).st_ino
