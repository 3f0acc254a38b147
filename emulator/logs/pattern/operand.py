"""What a field is compared with: a text with `*` at its ends, a number, or a regular expression."""

import re
from dataclasses import dataclass

from emulator.logs.pattern.model import PatternError
from emulator.logs.pattern.regex import Regex

NUMBER = re.compile(r"[+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?", re.ASCII)
BARE_TEXT = re.compile(r"[A-Za-z0-9_.*]+")
ORDERS = frozenset({"<", "<=", ">", ">="})


@dataclass(frozen=True)
class Text:
    """A text; a `*` at its beginning or end stands for anything, one in the middle for itself."""

    text: str

    def __str__(self) -> str:
        return "*" if self.text == "*" else quoted(self.text)

    def equals(self, text: str, number: float | None) -> bool:
        """Whether a field's text is this one."""
        return wildcard(self.text, text)


@dataclass(frozen=True)
class Number:
    """A number as it was written. Equal to every way of writing it in a JSON number; in a text, only to its own."""

    text: str

    def __str__(self) -> str:
        return self.text

    @property
    def value(self) -> float:
        """The number."""
        return float(self.text)

    def equals(self, text: str, number: float | None) -> bool:
        """Whether a field is this number."""
        return self.text == text if number is None else self.value == number


Operand = Text | Number | Regex


def bare(text: str) -> Text | Number:
    """The operand an unquoted text stands for; PatternError when it needs quotes."""
    if NUMBER.fullmatch(text):
        return Number(text)
    if BARE_TEXT.fullmatch(text):
        return Text(text)
    raise PatternError.in_term(text)


def compare(operator: str, operand: Operand, text: str, number: float | None) -> bool:
    """Whether `field operator operand` holds for a field with this text, and this number when it is one."""
    if isinstance(operand, Regex):
        return operand.found_in(text) is (operator == "=")
    if operator in ORDERS and isinstance(operand, Number):
        return number is not None and _ordered(operator, number, operand.value)
    return operand.equals(text, number) is (operator == "=")


def check(operator: str, operand: Operand) -> None:
    """Refuse an order (`<`, `>=` …) on anything but a number."""
    if operator in ORDERS and not isinstance(operand, Number):
        raise PatternError.in_term(str(operand))


def wildcard(pattern: str, text: str) -> bool:
    """Whether the text is the pattern's, with `*` at the pattern's ends for anything."""
    if pattern == "*":
        return True
    before, after = pattern.startswith("*"), pattern.endswith("*")
    core = pattern[1 if before else 0 : -1 if after else None]
    if before and after:
        return core in text
    if before:
        return text.endswith(core)
    return text.startswith(core) if after else text == core


def quoted(text: str) -> str:
    """The text in double quotes."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def unquoted(text: str) -> str:
    """The text inside double quotes; a backslash escapes a quote and itself, and is a character elsewhere."""
    return re.sub(r'\\(["\\])', r"\1", text[1:-1])


def _ordered(operator: str, left: float, right: float) -> bool:
    if operator == "<":
        return left < right
    if operator == "<=":
        return left <= right
    return left > right if operator == ">" else left >= right
