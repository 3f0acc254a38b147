"""One connection: a socket with or without TLS, whose waits all have an end.

The kernel counts the time (SO_RCVTIMEO, SO_SNDTIMEO): a wait is one system call, for which the thread lets the others
run once; Python's own time-outs make two of it.
"""

import socket
import ssl
from contextlib import suppress
from select import POLLIN, poll
from time import monotonic
from typing import Protocol

from emulator.server.incoming import Gone
from emulator.server.limits import Limits
from emulator.server.listening import inherits, prepare
from emulator.server.tls import Tls

AT_ONCE = 64 * 1024
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
    """A connection that was accepted. Whoever serves it calls `open` before anything else, until that is done."""

    def __init__(
        self,
        accepted: socket.socket,
        peer: tuple[str, int],
        port: int,
        limits: Limits,
        tls: ssl.SSLContext | None,
    ) -> None:
        """`peer` is the address of the other end, `port` the one that it connected to, which is prepared."""
        if accepted.gettimeout() is not None or not inherits():
            accepted.setblocking(True)
            prepare(accepted, limits)
        self._socket, self._context, self._longest_s = accepted, tls, limits.between_requests_s
        self._tls: Tls | None = None
        self._sends_since: float | None = None
        self._begins_with = b""
        self.peer, self.port = peer, port

    @property
    def secure(self) -> bool:
        """Whether over TLS."""
        return self._tls is not None

    def open(self) -> bool:
        """Begin TLS when the peer does, who has sent something. False when it is gone or speaks no TLS of ours.

        TimeoutError while the handshake isn't over: nobody waits for it.
        """
        try:
            if self._context is not None and self._tls is None:
                if (self._begins_with or self._look()) != TLS_HANDSHAKE:
                    self._context = None
                    return True
                self._tls = Tls(self._context, self._socket.sendall)
            if self._tls is not None:
                self._tls.shake_hands(lambda: self._take(0))
        except BlockingIOError:
            raise TimeoutError from None
        except TimeoutError:
            raise
        except OSError:
            return False
        return True

    def talks(self) -> bool:
        """Whether something has come in, or nothing will any more; it isn't waited for."""
        try:
            self._begins_with = self._look()
        except BlockingIOError:
            return False
        except OSError:
            return True
        return True

    def _look(self) -> bytes:
        """The first byte that is here, and stays; b"" when nothing will come. BlockingIOError when nothing has."""
        return self._socket.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT)

    def fileno(self) -> int:
        """The socket's, for a selector."""
        return self._socket.fileno()

    def receive(self, wait_s: float) -> bytes:
        """What came in: b"" when nothing will any more; TimeoutError when nothing has for so long."""
        try:
            return self._take(wait_s) if self._tls is None else self._tls.receive(lambda: self._take(wait_s))
        except TimeoutError:
            raise
        except OSError:
            return b""

    def send(self, data: bytes) -> None:
        """Send all of it; Gone when the peer is, or takes nothing."""
        self._sends_since = monotonic()
        try:
            if self._tls is None:
                self._socket.sendall(data)
            else:
                self._tls.send(data)
        except OSError as problem:
            raise Gone from problem
        finally:
            self._sends_since = None

    def sending_s(self, now: float) -> float:
        """How long the peer has been taking what is sent now: 0 when nothing is. From any thread."""
        since = self._sends_since
        return 0.0 if since is None else now - since

    def cut_off(self) -> None:
        """Let nothing more come in or go out: who waits for either goes on. From any thread."""
        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)

    def say_no_more(self) -> None:
        """Let the peer know that nothing follows; what it still sends can be received."""
        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_WR)

    def hang_up(self) -> None:
        """Let nothing more come in: who waits for it goes on. From any thread."""
        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_RD)

    def close(self) -> None:
        """End the connection."""
        with suppress(OSError):
            self._socket.close()

    def _take(self, wait_s: float) -> bytes:
        """One system call for the longest wait, and for what is here; a shorter wait makes three of it."""
        try:
            return self._socket.recv(AT_ONCE, 0 if wait_s == self._longest_s else socket.MSG_DONTWAIT)
        except BlockingIOError:
            if wait_s in (0, self._longest_s):
                raise TimeoutError from None
        ready = poll()
        ready.register(self._socket, POLLIN)
        if not ready.poll(wait_s * 1000):
            raise TimeoutError
        return self._take(0)
