"""Patterns for any text: `ERROR "time out" -debug`, `?ERROR ?WARN`, `%[45]\\d\\d%`."""

import re
from dataclasses import dataclass

from emulator.logs.pattern.model import Match, Pattern
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

    def __str__(self) -> str:
        return " ".join(map(str, self.terms))

    @property
    def regexes(self) -> int:
        """How many regular expressions it has."""
        return sum(isinstance(term.what, Regex) for term in self.terms)

    def match(self, message: str) -> Match | None:
        """See `Pattern.match`. No field is extracted."""
        strict = [term for term in self.terms if term.sign != "?"]
        if strict or not self.terms:
            matched = all(term.what.found_in(message) is (term.sign == "") for term in strict)
        else:
            matched = any(term.what.found_in(message) for term in self.terms)
        return Match() if matched else None
