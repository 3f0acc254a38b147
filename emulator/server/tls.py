"""TLS over bytes that somebody else sends and receives: a handshake can be left half-way and taken up again."""

import ssl
from collections.abc import Callable
from threading import Lock

AT_ONCE = 64 * 1024
PIECE = 256 * 1024


class Tls:
    """The server's side. `receive` and `send` move what is encrypted; TimeoutError when nothing comes for now."""

    def __init__(self, context: ssl.SSLContext, send: Callable[[bytes], None]) -> None:
        self._incoming, self._outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        self._object = context.wrap_bio(self._incoming, self._outgoing, server_side=True)
        self._send_on, self._lock = send, Lock()

    def shake_hands(self, receive: Callable[[], bytes]) -> None:
        """Go on with the handshake to its end, or as far as it comes: TimeoutError. OSError when it fails."""
        while True:
            try:
                self._object.do_handshake()
            except ssl.SSLWantReadError:
                self._flush()
                if not self._take_in(receive):
                    raise ConnectionAbortedError from None
            else:
                self._flush()
                return

    def receive(self, receive: Callable[[], bytes]) -> bytes:
        """What came in, decrypted: b"" when nothing will any more, whether or not the peer has said so."""
        while True:
            with self._lock:
                try:
                    return self._object.read(AT_ONCE)
                except ssl.SSLWantReadError:
                    self._flush()
                except ssl.SSLZeroReturnError:
                    return b""
            if not self._take_in(receive):
                return b""

    def send(self, data: bytes) -> None:
        """Encrypt and send all of it; from any thread."""
        with self._lock:
            for start in range(0, len(data), PIECE):
                self._object.write(data[start : start + PIECE])
                self._flush()

    def _take_in(self, receive: Callable[[], bytes]) -> bool:
        data = receive()
        self._incoming.write(data)
        return bool(data)

    def _flush(self) -> None:
        if waiting := self._outgoing.read():
            self._send_on(waiting)
