"""A plain HTTP GET, as a user's browser would do it."""

from dataclasses import dataclass
from urllib.error import HTTPError
from urllib.request import ProxyHandler, Request, build_opener

_direct = build_opener(ProxyHandler({}))


@dataclass(frozen=True)
class HttpAnswer:
    """Status, content type and body of an answer; an error status is an answer too."""

    status: int
    content_type: str
    body: bytes


def http_get(url: str, accept: str = "*/*", timeout_s: float = 60.0) -> HttpAnswer:
    """Fetch a URL of the emulator, asking for a media type; OSError when nothing answers."""
    request = Request(url, headers={"Accept": accept})  # noqa: S310 - a URL of the emulator
    try:
        with _direct.open(request, timeout=timeout_s) as answer:
            return HttpAnswer(answer.status, answer.headers.get_content_type(), answer.read())
    except HTTPError as error:
        return HttpAnswer(error.code, error.headers.get_content_type(), error.read())
