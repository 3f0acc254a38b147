"""Patterns for JSON events: `{ $.latency > 100 && ($.path = "/a*" || $.cached NOT EXISTS) }`."""

import json
from dataclasses import dataclass
from functools import lru_cache

from emulator.logs.pattern.condition import Condition
from emulator.logs.pattern.model import Match, Pattern
from emulator.logs.pattern.operand import Operand, compare
from emulator.logs.pattern.regex import Regex


class JsonNumber(float):
    """A number of a document that remembers how it was written: `12.0` is equal to 12 but not to the text "12"."""

    text: str

    def __new__(cls, text: str) -> "JsonNumber":
        """Read the number."""
        number = super().__new__(cls, text)
        number.text = text
        return number


class _Missing:
    """What a selector finds where there is nothing."""


MISSING = _Missing()
Node = dict[str, "Node"] | list["Node"] | str | JsonNumber | bool | None | _Missing


@dataclass(frozen=True)
class Selector:
    """A way into a document: names of objects and indexes of arrays."""

    steps: tuple[str | int, ...]

    def __str__(self) -> str:
        return "$" + "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in self.steps)

    def find(self, document: Node) -> Node:
        """What is there, or MISSING."""
        for step in self.steps:
            if isinstance(step, str) and isinstance(document, dict):
                document = document.get(step, MISSING)
            elif isinstance(step, int) and isinstance(document, list) and step < len(document):
                document = document[step]
            else:
                return MISSING
        return document


@dataclass(frozen=True)
class Comparison(Condition[Node]):
    """`selector operator operand`; holds only for texts, numbers and booleans."""

    selector: Selector
    operator: str
    operand: Operand

    def __str__(self) -> str:
        return f"{self.selector} {self.operator} {self.operand}"

    def holds(self, subject: Node) -> bool:
        """Whether it holds for a document."""
        found = self.selector.find(subject)
        text = text_of(found)
        number = float(found) if isinstance(found, JsonNumber) else None
        return text is not None and compare(self.operator, self.operand, text, number)


@dataclass(frozen=True)
class State(Condition[Node]):
    """`selector IS NULL`, `IS TRUE`, `IS FALSE` or `NOT EXISTS`."""

    selector: Selector
    state: str

    def __str__(self) -> str:
        return f"{self.selector} {self.state}"

    def holds(self, subject: Node) -> bool:
        """Whether it holds for a document."""
        return self.selector.find(subject) is _STATES[self.state]


_STATES = {"IS NULL": None, "IS TRUE": True, "IS FALSE": False, "NOT EXISTS": MISSING}


@dataclass(frozen=True)
class JsonPattern(Pattern):
    """A condition on the fields of a JSON object; a message that is none doesn't match."""

    condition: Condition[Node]

    def __str__(self) -> str:
        return f"{{ {self.condition} }}"

    @property
    def has_fields(self) -> bool:
        """Values and dimensions come from its selectors."""
        return True

    @property
    def names(self) -> frozenset[str]:
        """The selectors it uses."""
        return frozenset(str(test.selector) for test in self.condition.tests())

    @property
    def regexes(self) -> int:
        """How many regular expressions it has."""
        return sum(isinstance(t, Comparison) and isinstance(t.operand, Regex) for t in self.condition.tests())

    def match(self, message: str) -> Match | None:
        """See `Pattern.match`. The fields are what its selectors found, as text."""
        document = _document(message)
        if not isinstance(document, dict) or not self.condition.holds(document):
            return None
        found = {str(test.selector): text_of(test.selector.find(document)) for test in self.condition.tests()}
        return Match({name: text for name, text in found.items() if text is not None})


def text_of(found: Node) -> str | None:
    """A value of a document as text; None for what isn't a text, a number or a boolean."""
    if isinstance(found, bool):
        return "true" if found else "false"
    if isinstance(found, JsonNumber):
        return found.text
    return found if isinstance(found, str) else None


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is not JSON")


@lru_cache(maxsize=512)
def _document(message: str) -> Node:
    """The document, or MISSING when the message isn't one. Many filters look at one message, hence the cache."""
    if not message.lstrip().startswith("{"):
        return MISSING
    try:
        document: Node = json.loads(message, parse_int=JsonNumber, parse_float=JsonNumber, parse_constant=_refuse)
    except (ValueError, RecursionError):
        return MISSING
    return document
