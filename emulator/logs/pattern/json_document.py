"""Patterns for JSON events: `{ $.latency > 100 && ($.path = "/a*" || $.cached NOT EXISTS) }`."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from emulator.logs.pattern.condition import Condition
from emulator.logs.pattern.model import Pattern
from emulator.logs.pattern.operand import Operand, tester
from emulator.logs.pattern.regex import Regex


class WrittenNumber(str):
    """A number of a document as it was written: `12.0` is equal to the number 12 but not to the text "12"."""

    __slots__ = ()


class _Missing:
    """What a selector finds where there is nothing."""


MISSING = _Missing()
Node = dict[str, "Node"] | list["Node"] | str | bool | None | _Missing
BOOLEANS = {True: "true", False: "false"}


@dataclass(frozen=True)
class Selector:
    """A way into a document: names of objects and indexes of arrays."""

    steps: tuple[str | int, ...]

    def __str__(self) -> str:
        return "$" + "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in self.steps)

    def find(self, document: Node) -> Node:
        """What is there, or MISSING."""
        for step in self.steps:
            if isinstance(document, dict) and isinstance(step, str):
                document = document.get(step, MISSING)
            elif isinstance(document, list) and isinstance(step, int) and step < len(document):
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

    def compiled(self) -> Callable[[Node], bool]:
        """See `Condition.compiled`."""
        find, test = self.selector.find, tester(self.operator, self.operand, number_of)

        def holds(document: Node) -> bool:
            text = text_of(find(document))
            return text is not None and test(text)

        return holds


@dataclass(frozen=True)
class State(Condition[Node]):
    """`selector IS NULL`, `IS TRUE`, `IS FALSE` or `NOT EXISTS`."""

    selector: Selector
    state: str

    def __str__(self) -> str:
        return f"{self.selector} {self.state}"

    def compiled(self) -> Callable[[Node], bool]:
        """See `Condition.compiled`."""
        find, wanted = self.selector.find, _STATES[self.state]
        return lambda document: find(document) is wanted


_STATES: dict[str, Node] = {"IS NULL": None, "IS TRUE": True, "IS FALSE": False, "NOT EXISTS": MISSING}


@dataclass(frozen=True)
class JsonPattern(Pattern):
    """A condition on the fields of a JSON object; a message that is none doesn't match."""

    condition: Condition[Node]
    _holds: Callable[[Node], bool] = field(init=False, repr=False, compare=False)
    _selectors: Mapping[str, Selector] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_holds", self.condition.compiled())
        object.__setattr__(self, "_selectors", {str(t.selector): t.selector for t in self.condition.tests()})

    def __str__(self) -> str:
        return f"{{ {self.condition} }}"

    @property
    def has_fields(self) -> bool:
        """Values and dimensions come from its selectors."""
        return True

    @property
    def names(self) -> frozenset[str]:
        """The selectors it uses."""
        return frozenset(self._selectors)

    @property
    def regexes(self) -> int:
        """How many regular expressions it has."""
        return sum(isinstance(t, Comparison) and isinstance(t.operand, Regex) for t in self.condition.tests())

    def matches(self, message: str) -> bool:
        """See `Pattern.matches`."""
        document = document_of(message)
        return document is not MISSING and self._holds(document)

    def fields(self, message: str) -> dict[str, str]:
        """What its selectors find, as text."""
        document = document_of(message)
        found = {name: text_of(selector.find(document)) for name, selector in self._selectors.items()}
        return {name: text for name, text in found.items() if text is not None}


def text_of(found: Node) -> str | None:
    """A value of a document as text; None for what isn't a text, a number or a boolean."""
    if isinstance(found, str):
        return found
    return BOOLEANS[found] if isinstance(found, bool) else None


def number_of(text: str) -> float | None:
    """The number a value of a document is; None for a text, whatever it looks like."""
    return float(text) if type(text) is WrittenNumber else None


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is not JSON")


_decoder = json.JSONDecoder(parse_int=WrittenNumber, parse_float=WrittenNumber, parse_constant=_refuse)


@lru_cache(maxsize=512)
def document_of(message: str) -> Node:
    """The JSON object, or MISSING when the message isn't one. Many filters look at one message, hence the cache."""
    if not message.lstrip(" \t\r\n").startswith("{"):
        return MISSING
    try:
        document: Node = _decoder.decode(message)
    except (ValueError, RecursionError):
        return MISSING
    return document
