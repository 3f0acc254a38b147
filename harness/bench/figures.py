"""A measured figure and how it is printed. Pure."""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass

from harness.quantiles import nearest_rank


@dataclass(frozen=True)
class Figure:
    """Samples of one quantity, all in `unit`; `target` is what it should stay under, in the same unit."""

    name: str
    samples: tuple[float, ...]
    unit: str
    target: float | None = None

    @property
    def median(self) -> float:
        """The middle sample."""
        return statistics.median(self.samples)

    @property
    def p95(self) -> float:
        """The sample that 95 % of the samples don't exceed (nearest rank)."""
        return nearest_rank(self.samples, 95)

    def row(self) -> tuple[str, str, str, str, str]:
        """Name, median, p95, target and number of samples, for a table."""
        met = (
            "" if self.target is None else f"< {self.target:g} {self.unit} {'✓' if self.median < self.target else '✗'}"
        )
        p95 = f"{self.p95:.2f} {self.unit}" if len(self.samples) > 1 else ""
        return self.name, f"{self.median:.2f} {self.unit}", p95, met, str(len(self.samples))


def in_ms(seconds: Sequence[float]) -> tuple[float, ...]:
    """Seconds as milliseconds."""
    return tuple(1000 * each for each in seconds)
