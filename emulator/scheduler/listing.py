"""Pages of ListSchedules and ListScheduleGroups. Pure.

API reference, both operations: `NamePrefix`, `MaxResults` (1 to 100), `NextToken`. A token names the last of its page:
what comes and goes meanwhile moves nothing else.
"""

from base64 import b64decode, urlsafe_b64encode
from collections.abc import Callable, Iterable
from typing import TypeVar

MOST = 100
Row = TypeVar("Row")


class InvalidToken(ValueError):
    """A token that no page ended with."""


def page(
    rows: Iterable[Row], key: Callable[[Row], str], size: int | None, token: str | None
) -> tuple[list[Row], str | None]:
    """The rows of a page in the order of their keys, and the token of the next; InvalidToken for one of no page."""
    after = None if token is None else _key(token)
    rest = sorted((row for row in rows if after is None or key(row) > after), key=key)
    count = size or MOST
    found = rest[:count]
    return found, _token(key(found[-1])) if len(rest) > count else None


def _token(key: str) -> str:
    return urlsafe_b64encode(key.encode()).decode()


def _key(token: str) -> str:
    try:
        return b64decode(token.encode(), altchars=b"-_", validate=True).decode()
    except ValueError as error:
        raise InvalidToken(token) from error
