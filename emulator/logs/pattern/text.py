"""Patterns for any text: `ERROR "time out" -debug`, `?ERROR ?WARN`, `%[45]\\d\\d%`."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from emulator.logs.pattern.model import Pattern
from emulator.logs.pattern.operand import quoted
from emulator.logs.pattern.regex import Regex

WORD = re.compile(r"[A-Za-z0-9_]+")


@dataclass(frozen=True)
class Phrase:
    """A text that is looked for as it is, case included."""

    text: str

    def __str__(self) -> str:
        return self.text if WORD.fullmatch(self.text) else quoted(self.text)

    def found_in(self, text: str) -> bool:
        """Whether it occurs."""
        return self.text in text


@dataclass(frozen=True)
class Term:
    """One term: wanted (no sign), excluded (`-`), or one of several of which one is enough (`?`)."""

    sign: str
    what: Phrase | Regex

    def __str__(self) -> str:
        return f"{self.sign}{self.what}"


@dataclass(frozen=True)
class TextPattern(Pattern):
    """Every wanted term and no excluded one; `?` terms count only when there are no others, as in AWS."""

    terms: tuple[Term, ...] = ()
    _matches: Callable[[str], bool] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_matches", _compiled(self.terms))

    def __str__(self) -> str:
        return " ".join(map(str, self.terms))

    @property
    def regexes(self) -> int:
        """How many regular expressions it has."""
        return sum(isinstance(term.what, Regex) for term in self.terms)

    def matches(self, message: str) -> bool:
        """See `Pattern.matches`."""
        return self._matches(message)


def _compiled(terms: tuple[Term, ...]) -> Callable[[str], bool]:
    wanted = [term.what.found_in for term in terms if term.sign == ""]
    excluded = [term.what.found_in for term in terms if term.sign == "-"]
    optional = [term.what.found_in for term in terms if term.sign == "?"]
    if optional and not wanted and not excluded:
        return lambda message: any(found(message) for found in optional)
    if len(wanted) == 1 and not excluded:
        return wanted[0]
    return lambda message: all(found(message) for found in wanted) and not any(found(message) for found in excluded)
