"""A listening socket, and what its connections have of it."""

import socket
from dataclasses import replace

import pytest

from emulator.server import channel
from emulator.server.channel import Channel
from emulator.server.limits import Limits
from emulator.server.listening import inherits, listen

LIMITS = replace(Limits(), between_requests_s=2.5, body_idle_s=7.0)


def has_ipv6() -> bool:
    try:
        socket.create_server(("::1", 0), family=socket.AF_INET6).close()
    except OSError:
        return False
    return socket.has_dualstack_ipv6()


@pytest.mark.parametrize("inherited", [True, False])
@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "::"])
def test_a_connection_has_its_options_either_way(host: str, inherited: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    if ":" in host and not has_ipv6():
        pytest.skip("this machine has no address of IPv6")
    if inherited and not inherits():
        pytest.skip("connections inherit nothing here")
    monkeypatch.setattr(channel, "inherits", lambda: inherited)
    with listen(host, 0, LIMITS) as listening:
        port = listening.getsockname()[1]
        with socket.create_connection(("127.0.0.1" if host == "::" else host, port)) as far:
            listening.settimeout(10)
            near, peer = listening.accept()
            made = Channel(near, peer[:2], port, LIMITS, None)
            assert (made.peer[1], made.port) == (far.getsockname()[1], port)
            assert near.getblocking()
            assert near.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
            for which, seconds in ((socket.SO_RCVTIMEO, 2.5), (socket.SO_SNDTIMEO, 7.0)):
                found = near.getsockopt(socket.SOL_SOCKET, which, 16)
                whole, parts = int.from_bytes(found[:8], "little"), int.from_bytes(found[8:], "little")
                assert whole + parts / 1e6 == pytest.approx(seconds, abs=0.01)
            made.close()


def test_an_address_that_is_taken_is_named() -> None:
    with listen("127.0.0.1", 0, LIMITS) as listening:
        port = listening.getsockname()[1]
        with pytest.raises(OSError, match=f"127.0.0.1, port {port}"):
            listen("127.0.0.1", port, LIMITS)
