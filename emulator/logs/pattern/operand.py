"""What a field is compared with: a text with `*` at its ends, a number, or a regular expression."""

import operator as python
import re
from collections.abc import Callable
from dataclasses import dataclass

from emulator.logs.pattern.model import PatternError
from emulator.logs.pattern.regex import Regex

NUMBER = re.compile(r"[+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?", re.ASCII)
BARE_TEXT = re.compile(r"[A-Za-z0-9_.*]+")
ORDERS = {"<": python.lt, "<=": python.le, ">": python.gt, ">=": python.ge}

Test = Callable[[str], bool]


@dataclass(frozen=True)
class Text:
    """A text; a `*` at its beginning or end stands for anything, one in the middle for itself."""

    text: str

    def __str__(self) -> str:
        return "*" if self.text == "*" else quoted(self.text)


@dataclass(frozen=True)
class Number:
    """A number as it was written. Equal to every way of writing it in a number; in a text, only to its own."""

    text: str

    def __str__(self) -> str:
        return self.text


Operand = Text | Number | Regex


def bare(text: str) -> Text | Number:
    """The operand an unquoted text stands for; PatternError when it needs quotes."""
    if NUMBER.fullmatch(text):
        return Number(text)
    if BARE_TEXT.fullmatch(text):
        return Text(text)
    raise PatternError.in_term(text)


def check(operator: str, operand: Operand) -> None:
    """Refuse an order (`<`, `>=` …) on anything but a number."""
    if operator in ORDERS and not isinstance(operand, Number):
        raise PatternError.in_term(str(operand))


def tester(operator: str, operand: Operand, number_of: Callable[[str], float | None]) -> Test:
    """A function that says whether `field operator operand` holds for the text of a field.

    `number_of` gives the number that a field's text is, or None when the field is no number.
    """
    if operator in ORDERS and isinstance(operand, Number):
        return _order(ORDERS[operator], float(operand.text), number_of)
    equal: Test
    if isinstance(operand, Regex):
        equal = operand.found_in
    elif isinstance(operand, Number):
        equal = _number(operand.text, number_of)
    else:
        equal = wildcard(operand.text)
    return equal if operator == "=" else lambda text: not equal(text)


def wildcard(pattern: str) -> Test:
    """A function that says whether a text is the pattern's, with `*` at the pattern's ends for anything."""
    if pattern == "*":
        return lambda _: True
    before, after = pattern.startswith("*"), pattern.endswith("*")
    core = pattern[1 if before else 0 : -1 if after else None]
    if before and after:
        return lambda text: core in text
    if before:
        return lambda text: text.endswith(core)
    return (lambda text: text.startswith(core)) if after else (lambda text: text == core)


def quoted(text: str) -> str:
    """The text in double quotes."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def unquoted(text: str) -> str:
    """The text inside double quotes; a backslash escapes a quote and itself, and is a character elsewhere."""
    return re.sub(r'\\(["\\])', r"\1", text[1:-1])


def _order(compare: Callable[[float, float], bool], value: float, number_of: Callable[[str], float | None]) -> Test:
    def test(text: str) -> bool:
        number = number_of(text)
        return number is not None and compare(number, value)

    return test


def _number(written: str, number_of: Callable[[str], float | None]) -> Test:
    value = float(written)

    def test(text: str) -> bool:
        number = number_of(text)
        return text == written if number is None else number == value

    return test
