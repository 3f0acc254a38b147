"""Patterns for events of fields between spaces: `[ip, user, ..., status = 4*, bytes > 1000]`."""

import re
from dataclasses import dataclass

from emulator.logs.pattern.condition import Condition
from emulator.logs.pattern.model import Match, Pattern
from emulator.logs.pattern.operand import NUMBER, Operand, compare
from emulator.logs.pattern.regex import Regex

TOKEN = re.compile(r"\S+")
QUOTED = re.compile(r'"((?:\\.|[^"\\])*)"(?!\S)', re.DOTALL)


@dataclass(frozen=True)
class FieldTest(Condition[str]):
    """`name operator operand`."""

    name: str
    operator: str
    operand: Operand

    def __str__(self) -> str:
        return f"{self.name} {self.operator} {self.operand}"

    def holds(self, subject: str) -> bool:
        """Whether it holds for the text of the field."""
        number = float(subject) if NUMBER.fullmatch(subject) else None
        return compare(self.operator, self.operand, subject, number)


@dataclass(frozen=True)
class Field:
    """One field: its name, empty when it has none, and the condition on it, if there is one."""

    name: str = ""
    condition: Condition[str] | None = None

    def __str__(self) -> str:
        return self.name if self.condition is None else str(self.condition)

    def accepts(self, text: str) -> bool:
        """Whether its condition holds for the text."""
        return self.condition is None or self.condition.holds(text)


@dataclass(frozen=True)
class DelimitedPattern(Pattern):
    """`before` the `...` and `after` it; without one (`after` is None) the number of fields must be the same."""

    before: tuple[Field, ...]
    after: tuple[Field, ...] | None = None

    def __str__(self) -> str:
        parts = [*map(str, self.before), *([] if self.after is None else ["...", *map(str, self.after)])]
        return f"[{', '.join(parts)}]"

    @property
    def has_fields(self) -> bool:
        """Values and dimensions come from its fields."""
        return True

    @property
    def names(self) -> frozenset[str]:
        """The named fields."""
        return frozenset(f"${field.name}" for field in self._fields if field.name)

    @property
    def regexes(self) -> int:
        """How many regular expressions it has."""
        tests = [t for f in self._fields if f.condition is not None for t in f.condition.tests()]
        return sum(isinstance(test.operand, Regex) for test in tests)

    def match(self, message: str) -> Match | None:
        """See `Pattern.match`. Fields without a name are `$1`, `$2` … by their position."""
        texts = split(message)
        gap = len(texts) - len(self._fields)
        if gap < 0 or (gap > 0 and self.after is None):
            return None
        fields = [*self.before, *[Field()] * gap, *(self.after or ())]
        if not all(field.accepts(text) for field, text in zip(fields, texts, strict=True)):
            return None
        named = enumerate(zip(fields, texts, strict=True), start=1)
        return Match({f"${field.name or position}": text for position, (field, text) in named})

    @property
    def _fields(self) -> tuple[Field, ...]:
        return (*self.before, *(self.after or ()))


def split(message: str) -> list[str]:
    """The fields of a message: text in brackets or double quotes, without them, and what stands between spaces."""
    fields: list[str] = []
    position, closing = 0, -1
    while token := TOKEN.search(message, position):
        start = token.start()
        if message[start] == "[":
            # Found once for all brackets before it, so that a message full of open ones takes no longer.
            closing = closing if closing > start else message.find("]", start) % (len(message) + 1)
            if closing < len(message) and message[closing + 1 : closing + 2].strip() == "":
                fields.append(message[start + 1 : closing])
                position = closing + 1
                continue
        elif quoted := QUOTED.match(message, start):
            fields.append(quoted[1])
            position = quoted.end()
            continue
        fields.append(token[0])
        position = token.end()
    return fields
