"""Which running functions only wait: they send the emulator the same request again, and nothing has changed.

A driver function polls until an alarm's window has passed. Its own invocation never ends meanwhile, so that the rest
being quiet doesn't tell whether it waits or is about to act on what it has just seen. It waits when it has begun to
send a request for the second time since the last change: the first answer has been read by then, and didn't satisfy it.
"""

import hashlib
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from threading import Lock

from emulator.activity.tickets import running
from emulator.clock import clock_of

LONGEST_POLL_BYTES = 64 * 1024


@dataclass
class _Sent:
    epoch: Hashable = None
    fingerprints: set[bytes] = field(default_factory=set)
    again: bool = False


class PollingDetector:
    """What each function has sent since the last change. `epoch_of(account_id)` differs after every change."""

    def __init__(self, epoch_of: Callable[[str], Hashable]) -> None:
        self._epoch_of = epoch_of
        self._lock = Lock()
        self._sent: dict[tuple[str, str], _Sent] = {}

    def note(self, account_id: str, function: str, fingerprint: bytes) -> None:
        """Note that a function begins to send a request; equal fingerprints are the same request."""
        epoch = self._epoch_of(account_id)
        with self._lock:
            sent = self._sent.setdefault((account_id, function), _Sent())
            if sent.epoch != epoch:
                sent.epoch, sent.again = epoch, False
                sent.fingerprints.clear()
            sent.again = sent.again or fingerprint in sent.fingerprints
            sent.fingerprints.add(fingerprint)

    def waiting(self, account_id: str) -> frozenset[str]:
        """The functions that have sent something twice since the last change."""
        epoch = self._epoch_of(account_id)
        with self._lock:
            return frozenset(
                function
                for (account, function), sent in self._sent.items()
                if account == account_id and sent.again and sent.epoch == epoch
            )


def _epoch(account_id: str) -> Hashable:
    """Changes counted so far, and where a stepped clock stands: a window that has passed is a change too."""
    clock = clock_of(account_id)
    return running(account_id)[1], clock.now() if clock.mode == "stepped" else None


detector = PollingDetector(_epoch)
"""The one of this process."""


def may_be_a_poll(method: str, body_bytes: int) -> bool:
    """False for what can only change something, and for bodies that are data rather than parameters."""
    return method in ("GET", "HEAD") or (method == "POST" and body_bytes <= LONGEST_POLL_BYTES)


def access_key_in(authorization: str) -> str:
    """The access key id of a Signature Version 4 header; empty when there is none."""
    _, _, rest = authorization.partition("Credential=")
    return rest.partition("/")[0]


def fingerprint(method: str, path: str, headers: Mapping[str, str], body: bytes) -> bytes:
    """The same for the same request; ids and times that SDKs add to each don't count."""
    content = "\n".join((method, path, headers.get("X-Amz-Target", ""))).encode() + b"\n" + body
    return hashlib.blake2b(content, digest_size=16).digest()
