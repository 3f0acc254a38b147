"""Requests over connections that are kept for the next ones: straight to the address, as those of `direct` are.

The emulator finds out once for each connection who is at its other end, which takes longer than most answers.
"""

import os
from functools import lru_cache

from urllib3 import PoolManager
from urllib3.exceptions import HTTPError

_AT_ONCE = 64
"""Connections to one address that are kept; who asks beside them has one that isn't."""


@lru_cache(maxsize=1)
def _connections(_process: int) -> PoolManager:
    """Those of a process: one that was forked has others."""
    return PoolManager(maxsize=_AT_ONCE)


def ask(method: str, url: str, body: bytes | None, timeout_s: float) -> tuple[int, bytes]:
    """Status and body of the answer to a request with a JSON body; OSError when nothing answers."""
    try:
        answer = _connections(os.getpid()).request(
            method, url, body=body, headers={"Content-Type": "application/json"}, timeout=timeout_s, retries=False,
            redirect=False,
        )  # fmt: skip
    except HTTPError as error:
        raise OSError(str(error)) from error
    return answer.status, answer.data
