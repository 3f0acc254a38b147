"""What a filter pattern promises, whichever of the three forms it has."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field


class PatternError(ValueError):
    """The text is not a filter pattern.

    `message` is AWS's, or None where AWS says no more than that the pattern is invalid.
    """

    def __init__(self, message: str | None = None) -> None:
        super().__init__(message or "Invalid filter pattern")
        self.message = message

    @classmethod
    def in_term(cls, term: str) -> "PatternError":
        """The error for characters that have no place where they are."""
        return cls(f"Invalid character(s) in term '{term}'")


@dataclass(frozen=True)
class Match:
    """An event that matched. `fields` has the text of each field of the pattern: `$.selector`, `$name` or `$number`."""

    fields: Mapping[str, str] = field(default_factory=dict)


class Pattern(ABC):
    """A parsed pattern. `str()` is its canonical text, which parses to an equal pattern. No message makes it raise."""

    def match(self, message: str) -> Match | None:
        """What was found in a message, or None when it doesn't match."""
        return Match(self.fields(message)) if self.matches(message) else None

    @abstractmethod
    def matches(self, message: str) -> bool:
        """Whether a message matches: all that a filter which only counts needs to know."""

    def fields(self, message: str) -> Mapping[str, str]:
        """The text of each field in a message that matches."""
        return {}

    @property
    def names(self) -> frozenset[str]:
        """The references (`$.selector`, `$name`) that a metric value or a dimension may use."""
        return frozenset()

    @property
    def regexes(self) -> int:
        """How many regular expressions it has."""
        return 0

    @property
    def has_fields(self) -> bool:
        """True for the JSON and the space-delimited form: only those can have dimensions."""
        return False
