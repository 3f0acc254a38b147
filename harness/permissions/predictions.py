"""What somebody predicts of a missing permission, and what was seen: one row for each statement that was taken away."""

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
