"""What can be chosen about a stack."""

from dataclasses import dataclass

RUNTIME = "python3.11"
"""The runtime that functions declare."""


@dataclass(frozen=True)
class StackOptions:
    """Choices that a stack respects as far as they concern it.

    `period_s` and `threshold` (bytes) are the alarm's. `retention_days` is how long log groups keep events; None is for
    ever. The tags are those that everything carries which can carry tags.
    """

    account_id: str = "000000000000"
    period_s: int = 60
    threshold: int = 20
    retention_days: int | None = None
    environment: str = "local"
    owner: str = "emulation-harness"
    cost_center: str = "none"

    def tags(self, project: str) -> tuple[tuple[str, str], ...]:
        """The four tags that everything of a project carries."""
        return (
            ("Project", project),
            ("Environment", self.environment),
            ("Owner", self.owner),
            ("CostCenter", self.cost_center),
        )
