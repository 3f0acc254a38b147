"""Where custom resources are answered and wait condition handles signalled: a URL for each."""

import json
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Condition, Event, Lock
from typing import Any

from localstack import config
from localstack.http import Request, Response, route

PATH = "/_aws/cloudformation-response"

_lock = Lock()
_awaited: dict[str, "Awaited"] = {}
_signalled = Condition()
_signals: dict[str, dict[str, dict[str, Any]]] = {}
"""Of each open handle the signals by their UniqueId."""


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


def open_handle() -> str:
    """The URL of a handle that signals can be put at from now on."""
    token = secrets.token_urlsafe(24)
    with _signalled:
        _signals[token] = {}
    return f"{config.external_service_url()}{PATH}/{token}"


def close_handle(url: str) -> None:
    """Take no more signals at the URL."""
    with _signalled:
        _signals.pop(url.rpartition("/")[2], None)


def signals(url: str, count: int, wait_s: float) -> dict[str, dict[str, Any]]:
    """The handle's signals, once there are so many or one of them isn't SUCCESS; those of now after this time."""
    token = url.rpartition("/")[2]

    def enough() -> bool:
        there = _signals.get(token, {})
        return len(there) >= count or any(one.get("Status") != "SUCCESS" for one in there.values())

    with _signalled:
        _signalled.wait_for(enough, wait_s)
        return dict(_signals.get(token, {}))


def _signal(token: str, body: bytes) -> Response:
    try:
        signal = json.loads(body)
        name = str(signal["UniqueId"])
    except (ValueError, KeyError, TypeError):
        return Response.for_json({"message": "A signal is JSON with Status, UniqueId, Data and Reason"}, status=400)
    with _signalled:
        _signals[token][name] = signal
        _signalled.notify_all()
    return Response("", status=200)


class Responses:
    """The route, for LocalStack's gateway."""

    @route(f"{PATH}/<token>", methods=["PUT"])
    def put(self, request: Request, token: str) -> Response:
        """Take the answer; 404 for a URL that nobody waits at."""
        with _lock:
            one = _awaited.get(token)
        if token in _signals:
            return _signal(token, request.get_data())
        if one is None:
            return Response.for_json({"message": "Nobody waits for this answer"}, status=404)
        one.put(request.get_data())
        return Response("", status=200)
