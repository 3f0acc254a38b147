"""What is done to every response is done only where there is something to do."""

import logging
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from emulator.localstack.seams import adds, wraps
from emulator.localstack.server.headers import IndexedHeaders, names_of

LOGGER = logging.getLogger("localstack.request")
COUNTED = frozenset(("sqs", "sns"))
"""The services whose answers are looked at after they were given: by their size requests are charged (`metering`)."""
_statuses: dict[int, tuple[str, int]] = {}
TYPE, KIND, PLAIN = "Content-Type", "content-type", "text/plain; charset=utf-8"
ORIGIN, CORS = "Origin", "access-control-"


@wraps(
    "aws.handlers.service:ServiceResponseParser.__call__",
    why="An answer in moto's own words is read again only for who wants to read it: traces, refusals and metering.",
)
def parse(original: Callable[..., None], self: Any, chain: Any, context: Any, response: Any) -> None:
    """Leave alone what nobody looks at."""
    if (
        not LOGGER.isEnabledFor(logging.DEBUG)
        and context.operation is not None
        and context.service_exception is None
        and response.status_code < HTTPStatus.BAD_REQUEST
        and (context.service_response is not None or context.service.service_name not in COUNTED)
    ):
        return
    original(self, chain, context, response)


@wraps(
    "aws.handlers.cors:CorsResponseEnricher.__call__",
    why="Only an answer to a page, or one that has such headers, is looked through for them.",
)
def enrich(original: Callable[..., None], self: Any, chain: Any, context: Any, response: Any) -> None:
    """Leave alone what isn't a page's."""
    if ORIGIN in context.request.headers or any(name.startswith(CORS) for name in names_of(response.headers)):
        original(self, chain, context, response)


@wraps("sansio.response:Response._clean_status", base="werkzeug", why="There are few statuses.")
def clean_status(original: Callable[..., tuple[str, int]], self: Any, value: Any) -> tuple[str, int]:
    """The status as a text and a number."""
    if not isinstance(value, int):
        return original(self, value)
    code = int(value)
    if code not in _statuses and 100 <= code < 600:
        _statuses[code] = original(self, code)
    return _statuses.get(code) or original(self, code)


@adds("response:Response.__init__", base="rolo", why="A response that says nothing yet is made without looking it up.")
def making(owner: Any) -> Callable[..., None]:
    """The constructor; what it is mostly given needs no reading."""
    original = owner.__init__

    def init(
        self: Any, response: Any = None, status: Any = None, headers: Any = None, *more: Any, **named: Any
    ) -> None:
        pairs = _pairs(headers)
        if pairs is None or more or named or not (status is None or type(status) is int):
            original(self, response, status, headers, *more, **named)
            return
        self.headers = IndexedHeaders.of(pairs)
        self.status_code = 200 if status is None else status
        self.direct_passthrough = False
        self._on_close = []
        self.set_response(response)

    return init


def _pairs(headers: Any) -> list[tuple[str, str]] | None:
    """The headers that a response is made with, when all of them are said; None for what werkzeug has to read."""
    if headers is None:
        return [(TYPE, PLAIN)]
    if type(headers) is dict and TYPE in headers and all(_is_plain(value) for value in headers.values()):
        return list(headers.items())
    return None


def _is_plain(value: Any) -> bool:
    return type(value) is str and value.isprintable()


@wraps("response:Response.update_from", base="rolo", why="The headers of an answer are taken over all at once.")
def update_from(original: Callable[..., None], self: Any, other: Any) -> None:
    """Take over status, body and headers."""
    own, given = self.headers, other.headers
    if len(own) != 1 or own._list[0][0] != TYPE or type(given) is not IndexedHeaders or not given.are_different:
        original(self, other)
        return
    kinds = [pair for pair in given if pair[0].lower() == KIND]
    if not kinds:
        original(self, other)
        return
    self.status_code = other.status_code
    self.response = other.response
    self._on_close.extend(other._on_close)
    self.headers = IndexedHeaders.of([*kinds, *(pair for pair in given if pair not in kinds)])
