"""A server that may open no more files goes on: it drops who is slow, rather than be told of who wants in for ever."""

import socket
import subprocess
import sys
from contextlib import ExitStack, closing

from tests.unit.emulator.server.test_listener import all_of, closing_request
from tests.unit.emulator.server.test_slow_peers import PARTS

MANY = """
import resource, socket, sys
from threading import Thread
from emulator.server.listener import Listener
from tests.unit.emulator.server.test_slow_peers import LIMITS, Echo
listener = Listener(Echo(), LIMITS, 3)
print(listener.add("127.0.0.1", 0), flush=True)
resource.setrlimit(resource.RLIMIT_NOFILE, (60, 60))
Thread(target=listener.run).start()
sys.stdin.read()
listener.stop()
"""


def test_where_no_more_can_be_open_the_slowest_goes() -> None:
    with subprocess.Popen([sys.executable, "-c", MANY], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        port = int(process.stdout.readline())
        with ExitStack() as stack:
            for _ in range(100):
                peer = stack.enter_context(closing(socket.create_connection(("127.0.0.1", port), timeout=20)))
                peer.sendall(PARTS["heads"])
            asks = stack.enter_context(closing(socket.create_connection(("127.0.0.1", port), timeout=20)))
            asks.sendall(closing_request(b"/", b"a"))
            assert all_of(asks).endswith(b"a")
        process.stdin.close()
        assert process.wait(20) == 0
