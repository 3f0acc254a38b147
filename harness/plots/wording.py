"""What a system's picture calls what any run has: its metric, its unit, and the rows of its alarms."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Wording:
    """The default fits any run: a metric and alarms have the names that the timeline gives them.

    `metric` names the metric in the title and beside its axis. `prefix` stands before each of its values.
    `rows` has other names for rows, each with a second line or without; `note` explains them below the time axis.
    """

    metric: str = ""
    prefix: str = ""
    rows: Mapping[str, str] = field(default_factory=dict)
    note: str = ""

    def value(self, value: float) -> str:
        """The value as it is written in the picture, with its unit before it."""
        digits = f"{abs(value):.2f}" if self.prefix == "$" and value % 1 else f"{abs(value):g}"
        return f"{'−' if value < 0 else ''}{self.prefix}{digits}"

    def row(self, label: str) -> str:
        """What stands beside the row of that name."""
        return self.rows.get(label, label)


PLAIN = Wording()
