"""Patterns for events of fields between spaces: `[ip, user, ..., status = 4*, bytes > 1000]`."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache

from emulator.logs.pattern.condition import Condition
from emulator.logs.pattern.model import Pattern
from emulator.logs.pattern.operand import NUMBER, Operand, tester
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

    def compiled(self) -> Callable[[str], bool]:
        """See `Condition.compiled`; the subject is the text of the field."""
        return tester(self.operator, self.operand, number_of)


@dataclass(frozen=True)
class Field:
    """One field: its name, empty when it has none, and the condition on it, if there is one."""

    name: str = ""
    condition: Condition[str] | None = None

    def __str__(self) -> str:
        return self.name if self.condition is None else str(self.condition)


@dataclass(frozen=True)
class DelimitedPattern(Pattern):
    """`before` the `...` and `after` it; without one (`after` is None) the number of fields must be the same."""

    before: tuple[Field, ...]
    after: tuple[Field, ...] | None = None
    _tests: tuple[tuple[int, Callable[[str], bool]], ...] = field(init=False, repr=False, compare=False)
    """The place of each field that has a condition, from the end for those after the `...`, and the condition."""

    def __post_init__(self) -> None:
        places = [*enumerate(self.before), *enumerate(self.after or (), start=-len(self.after or ()))]
        tests = [(place, one.condition.compiled()) for place, one in places if one.condition is not None]
        object.__setattr__(self, "_tests", tuple(tests))

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
        return frozenset(f"${one.name}" for one in self._fields if one.name)

    @property
    def regexes(self) -> int:
        """How many regular expressions it has."""
        tests = [test for one in self._fields if one.condition is not None for test in one.condition.tests()]
        return sum(isinstance(test.operand, Regex) for test in tests)

    def matches(self, message: str) -> bool:
        """See `Pattern.matches`."""
        texts = split(message)
        gap = len(texts) - len(self._fields)
        if gap < 0 or (gap > 0 and self.after is None):
            return False
        return all(test(texts[place]) for place, test in self._tests)

    def fields(self, message: str) -> dict[str, str]:
        """All fields. Those without a name are `$1`, `$2` … by their position."""
        texts = split(message)
        gap = [Field()] * (len(texts) - len(self._fields))
        named = enumerate(zip([*self.before, *gap, *(self.after or ())], texts, strict=True), start=1)
        return {f"${one.name or position}": text for position, (one, text) in named}

    @property
    def _fields(self) -> tuple[Field, ...]:
        return (*self.before, *(self.after or ()))


def number_of(text: str) -> float | None:
    """The number the text of a field is; None when it is none."""
    return float(text) if NUMBER.fullmatch(text) else None


@lru_cache(maxsize=512)
def split(message: str) -> tuple[str, ...]:
    """The fields of a message: text in brackets or double quotes, without them, and what stands between spaces."""
    if "[" not in message and '"' not in message:
        return tuple(message.split())
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
    return tuple(fields)
