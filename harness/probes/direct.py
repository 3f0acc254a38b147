"""The only way to open a URL: straight to the address that it names, through no proxy and after no redirect.

Whoever answers at an endpoint can't send a request on to somewhere else: a redirect is an answer like any other.
"""

from typing import Any
from urllib.request import HTTPRedirectHandler, ProxyHandler, build_opener


class _Nowhere(HTTPRedirectHandler):
    """Follows no redirect: urllib then raises HTTPError with the redirect's own status."""

    def redirect_request(self, *_: Any, **__: Any) -> None:
        """No request follows."""


direct = build_opener(ProxyHandler({}), _Nowhere())
