"""What somebody predicts of a permission that is missing or too wide, and what was seen: a row for each statement."""

from collections.abc import Mapping
from dataclasses import dataclass

from harness.run.timeline import Fact, Kind, Timeline
from harness.run.verdict import Check, hold

WITHOUT = "without"
"""The entry of a timeline that tells what happened without a statement."""
NOTHING = "nothing"
"""What is denied, or named, where nothing is."""


@dataclass(frozen=True)
class Prediction:
    """Without one statement: which action is denied, which link the diagnosis names for it, what the user sees."""

    denied: str
    named: str
    sees: str

    def facts(self, label: str) -> dict[str, Fact]:
        """As an entry of a timeline."""
        return {"statement": label, "denied": self.denied, "named": self.named, "sees": self.sees}


def every_prediction_was_right(predictions: Mapping[str, Prediction]) -> Check:
    """A check: each statement of `predictions` was taken away once, and what was predicted is what was seen."""

    def every_prediction_was_right(timeline: Timeline) -> str:
        rows = [entry.facts for entry in timeline if entry.kind is Kind.OBSERVED and entry.name == WITHOUT]
        seen = {str(row["statement"]): row for row in rows}
        hold(len(seen) == len(rows) and set(seen) == set(predictions), f"taken away: {sorted(seen)}")
        wrong = [
            f"{label}: {name} {seen[label][name]!r}, predicted {value!r}"
            for label, one in predictions.items()
            for name, value in one.facts(label).items()
            if seen[label][name] != value
        ]
        hold(not wrong, "; ".join(wrong))
        return f"{len(rows)} of {len(predictions)} statements"

    return every_prediction_was_right


FOUND = "found"
"""The entry of a timeline that tells what a report says of a statement."""


def what_is_too_wide_is_found(predictions: Mapping[str, str]) -> Check:
    """A check: of each statement of `predictions` the report says what was predicted, and of no other anything."""

    def what_is_too_wide_is_found(timeline: Timeline) -> str:
        rows = [entry.facts for entry in timeline if entry.kind is Kind.OBSERVED and entry.name == FOUND]
        seen = {str(row["statement"]): str(row["tells"]) for row in rows}
        wrong = [f"{label}: {seen.get(label, NOTHING)!r}, predicted {tells!r}"
                 for label, tells in predictions.items() if seen.get(label, NOTHING) != tells]  # fmt: skip
        wrong += [f"{label}: {tells!r}, which nobody predicted" for label, tells in seen.items()
                  if label not in predictions]  # fmt: skip
        hold(not wrong, "; ".join(wrong))
        return f"{len(rows)} statements"

    return what_is_too_wide_is_found
