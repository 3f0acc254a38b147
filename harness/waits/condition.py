"""What a wait waits for: small conditions that compose with `&` and `|`."""

from abc import ABC, abstractmethod
from dataclasses import dataclass


@dataclass(frozen=True)
class Seen:
    """One look at a condition: met or not, and in words what was seen."""

    met: bool
    text: str


class Condition(ABC):
    """Something that is true or not yet. `str()` names it as it reads in a timeline and in errors."""

    @abstractmethod
    def evaluate(self) -> Seen:
        """Look once, without changing anything."""

    def __and__(self, other: "Condition") -> "Condition":
        return AllOf(self, other)

    def __or__(self, other: "Condition") -> "Condition":
        return AnyOf(self, other)


@dataclass(frozen=True)
class AllOf(Condition):
    """Met when both are; the second is not looked at before the first is met."""

    first: Condition
    second: Condition

    def evaluate(self) -> Seen:
        """Both, in order."""
        seen = self.first.evaluate()
        if not seen.met:
            return seen
        other = self.second.evaluate()
        return Seen(other.met, f"{seen.text}; {other.text}")

    def __str__(self) -> str:
        return f"{self.first} and {self.second}"


@dataclass(frozen=True)
class AnyOf(Condition):
    """Met when either is."""

    first: Condition
    second: Condition

    def evaluate(self) -> Seen:
        """Either, in order."""
        seen = self.first.evaluate()
        if seen.met:
            return seen
        other = self.second.evaluate()
        return Seen(other.met, other.text if other.met else f"{seen.text}; {other.text}")

    def __str__(self) -> str:
        return f"{self.first} or {self.second}"
