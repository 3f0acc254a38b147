"""Regular expressions in patterns, `%…%`: AWS's restricted syntax, run by RE2.

RE2 takes time linear in the message whatever the expression, so no pattern can hang the emulator; the syntax that AWS
allows (no groups, no references, no look-around) is a part of RE2's.
"""

import re
from dataclasses import dataclass, field
from typing import Any

import re2  # type: ignore[import-untyped]

from emulator.logs.pattern.model import PatternError

ALLOWED = re.compile(r"(?:[A-Za-z0-9:_#=@/;,^$?\[\]{}|*+.-]|\\(?:[dDsSwW]|x[0-9A-Fa-f]{2}|[^A-Za-z0-9]))")
"""One character or escape of the syntax. From the user guide, "Supported regular expressions (regex) syntax"."""

_options = re2.Options()
_options.log_errors = False


@dataclass(frozen=True)
class Regex:
    """An expression that is searched for anywhere in a text."""

    source: str
    _compiled: Any = field(repr=False, compare=False)

    @classmethod
    def of(cls, source: str) -> "Regex":
        """Compile the expression between the percent signs; PatternError when it isn't in AWS's syntax."""
        _check(source)
        try:
            return cls(source, re2.compile(_with_end_before_newline(source), _options))
        except re2.error as error:
            raise PatternError from error

    def __str__(self) -> str:
        return f"%{self.source}%"

    def found_in(self, text: str) -> bool:
        """Whether the expression matches somewhere in the text."""
        try:
            return self._compiled.search(text) is not None
        except UnicodeEncodeError:  # half of a surrogate pair, which RE2 can't take
            return self._compiled.search(text.encode("utf-8", "replace").decode()) is not None


def _check(source: str) -> None:
    if not source:
        raise PatternError
    position = 0
    while position < len(source):
        allowed = ALLOWED.match(source, position)
        if allowed is None:
            raise PatternError.in_term(source[position])
        position = allowed.end()


def _with_end_before_newline(source: str) -> str:
    """`$` outside of a class also matches before the newline that ends a line of a function's output."""
    parts = re.findall(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|.", source, re.DOTALL)
    return "".join(r"(?:\n?\z)" if part == "$" else part for part in parts)
