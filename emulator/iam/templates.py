"""Text in a policy: wildcards and policy variables, and what they match.

Rules: IAM user guide, "IAM policy elements: Variables and tags" and "IAM JSON policy elements: Resource".
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cached_property, lru_cache

Context = Mapping[str, "str | tuple[str, ...]"]
"""Condition keys of a request, in lower case; a key with several values has a tuple."""


class Wildcard(Enum):
    """IAM's two wildcards."""

    ANY = "*"
    ONE = "?"


@dataclass(frozen=True)
class Variable:
    """`${key}` or `${key, 'default'}`; the key is in lower case."""

    key: str
    default: str | None = None


Part = str | Wildcard | Variable
_TOKEN = re.compile(r"\$\{([^{}]*)\}|(\*)|(\?)")
_ARN_COLONS = 5


@dataclass(frozen=True)
class Template:
    """One text of a policy, read once: literal parts, wildcards and variables."""

    source: str
    parts: tuple[Part, ...]

    @cached_property
    def keys(self) -> frozenset[str]:
        """The condition keys whose values it takes; with none it matches the same whatever the request."""
        return frozenset(part.key for part in self.parts if isinstance(part, Variable))

    @cached_property
    def _fixed(self) -> re.Pattern[str] | None:
        """What a text without variables matches."""
        return None if self.keys else _regex(tuple(p for p in self.parts if not isinstance(p, Variable)), False)

    def matches(self, value: str, context: Context) -> bool:
        """True when `value` is of this form: `*` is any text, `?` one character. A variable without value: never."""
        fixed = self._fixed
        return self._matches(value, context, arn=False) if fixed is None else fixed.fullmatch(value) is not None

    def matches_arn(self, value: str, context: Context) -> bool:
        """`ArnLike`: each of the six parts between colons is compared on its own. What is no ARN matches nothing."""
        return value.count(":") >= _ARN_COLONS and self._matches(value, context, arn=True)

    def text(self, context: Context) -> str | None:
        """The text where wildcards stand for themselves; None when a variable has no value."""
        resolved = _resolve(self.parts, context)
        if resolved is None:
            return None
        return "".join(part.value if isinstance(part, Wildcard) else part for part in resolved)

    def _matches(self, value: str, context: Context, *, arn: bool) -> bool:
        resolved = _resolve(self.parts, context)
        return resolved is not None and _regex(resolved, arn).fullmatch(value) is not None


@lru_cache(maxsize=8192)
def template(text: str, variables: bool = True) -> Template:
    """Read a policy's text. Before version 2012-10-17 of the policy language there are no `variables`."""
    return Template(text, tuple(_parts(text, variables)))


def _parts(text: str, variables: bool) -> Iterator[Part]:
    end = 0
    for token in _TOKEN.finditer(text):
        if token[1] is not None and not variables:
            continue
        if token.start() > end:
            yield text[end : token.start()]
        yield Wildcard(token[0]) if token[1] is None else _variable(token[1])
        end = token.end()
    if end < len(text):
        yield text[end:]


def _variable(inside: str) -> str | Variable:
    """`${*}`, `${?}` and `${$}` are the characters themselves."""
    if inside in ("*", "?", "$"):
        return inside
    key, comma, default = inside.partition(",")
    return Variable(key.strip().lower(), default.strip().strip("'") if comma else None)


def _resolve(parts: tuple[Part, ...], context: Context) -> tuple[str | Wildcard, ...] | None:
    """The parts with the variables' values, which are literal; None when one has no single value."""
    resolved: list[str | Wildcard] = []
    for part in parts:
        if not isinstance(part, Variable):
            resolved.append(part)
            continue
        value = context.get(part.key, part.default)
        if not isinstance(value, str):
            return None
        resolved.append(value)
    return tuple(resolved)


@lru_cache(maxsize=8192)
def _regex(parts: tuple[str | Wildcard, ...], arn: bool) -> re.Pattern[str]:
    """What a wildcard takes is as short as can be and never given back, so no pattern takes exponential time."""
    colons = 0
    pieces: list[str] = []
    open_groups = 0
    last_any = max((i for i, part in enumerate(parts) if part is Wildcard.ANY), default=-1)
    for i, part in enumerate(parts):
        character = "[^:]" if arn and colons < _ARN_COLONS else "."
        if part is Wildcard.ANY:
            pieces.append(")" * open_groups)
            open_groups = 0 if i == last_any else 1
            pieces.append(f"{character}*" if i == last_any else f"(?>{character}*?")
        elif part is Wildcard.ONE:
            pieces.append(character)
        else:
            colons += part.count(":")
            pieces.append(re.escape(part))
    return re.compile("".join(pieces), re.DOTALL)
