"""An HTTP request and an HTTP response as plain values, so that everything between them is pure."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from json import dumps
from typing import Any

Headers = tuple[tuple[str, str], ...]

HOP_BY_HOP = frozenset(
    {"connection", "keep-alive", "proxy-connection", "te", "trailer", "transfer-encoding", "upgrade"}
)
"""Headers that speak of one connection only (RFC 9110, 7.6.1): never passed on, in either direction."""


@dataclass(frozen=True)
class HttpRequest:
    """A request to an API. `path` starts at the API's root, stage included, and is percent-encoded as it was sent."""

    method: str
    path: str
    query: str = ""
    headers: Headers = ()
    body: bytes = b""
    protocol: str = "HTTP/1.1"
    source_ip: str = "127.0.0.1"
    domain_name: str = "localhost"

    def header(self, name: str) -> str | None:
        """The value of a header, several joined by commas; None when it isn't there. Names are case-insensitive."""
        found = [value for key, value in self.headers if key.lower() == name.lower()]
        return ",".join(found) if found else None


@dataclass(frozen=True)
class HttpResponse:
    """A response to the client. Header names are lower case."""

    status: int
    headers: Headers = ()
    body: bytes = b""

    def with_headers(self, headers: Mapping[str, str]) -> "HttpResponse":
        """The same response with these headers in place of those of the same names."""
        kept = tuple((name, value) for name, value in self.headers if name not in headers)
        return replace(self, headers=kept + tuple(headers.items()))


def message(status: int, text: str) -> HttpResponse:
    """An answer of API Gateway itself: `{"message": text}`."""
    return json_response(status, {"message": text})


def json_response(status: int, body: Any) -> HttpResponse:
    """`body` as compact JSON."""
    encoded = dumps(body, separators=(",", ":")).encode()
    return HttpResponse(status, (("content-type", "application/json"),), encoded)
