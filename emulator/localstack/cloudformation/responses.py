"""Where custom resources and wait condition handles are answered: a URL for each, that counts for one PUT."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Lock

from localstack import config
from localstack.http import Request, Response, route

PATH = "/_aws/cloudformation-response"

_lock = Lock()
_awaited: dict[str, "Awaited"] = {}


class Awaited:
    """One answer that is awaited."""

    def __init__(self, token: str) -> None:
        self._there = Event()
        self._body: bytes | None = None
        self.url = f"{config.external_service_url()}{PATH}/{token}"

    def put(self, body: bytes) -> None:
        """The answer; later ones don't count."""
        if not self._there.is_set():
            self._body = body
            self._there.set()

    def body(self, wait_s: float) -> bytes | None:
        """The answer as soon as it is there; None after this time."""
        return self._body if self._there.wait(wait_s) else None


@contextmanager
def awaited() -> Iterator[Awaited]:
    """An answer that may come as long as this lasts."""
    token = secrets.token_urlsafe(24)
    one = Awaited(token)
    with _lock:
        _awaited[token] = one
    try:
        yield one
    finally:
        with _lock:
            del _awaited[token]


class Responses:
    """The route, for LocalStack's gateway."""

    @route(f"{PATH}/<token>", methods=["PUT"])
    def put(self, request: Request, token: str) -> Response:
        """Take the answer; 404 for a URL that nobody waits at."""
        with _lock:
            one = _awaited.get(token)
        if one is None:
            return Response.for_json({"message": "Nobody waits for this answer"}, status=404)
        one.put(request.get_data())
        return Response("", status=200)
