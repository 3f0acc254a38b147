"""Plain HTTP requests, as a user's browser or script would make them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from http.client import HTTPResponse
from urllib.error import HTTPError
from urllib.request import Request

from harness.probes.direct import direct


@dataclass(frozen=True)
class HttpAnswer:
    """Status, content type, body and headers (lower-case names) of an answer; an error status is an answer too."""

    status: int
    content_type: str
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)


def http_get(url: str, accept: str = "*/*", timeout_s: float = 60.0) -> HttpAnswer:
    """Fetch a URL of the emulator, asking for a media type; OSError when nothing answers."""
    return http_send("GET", url, headers={"Accept": accept}, timeout_s=timeout_s)


def http_send(
    method: str, url: str, body: bytes | None = None, headers: Mapping[str, str] | None = None, timeout_s: float = 60.0
) -> HttpAnswer:
    """Make one request of the emulator on a connection of its own; OSError when nothing answers."""
    request = Request(url, body, dict(headers or {}), method=method)  # noqa: S310 - a URL of the emulator
    try:
        with direct.open(request, timeout=timeout_s) as answer:
            return _answer(answer.status, answer)
    except HTTPError as error:
        with error:
            return _answer(error.code, error)


def _answer(status: int, answer: HTTPResponse | HTTPError) -> HttpAnswer:
    headers = {name.lower(): value for name, value in answer.headers.items()}
    return HttpAnswer(status, answer.headers.get_content_type(), answer.read(), headers)
