"""Route keys: `GET /pets/{id}`, `ANY /{proxy+}`, `$default`, and which of them a request matches best.

Rules: developer guide, "Create routes for HTTP APIs". Where it is silent: a literal segment is a better match than a
variable one, position by position, and a route of the request's method is better than ANY on the same path. A greedy
variable takes an empty last segment (`/pets/` matches `/pets/{proxy+}`, `/` matches `/{proxy+}`); nothing else does.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol, TypeVar
from urllib.parse import unquote

METHODS = frozenset({"ANY", "DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"})
DEFAULT_KEY = "$default"

_VARIABLE = re.compile(r"\{([A-Za-z0-9._:-]+)(\+?)\}")
_LITERAL = re.compile(r"[^{}\s/?#]+")
_BAD_FORMAT = (
    "The provided route key is not formatted properly for HTTP protocol. "
    'Format should be "<HTTP METHOD> /<RESOURCE PATH>" or "$default"'
)


class RouteKeyError(ValueError):
    """The route key is not one of an HTTP API; the message is for the client."""


@dataclass(frozen=True)
class Segment:
    """One part of a route's path: a literal, a variable, or a greedy variable that takes all that follows."""

    text: str
    variable: bool = False
    greedy: bool = False

    @property
    def rank(self) -> int:
        """How specific it is; less is better."""
        return self.variable + self.greedy


@dataclass(frozen=True)
class RouteKey:
    """A parsed route key. `$default` has no method, no path and no segments."""

    text: str
    method: str = ""
    path: str = ""
    segments: tuple[Segment, ...] = ()

    @property
    def is_default(self) -> bool:
        """True for `$default`."""
        return not self.method

    def path_parameters(self, parts: list[str]) -> dict[str, str] | None:
        """The decoded variables when the raw path `parts` match the route's path; None when they don't."""
        if self.is_default:
            return {}
        greedy = self.segments[-1].greedy
        if len(parts) < len(self.segments) or (len(parts) > len(self.segments) and not greedy):
            return None
        found: dict[str, str] = {}
        for index, segment in enumerate(self.segments):
            value = unquote("/".join(parts[index:]) if segment.greedy else parts[index])
            if segment.variable and (value or segment.greedy):
                found[segment.text] = value
            elif segment.variable or value != segment.text:
                return None
        return found

    @property
    def rank(self) -> tuple[int, tuple[int, ...], bool]:
        """Orders the routes that match one request, best first: full match, greedy, `$default`."""
        if self.is_default:
            return 2, (), True
        return int(self.segments[-1].greedy), tuple(s.rank for s in self.segments), self.method == "ANY"


def parse_route_key(text: str) -> RouteKey:
    """The parsed key; RouteKeyError when an HTTP API can't have it."""
    if text == DEFAULT_KEY:
        return RouteKey(text)
    method, space, path = text.partition(" ")
    if not space or method not in METHODS or not path.startswith("/"):
        raise RouteKeyError(_BAD_FORMAT)
    parts = path[1:].split("/")
    segments = (Segment(""),) if path == "/" else tuple(_segment(part) for part in parts)
    names = [s.text for s in segments if s.variable]
    if len(names) != len(set(names)):
        raise RouteKeyError(f"The route key {text} names a path variable twice")
    if any(s.greedy for s in segments[:-1]):
        raise RouteKeyError(f"The route key {text} has a greedy path variable that is not at its end")
    return RouteKey(text, method, path, segments)


def _segment(part: str) -> Segment:
    if variable := _VARIABLE.fullmatch(part):
        return Segment(variable[1], variable=True, greedy=bool(variable[2]))
    if not _LITERAL.fullmatch(part):
        raise RouteKeyError(_BAD_FORMAT)
    return Segment(part)


class HasKey(Protocol):
    """Anything that is reached by a route key."""

    @property
    def key(self) -> RouteKey:
        """The route key."""


R = TypeVar("R", bound=HasKey)


def best_match(routes: Iterable[R], method: str, path: str) -> tuple[R, dict[str, str]] | None:
    """The route that a request goes to and its path parameters; None when no route takes it.

    `path` is the raw path without the stage. HEAD and OPTIONS are methods like any other.
    """
    parts = path.removeprefix("/").split("/")
    matches = [
        (route, parameters)
        for route in routes
        if route.key.method in ("", "ANY", method) and (parameters := route.key.path_parameters(parts)) is not None
    ]
    return min(matches, key=lambda match: match[0].key.rank, default=None)
