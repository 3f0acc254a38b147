"""One connection: a socket with or without TLS, whose waits all have an end.

The kernel counts the time (SO_RCVTIMEO, SO_SNDTIMEO): a wait is one system call, for which the thread lets the others
run once; Python's own time-outs make two of it.
"""

import socket
import ssl
import struct
from contextlib import suppress
from typing import Protocol

from emulator.server.incoming import Gone
from emulator.server.limits import Limits

AT_ONCE = 64 * 1024
TICK_S = 1.0
"""So long a thread waits for the next request of its connection before it leaves the waiting to the listener."""
LINGER_S, LINGER_BYTES = 2.0, 16 * 1024 * 1024
TLS_HANDSHAKE = b"\x16"


class Origin(Protocol):
    """Where a request comes from: the peer's address, and the port it was sent to, with TLS or without."""

    @property
    def peer(self) -> tuple[str, int]:
        """Address and port."""

    @property
    def port(self) -> int:
        """The server's."""

    @property
    def secure(self) -> bool:
        """Whether over TLS."""


class Channel:
    """A connection that was accepted. Whoever serves it calls `open` once, before anything else."""

    def __init__(self, accepted: socket.socket, limits: Limits, tls: ssl.SSLContext | None) -> None:
        accepted.setblocking(True)
        accepted.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        _limit(accepted, socket.SO_RCVTIMEO, TICK_S)
        _limit(accepted, socket.SO_SNDTIMEO, limits.body_idle_s)
        self._socket, self._tls, self._limits = accepted, tls, limits
        self.peer: tuple[str, int] = accepted.getpeername()[:2]
        self.port: int = accepted.getsockname()[1]
        self.secure = False

    def open(self) -> bool:
        """Begin TLS when the peer does, who has sent something. False when it is gone or speaks no TLS of ours."""
        if self._tls is None:
            return True
        try:
            if self._socket.recv(1, socket.MSG_PEEK) != TLS_HANDSHAKE:
                return True
            _limit(self._socket, socket.SO_RCVTIMEO, self._limits.head_s)
            self._socket = self._tls.wrap_socket(self._socket, server_side=True, suppress_ragged_eofs=True)
            _limit(self._socket, socket.SO_RCVTIMEO, TICK_S)
        except OSError:
            return False
        self.secure = True
        return True

    def talks(self) -> bool:
        """Whether something has come in, or nothing will any more; it isn't waited for."""
        try:
            self._socket.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT)
        except BlockingIOError:
            return False
        except OSError:
            return True
        return True

    def fileno(self) -> int:
        """The socket's, for a selector."""
        return self._socket.fileno()

    def receive(self) -> bytes:
        """What came in: b"" when nothing will any more; TimeoutError when nothing has for a while."""
        try:
            return self._socket.recv(AT_ONCE)
        except (BlockingIOError, ssl.SSLWantReadError):
            raise TimeoutError from None
        except OSError:
            return b""

    def send(self, data: bytes) -> None:
        """Send all of it; Gone when the peer is, or takes nothing."""
        try:
            self._socket.sendall(data)
        except OSError as problem:
            raise Gone from problem

    def hang_up(self) -> None:
        """Let nothing more come in: who waits for it goes on. From any thread."""
        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_RD)

    def close(self, *, linger: bool = False) -> None:
        """End the connection. With `linger` what the peer still sends is read first: a reset would take its answer."""
        with suppress(OSError, TimeoutError):
            if linger:
                self._socket.shutdown(socket.SHUT_WR)
                _limit(self._socket, socket.SO_RCVTIMEO, LINGER_S)
                left = LINGER_BYTES
                while left > 0 and (data := self.receive()):
                    left -= len(data)
        with suppress(OSError):
            self._socket.close()


def _limit(of: socket.socket, which: int, seconds: float) -> None:
    of.setsockopt(socket.SOL_SOCKET, which, struct.pack("@ll", int(seconds), int(seconds % 1 * 1e6)))
