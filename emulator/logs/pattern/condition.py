"""Conditions joined by && and ||, over whatever a form of pattern looks at."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

Subject = TypeVar("Subject")


class Condition(ABC, Generic[Subject]):
    """Something that holds for a subject or not: a single test, or several joined. `str()` is its canonical text."""

    @abstractmethod
    def compiled(self) -> Callable[[Subject], bool]:
        """A function that says whether it holds. Conditions are put together once, for events by the thousand."""

    def tests(self) -> Iterator[Any]:
        """The single tests in it, from left to right."""
        yield self


@dataclass(frozen=True)
class Every(Condition[Subject]):
    """Every part holds."""

    parts: tuple[Condition[Subject], ...]

    def __str__(self) -> str:
        return " && ".join(f"({part})" if isinstance(part, Some) else str(part) for part in self.parts)

    def compiled(self) -> Callable[[Subject], bool]:
        """All parts, from left to right."""
        parts = [part.compiled() for part in self.parts]
        return lambda subject: all(part(subject) for part in parts)

    def tests(self) -> Iterator[Any]:
        """The tests of all parts."""
        for part in self.parts:
            yield from part.tests()


@dataclass(frozen=True)
class Some(Condition[Subject]):
    """At least one part holds."""

    parts: tuple[Condition[Subject], ...]

    def __str__(self) -> str:
        return " || ".join(map(str, self.parts))

    def compiled(self) -> Callable[[Subject], bool]:
        """Any part, from left to right."""
        parts = [part.compiled() for part in self.parts]
        return lambda subject: any(part(subject) for part in parts)

    def tests(self) -> Iterator[Any]:
        """The tests of all parts."""
        for part in self.parts:
            yield from part.tests()


def joined(kind: type[Every[Any]] | type[Some[Any]], parts: tuple[Condition[Any], ...]) -> Condition[Any]:
    """The parts as one condition: a single part as it is, parts of the same kind flattened."""
    flat: list[Condition[Any]] = []
    for part in parts:
        flat.extend(part.parts if isinstance(part, kind) else [part])
    return flat[0] if len(flat) == 1 else kind(tuple(flat))
