"""What only the scenarios of the S3 cleanup system wait for."""

from dataclasses import dataclass, field

from harness.systems.s3_cleanup.history import History
from harness.waits.condition import Condition, Seen


@dataclass(frozen=True)
class HistoryShows(Condition):
    """The history's totals, oldest first, are exactly these bytes."""

    history: History = field(repr=False)
    totals: tuple[int, ...]

    def evaluate(self) -> Seen:
        """Compare the totals recorded so far."""
        totals = self.history.totals()
        return Seen(tuple(totals) == self.totals, f"totals {totals or 'none'}")

    def __str__(self) -> str:
        return f"history shows {list(self.totals)}"
