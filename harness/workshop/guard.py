"""Who may ask the page's server for what. Pure.

The server listens on 127.0.0.1, or on one address of this machine that its user named, and every address of it begins
with a secret that only who started it was told. So a page of another site, whose scripts can send requests here,
doesn't know the address; nor does a function, which may use the network. What names another host (a name that was made
to lead here), or comes from another origin, is refused even with the secret.
"""

from hmac import compare_digest
from typing import Protocol


class Headers(Protocol):
    """Headers of a request, by name whatever its case."""

    def get(self, name: str, /) -> str | None:
        """The header's value; None when there is none."""


LOOPBACK = ("127.0.0.1", "localhost")
POLICY = {
    "Content-Security-Policy": "default-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
    "Cross-Origin-Resource-Policy": "same-origin",
}
"""Headers of every answer: nothing is loaded from elsewhere, nothing is told elsewhere, nobody frames it."""
SAME = ("same-origin", "none")
"""What a browser says in Sec-Fetch-Site of the page's own requests, and of an address that a person typed."""


def refusal(headers: Headers, port: int, names: tuple[str, ...] = LOOPBACK) -> str:
    """Why a request is refused before anybody looks at what it asks for; empty when it isn't.

    `names` are the hosts under which the page is served.
    """
    host = headers.get("Host") or ""
    if host.partition(":")[0] not in names or _port_of(host) != port:
        return f"{host or 'no host'} is not where this page is served"
    origin = headers.get("Origin")
    if origin is not None and origin not in [f"http://{name}:{port}" for name in names]:
        return f"a page of {origin} may not ask for anything here"
    if (headers.get("Sec-Fetch-Site") or "none") not in SAME:
        return "another site's page may not ask for anything here"
    return ""


def is_known(given: str, secret: str) -> bool:
    """Whether that is the secret; compared in a time that tells nothing."""
    return compare_digest(given.encode(), secret.encode())


def _port_of(host: str) -> int:
    port = host.partition(":")[2] or "80"
    return int(port) if port.isdecimal() and port.isascii() else -1
