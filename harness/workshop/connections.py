"""Werkzeug's server of a thread for each connection, with a bound on how many there are."""

from collections import Counter
from ipaddress import ip_address
from threading import Lock
from typing import Any

from werkzeug.serving import ThreadedWSGIServer

MOST = 1024
MOST_OF_A_PEER = 128
"""Connections of one address: a browser opens six for each page. This machine's own addresses have no such bound."""


class BoundedServer(ThreadedWSGIServer):
    """One that closes a connection at once when there are too many, in all or of its peer's address."""

    daemon_threads = True

    def __init__(self, *arguments: Any, most: int = MOST, most_of_a_peer: int = MOST_OF_A_PEER, **more: Any) -> None:
        super().__init__(*arguments, **more)
        self._most, self._most_of_a_peer = most, most_of_a_peer
        self._open: Counter[str] = Counter()
        self._lock = Lock()

    def process_request(self, request: Any, client_address: Any) -> None:
        """In the thread that accepts."""
        if not self._let_in(client_address[0]):
            self.shutdown_request(request)
            return
        try:
            super().process_request(request, client_address)
        except BaseException:
            self._let_out(client_address[0])
            raise

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        """In the connection's own thread."""
        try:
            super().process_request_thread(request, client_address)
        finally:
            self._let_out(client_address[0])

    def _let_in(self, peer: str) -> bool:
        with self._lock:
            if self._open.total() >= self._most:
                return False
            if self._open[peer] >= self._most_of_a_peer and not ip_address(peer).is_loopback:
                return False
            self._open[peer] += 1
            return True

    def _let_out(self, peer: str) -> None:
        with self._lock:
            self._open[peer] -= 1
            self._open += Counter()  # those of whom none is left are forgotten
