"""The only ways to open a URL: straight to the address that it names, through no proxy and after no redirect.

Whoever answers at an endpoint can't send a request on to somewhere else: a redirect is an answer like any other.
"""

import os
from functools import lru_cache
from typing import Any
from urllib.request import HTTPRedirectHandler, ProxyHandler, build_opener

from urllib3 import PoolManager
from urllib3.exceptions import HTTPError


class _Nowhere(HTTPRedirectHandler):
    """Follows no redirect: urllib then raises HTTPError with the redirect's own status."""

    def redirect_request(self, *_: Any, **__: Any) -> None:
        """No request follows."""


direct = build_opener(ProxyHandler({}), _Nowhere())
"""A connection for each request."""

_AT_ONCE = 64
"""Connections to one address that are kept; who asks beside them has one that isn't."""


@lru_cache(maxsize=1)
def _kept(_process: int) -> PoolManager:
    """The connections of a process: one that was forked has others."""
    return PoolManager(maxsize=_AT_ONCE)


def ask(method: str, url: str, body: bytes | None, timeout_s: float) -> tuple[int, bytes]:
    """Status and body of the answer to a request with a JSON body, on a connection that is kept for the next one.

    OSError when nothing answers. The emulator finds out once for each connection who is at its other end.
    """
    try:
        answer = _kept(os.getpid()).request(
            method, url, body=body, headers={"Content-Type": "application/json"}, timeout=timeout_s, retries=False,
            redirect=False,
        )  # fmt: skip
    except HTTPError as error:
        raise OSError(str(error)) from error
    return answer.status, answer.data
