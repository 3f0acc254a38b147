"""Which running functions only wait: they ask the emulator the same again and again, and nothing has changed.

A driver function polls until an alarm's window has passed. Its own invocation never ends meanwhile, so that the rest
being quiet doesn't tell whether it waits or is about to act on what it has just seen. It waits when it has begun to ask
something for the second time since the last change: the first answer has been read by then, and didn't satisfy it.
"""

import hashlib
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from functools import lru_cache
from threading import Lock
from typing import Any

from emulator.localstack.seams import handles

KNOWN_KEYS = 4096
LONGEST_QUESTION_BYTES = 64 * 1024


@dataclass
class _Asked:
    epoch: Hashable = None
    fingerprints: set[bytes] = field(default_factory=set)
    again: bool = False


class Questions:
    """What each function has asked since the last change. `epoch_of(account_id)` differs after every change."""

    def __init__(self, epoch_of: Callable[[str], Hashable]) -> None:
        self._epoch_of = epoch_of
        self._lock = Lock()
        self._asked: dict[tuple[str, str], _Asked] = {}

    def ask(self, account_id: str, function: str, fingerprint: bytes) -> None:
        """Note that a function begins to ask; equal fingerprints are the same question."""
        epoch = self._epoch_of(account_id)
        with self._lock:
            asked = self._asked.setdefault((account_id, function), _Asked())
            if asked.epoch != epoch:
                asked.epoch, asked.again = epoch, False
                asked.fingerprints.clear()
            asked.again = asked.again or fingerprint in asked.fingerprints
            asked.fingerprints.add(fingerprint)

    def waiting(self, account_id: str) -> frozenset[str]:
        """The functions that have asked something twice since the last change."""
        epoch = self._epoch_of(account_id)
        with self._lock:
            return frozenset(
                function
                for (account, function), asked in self._asked.items()
                if account == account_id and asked.again and asked.epoch == epoch
            )


def _epoch(account_id: str) -> Hashable:
    """Changes counted so far, and where a stepped clock stands: a window that has passed is a change too."""
    from emulator.activity.tickets import running
    from emulator.clock import clock_of

    clock = clock_of(account_id)
    return running(account_id)[1], clock.now() if clock.mode == "stepped" else None


questions = Questions(_epoch)


@handles("request_handlers", 1, why="A function that asks the same again only waits; each request is heard.")
def hear(_chain: Any, context: Any, _response: Any) -> None:
    """Note the request if a function sent it: it then carries the credentials of that function's role session."""
    request = context.request
    caller = function_of(access_key_in(request.headers.get("Authorization", "")))
    if caller and is_question(request.method, request.content_length or 0):
        body = request.get_data() if request.method == "POST" else b""
        questions.ask(*caller, fingerprint(request.method, request.full_path, request.headers, body))


def is_question(method: str, body_bytes: int) -> bool:
    """False for what can only change something, and for bodies that are data rather than a question."""
    return method in ("GET", "HEAD") or (method == "POST" and body_bytes <= LONGEST_QUESTION_BYTES)


def access_key_in(authorization: str) -> str:
    """The access key id of a Signature Version 4 header; empty when there is none."""
    _, _, rest = authorization.partition("Credential=")
    return rest.partition("/")[0]


def fingerprint(method: str, path: str, headers: Any, body: bytes) -> bytes:
    """The same for the same request; ids and times that SDKs add to each don't count."""
    content = "\n".join((method, path, headers.get("X-Amz-Target", ""))).encode() + b"\n" + body
    return hashlib.blake2b(content, digest_size=16).digest()


@lru_cache(KNOWN_KEYS)
def function_of(access_key_id: str) -> tuple[str, str] | None:
    """Account and function whose role session has this access key; None for other keys."""
    if not access_key_id.startswith(("LSIA", "ASIA")):
        return None
    from localstack.aws.accounts import get_account_id_from_access_key_id
    from moto.sts.models import sts_backends

    account_id = get_account_id_from_access_key_id(access_key_id)
    role = sts_backends[account_id]["global"].get_assumed_role_from_access_key(access_key_id)
    return (account_id, str(role.session_name)) if role else None
