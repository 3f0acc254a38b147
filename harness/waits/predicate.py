"""A condition made of a function, where a class of its own isn't worth writing."""

from collections.abc import Callable
from dataclasses import dataclass, field

from harness.waits.condition import Condition, Seen

LONGEST_TEXT = 300
"""Characters of an answer that are shown."""


@dataclass(frozen=True)
class Predicate(Condition):
    """`ask` answers with something true. `text` says what is waited for; answers are shown as they were seen."""

    text: str
    ask: Callable[[], object] = field(repr=False)

    def evaluate(self) -> Seen:
        """Ask once; what `ask` raises passes through."""
        answer = self.ask()
        shown = repr(answer)
        return Seen(bool(answer), shown if len(shown) <= LONGEST_TEXT else f"{shown[:LONGEST_TEXT]}…")

    def __str__(self) -> str:
        return self.text
