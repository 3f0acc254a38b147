"""Sockets that listen, and the options that their connections have: set once, where connections inherit them."""

import os
import socket
import struct
from functools import cache
from select import POLLIN, poll

from emulator.server.limits import Limits

BACKLOG = 1024
_PROBE_MS = 1000


def listen(host: str, port: int, limits: Limits) -> socket.socket:
    """A socket that listens there, whose `accept` waits for nobody. OSError when the address can't be had.

    Its options are set before anybody can connect.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            only = not (host == "::" and socket.has_dualstack_ipv6())
            listening.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, only)
        prepare(listening, limits)
        listening.setblocking(False)
        try:
            listening.bind((host, port))
        except OSError as problem:
            raise OSError(problem.errno, f"{problem.strerror}: {host}, port {port}") from None
        listening.listen(BACKLOG)
    except BaseException:
        listening.close()
        raise
    return listening


def prepare(prepared: socket.socket, limits: Limits) -> None:
    """Set the options of a connection, or of a listening socket for those that it takes."""
    prepared.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    _limit(prepared, socket.SO_RCVTIMEO, limits.between_requests_s)
    _limit(prepared, socket.SO_SNDTIMEO, limits.body_idle_s)


@cache
def inherits() -> bool:
    """Whether this system's connections have their listening socket's options, and wait where that one doesn't."""
    limits = Limits()
    try:
        with (
            listen("127.0.0.1", 0, limits) as listening,
            socket.create_connection(listening.getsockname()),
        ):
            ready = poll()
            ready.register(listening, POLLIN)
            ready.poll(_PROBE_MS)
            accepted, _ = listening.accept()
            with accepted:
                return os.get_blocking(accepted.fileno()) and _options(accepted) == _options(listening)
    except OSError:
        return False


def _options(of: socket.socket) -> tuple[bytes, ...]:
    wanted = (
        (socket.IPPROTO_TCP, socket.TCP_NODELAY),
        (socket.SOL_SOCKET, socket.SO_RCVTIMEO),
        (socket.SOL_SOCKET, socket.SO_SNDTIMEO),
    )
    return tuple(of.getsockopt(level, option, 16) for level, option in wanted)


def _limit(of: socket.socket, which: int, seconds: float) -> None:
    of.setsockopt(socket.SOL_SOCKET, which, struct.pack("@ll", int(seconds), int(seconds % 1 * 1e6)))
