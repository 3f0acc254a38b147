"""Patterns for JSON events: `{ $.latency > 100 && ($.path = "/a*" || $.cached NOT EXISTS) }`.

A selector with a wildcard (`$.list[*].id`, `$.*`) holds when the condition holds for anything that it finds.
"""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum
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


class Wildcard(Enum):
    """A step to every property of an object (`.*`) or to every element of an array (`[*]`)."""

    PROPERTIES = ".*"
    ELEMENTS = "[*]"


PLAIN_NAME = re.compile(r"[A-Za-z0-9_-]+")


@dataclass(frozen=True)
class Selector:
    """A way into a document: names of objects, indexes of arrays, and wildcards."""

    steps: tuple[str | int | Wildcard, ...]

    def __str__(self) -> str:
        return "$" + "".join(map(_written, self.steps))

    @property
    def wildcards(self) -> int:
        """How many of its steps are wildcards."""
        return sum(isinstance(step, Wildcard) for step in self.steps)

    def find(self, document: Node) -> Node:
        """What is there, or MISSING; for a selector without wildcards."""
        for step in self.steps:
            document = _taken(document, step)
        return document

    def find_all(self, document: Node) -> list[Node]:
        """All that is there; nothing where there is nothing."""
        found = [document]
        for step in self.steps:
            if isinstance(step, Wildcard):
                found = [inner for outer in found for inner in _inside(outer, step)]
            else:
                found = [inner for outer in found if (inner := _taken(outer, step)) is not MISSING]
        return found

    def any_of(self, test: Callable[[Node], bool]) -> Callable[[Node], bool]:
        """A function that says whether the test holds for something that is found; for MISSING where nothing is."""
        if not self.wildcards:
            find = self.find
            return lambda document: test(find(document))
        return lambda document: any(map(test, self.find_all(document) or [MISSING]))


def _written(step: str | int | Wildcard) -> str:
    if isinstance(step, Wildcard):
        return step.value
    if isinstance(step, int):
        return f"[{step}]"
    return f".{step}" if PLAIN_NAME.fullmatch(step) else f".['{step}']"


def _taken(document: Node, step: str | int | Wildcard) -> Node:
    if isinstance(document, dict) and isinstance(step, str):
        return document.get(step, MISSING)
    if isinstance(document, list) and isinstance(step, int) and step < len(document):
        return document[step]
    return MISSING


def _inside(document: Node, step: Wildcard) -> list[Node]:
    if step is Wildcard.PROPERTIES:
        return list(document.values()) if isinstance(document, dict) else []
    return document if isinstance(document, list) else []


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
        test = tester(self.operator, self.operand, number_of)

        def holds(found: Node) -> bool:
            text = text_of(found)
            return text is not None and test(text)

        return self.selector.any_of(holds)


@dataclass(frozen=True)
class State(Condition[Node]):
    """`selector IS NULL`, `IS TRUE`, `IS FALSE` or `NOT EXISTS`."""

    selector: Selector
    state: str

    def __str__(self) -> str:
        return f"{self.selector} {self.state}"

    def compiled(self) -> Callable[[Node], bool]:
        """See `Condition.compiled`."""
        wanted = _STATES[self.state]
        return self.selector.any_of(lambda found: found is wanted)


_STATES: dict[str, Node] = {"IS NULL": None, "IS TRUE": True, "IS FALSE": False, "NOT EXISTS": MISSING}


@dataclass(frozen=True)
class JsonPattern(Pattern):
    """A condition on the fields of a JSON object; a message that is none doesn't match."""

    condition: Condition[Node]
    _holds: Callable[[Node], bool] = field(init=False, repr=False, compare=False)
    _selectors: Mapping[str, Selector] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_holds", self.condition.compiled())
        single = [t.selector for t in self.condition.tests() if not t.selector.wildcards]
        object.__setattr__(self, "_selectors", {str(selector): selector for selector in single})

    def __str__(self) -> str:
        return f"{{ {self.condition} }}"

    @property
    def has_fields(self) -> bool:
        """Values and dimensions come from its selectors."""
        return True

    @property
    def names(self) -> frozenset[str]:
        """The selectors it uses, but for those with wildcards: what they find is no single value."""
        return frozenset(self._selectors)

    @property
    def wildcards(self) -> list[int]:
        """How many wildcards each of its selectors has."""
        return [t.selector.wildcards for t in self.condition.tests()]

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
