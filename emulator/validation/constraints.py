"""Checks made from the shapes of a botocore model: each names what is violated as AWS's front end does.

Values have the types that a parser gives them; one that no parser could have made is a `WrongType`.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import regex
from botocore.model import ListShape, MapShape, Shape, StructureShape

LENGTHS = frozenset({"string", "list", "map"})
NUMBERS = frozenset({"integer", "long", "float", "double"})
NESTED = frozenset({"structure", "list", "map"})
TYPES: Mapping[str, tuple[type, ...]] = {
    "structure": (Mapping,), "blob": (object,),
    "map": (Mapping,), "list": (list, tuple), "string": (str,), "boolean": (bool,),
    "integer": (int,), "long": (int,), "float": (int, float), "double": (int, float),
}  # fmt: skip
"""What a value of a shape is in Python once it is parsed: a blob is bytes or a stream, other shapes are converted."""

LONGEST_SHOWN = 512
"""Characters of a value that a refusal repeats."""
_SHORT, _REMEMBERED = 256, 256
"""Values of up to so many characters are matched once: names of tables and queues come again and again. So many of
them, for each expression."""


class WrongType(Exception):
    """A value is of a type that its shape can't be made of. The message is that of AWS's JSON front end."""

    def __init__(self, value: Any, wanted: str) -> None:
        super().__init__(f"{_json_type(value)} can not be converted to {wanted.capitalize()}")


def _json_type(value: Any) -> str:
    if isinstance(value, bool):
        return f"{value}_VALUE".upper()
    if isinstance(value, Mapping | list):
        return "START_OBJECT" if isinstance(value, Mapping) else "START_ARRAY"
    return "STRING_VALUE" if isinstance(value, str) else "NUMBER_VALUE" if value is not None else "VALUE_NULL"


@dataclass(frozen=True)
class Violation:
    """One value that breaks one constraint. `path` is as AWS writes it: `tags.1.member.key`."""

    value: str
    path: str
    constraint: str

    def __str__(self) -> str:
        return f"{self.value} at '{self.path}' failed to satisfy constraint: {self.constraint}"


Path = tuple["Path", str] | None
"""Where a value stands: its parent's path and its own name, put together only when something is wrong with it."""

Check = Callable[[Any, Path, list[Violation]], None]
"""Adds what is wrong with a value to the list."""

Rule = Callable[[Any], bool]


@dataclass(frozen=True)
class Constraint:
    """A rule for one value, and AWS's words for it."""

    words: str
    holds: Rule


class Checks:
    """The checks of one service's shapes, each made once. `left_out` are shapes that the service checks itself.

    With `only_required`, constraints of values aren't looked at: only whether what is required is there, and types.
    """

    def __init__(self, left_out: frozenset[str] = frozenset(), only_required: bool = False) -> None:
        self._left_out, self._only_required = left_out, only_required
        self._made: dict[str, Check | None] = {}

    def of(self, shape: Shape | None) -> Check | None:
        """The check of a shape, or None when nothing can be wrong with a value of it."""
        if shape is None or shape.name in self._left_out:
            return None
        if shape.name not in self._made:
            self._made[shape.name] = self._late(shape.name)  # a shape may contain itself
            self._made[shape.name] = self._make(shape)
        return self._made[shape.name]

    def _late(self, name: str) -> Check:
        def check(value: Any, path: Path, wrong: list[Violation]) -> None:
            made = self._made[name]
            if made is not None:
                made(value, path, wrong)

        return check

    def _make(self, shape: Shape) -> Check | None:
        own, types = self._constraints(shape), TYPES.get(shape.type_name)
        inner: Check | None = None
        if isinstance(shape, StructureShape):
            inner = self._structure(shape)
        elif isinstance(shape, ListShape):
            inner = self._list(shape)
        elif isinstance(shape, MapShape):
            inner = self._map(shape)
        if types is None:
            return inner

        def check(value: Any, path: Path, wrong: list[Violation]) -> None:
            if not isinstance(value, types):
                raise WrongType(value, shape.type_name)
            for constraint in own:
                if not constraint.holds(value):
                    wrong.append(Violation(shown(value), written(path), constraint.words))
            if inner is not None:
                inner(value, path, wrong)

        return check

    def _constraints(self, shape: Shape) -> tuple[Constraint, ...]:
        return () if self._only_required else constraints_of(shape)

    def _structure(self, shape: StructureShape) -> Check | None:
        members = shape.members
        required = [name for name in shape.required_members if not _is_stream(members[name])]
        checked = [
            (name, lower(name), made) for name, member in members.items() if (made := self._member(member)) is not None
        ]
        if not required and not checked:
            return None

        def check(value: Any, path: Path, wrong: list[Violation]) -> None:
            for name in required:
                if value.get(name) is None:
                    wrong.append(Violation("Value null", written((path, lower(name))), "Member must not be null"))
            for name, step, made in checked:
                if value.get(name) is not None:
                    made(value[name], (path, step), wrong)

        return check

    def _member(self, shape: Shape) -> Check | None:
        return None if _is_stream(shape) else self.of(shape)

    def _list(self, shape: ListShape) -> Check | None:
        member = shape.member
        if member.type_name not in NESTED:
            return self._scalars(member, "Member must satisfy constraint", lambda value: value)
        made = self.of(member)
        if made is None:
            return None

        def check(value: Any, path: Path, wrong: list[Violation]) -> None:
            for index, one in enumerate(value, start=1):
                made(one, (path, f"{index}.member"), wrong)

        return check

    def _map(self, shape: MapShape) -> Check | None:
        keys = self._scalars(shape.key, "Map keys must satisfy constraint", dict.keys)
        made: Check | None
        if shape.value.type_name not in NESTED:
            made = self._scalars(shape.value, "Map value must satisfy constraint", dict.values)
        else:
            made = self._values(shape)
        both = [check for check in (keys, made) if check is not None]
        if not both:
            return None

        def check(value: Any, path: Path, wrong: list[Violation]) -> None:
            for one in both:
                one(value, path, wrong)

        return check

    def _values(self, shape: MapShape) -> Check | None:
        made = self.of(shape.value)
        if made is None:
            return None

        def check(value: Any, path: Path, wrong: list[Violation]) -> None:
            for key, one in value.items():
                made(one, (path, f"{key}.member"), wrong)

        return check

    def _scalars(self, shape: Shape, words: str, each: Callable[[Any], Any]) -> Check | None:
        own, types = self._constraints(shape), TYPES.get(shape.type_name)
        if shape.name in self._left_out or types is None:
            return None
        text = f"{words}: [{', '.join(constraint.words for constraint in reversed(own))}]"

        def check(value: Any, path: Path, wrong: list[Violation]) -> None:
            members = list(each(value))
            for one in members:
                if not isinstance(one, types):
                    raise WrongType(one, shape.type_name)
            if not all(constraint.holds(one) for one in members for constraint in own):
                wrong.append(Violation(shown(value), written(path), text))

        return check


def constraints_of(shape: Shape) -> tuple[Constraint, ...]:
    """The constraints that a shape itself declares."""
    found = [*_bounds(shape), *_pattern(shape)]
    enum = shape.metadata.get("enum")
    if enum:
        words = f"Member must satisfy enum value set: [{', '.join(enum)}]"
        found.append(Constraint(words, frozenset(enum).__contains__))
    return tuple(found)


def _bounds(shape: Shape) -> Iterator[Constraint]:
    low, high = shape.metadata.get("min"), shape.metadata.get("max")
    if shape.type_name in LENGTHS:
        what, size = "length", len
    elif shape.type_name in NUMBERS:
        what, size = "value", _itself
    else:
        return
    if high is not None:
        yield Constraint(f"Member must have {what} less than or equal to {high}", lambda value: size(value) <= high)
    if low:
        yield Constraint(f"Member must have {what} greater than or equal to {low}", lambda value: size(value) >= low)
    elif low is not None and what == "value":
        yield Constraint(f"Member must have value greater than or equal to {low}", lambda value: value >= low)


def _pattern(shape: Shape) -> Iterator[Constraint]:
    pattern, longest = shape.metadata.get("pattern"), shape.metadata.get("max")
    compiled = compiled_pattern(pattern) if pattern else None
    if compiled is None:
        return

    def matches(value: Any) -> bool:
        return compiled.fullmatch(value) is not None

    known = lru_cache(_REMEMBERED)(matches)

    def holds(value: Any) -> bool:
        # A text that is too long is refused for its length, and no expression is let loose on it.
        if longest is not None and len(value) > longest:
            return True
        return known(value) if len(value) <= _SHORT else matches(value)

    yield Constraint(f"Member must satisfy regular expression pattern: {pattern}", holds)


def compiled_pattern(pattern: str) -> "regex.Pattern[str] | None":
    """A model's expression, which is one of Java's; None for the few that mean nothing elsewhere."""
    try:
        return regex.compile(pattern)
    except regex.error:
        return None


def _itself(value: Any) -> Any:
    return value


def _is_stream(shape: Shape) -> bool:
    return bool(shape.serialization.get("streaming"))


def lower(name: str) -> str:
    """A member's name as AWS writes it in a path."""
    return name[:1].lower() + name[1:]


def written(path: Path) -> str:
    """A path as AWS writes it."""
    parts = []
    while path is not None:
        path, name = path
        parts.append(name)
    return ".".join(reversed(parts))


def shown(value: Any) -> str:
    """A value as a refusal repeats it."""
    if isinstance(value, Mapping):
        text = "{" + ", ".join(f"{key}={_text(one)}" for key, one in value.items()) + "}"
    elif isinstance(value, Sequence) and not isinstance(value, str | bytes):
        text = "[" + ", ".join(map(_text, value)) + "]"
    else:
        text = _text(value)
    return f"Value '{text[:LONGEST_SHOWN]}'"


def _text(value: Any) -> str:
    return "..." if isinstance(value, Mapping | list | bytes) else str(value)
