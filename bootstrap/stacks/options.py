"""What can be chosen about a stack."""

from dataclasses import dataclass

from bootstrap.model.scope import DEFAULT_ACCOUNT
from bootstrap.model.stack import StackError
from bootstrap.resources.bucket import LifecycleRule
from bootstrap.resources.log_group import RETENTION_DAYS

RUNTIME = "python3.11"
"""The runtime that functions declare."""


@dataclass(frozen=True)
class StackOptions:
    """Choices that a stack respects as far as they concern it.

    `period_s` and `threshold` (bytes) are the alarm's. In days, or None for ever: `retention_days` is how long log
    groups keep events, `lifecycle_days` how long buckets keep what nobody needs any more, `ttl_days` how long tables
    keep records. The tags are those that everything carries which can carry tags. StackError for days that AWS refuses.
    """

    account_id: str = DEFAULT_ACCOUNT
    period_s: int = 60
    threshold: int = 20
    retention_days: int | None = None
    lifecycle_days: int | None = None
    ttl_days: int | None = None
    environment: str = "local"
    owner: str = "emulation-harness"
    cost_center: str = "none"

    def __post_init__(self) -> None:
        """Refuse days that AWS would refuse when the stack is half made."""
        for name in ("lifecycle_days", "ttl_days"):
            days = getattr(self, name)
            if days is not None and days < 1:
                raise StackError(f"{name} is {days}; give whole days from 1, or nothing for ever")
        if self.retention_days is not None and self.retention_days not in RETENTION_DAYS:
            raise StackError(
                f"retention_days is {self.retention_days}; CloudWatch Logs takes {', '.join(map(str, RETENTION_DAYS))}"
            )

    def expire(self, prefix: str = "") -> tuple[LifecycleRule, ...]:
        """Rules for a bucket whose objects, those below `prefix`, may go after `lifecycle_days`; none without."""
        days = self.lifecycle_days
        return (LifecycleRule("expire", prefix, days, days),) if days else ()

    def abort_uploads(self) -> tuple[LifecycleRule, ...]:
        """Rules for a bucket whose objects stay, and whose unfinished uploads needn't."""
        days = self.lifecycle_days
        return (LifecycleRule("abort-unfinished-uploads", abort_uploads_days=days),) if days else ()

    @property
    def ttl_variables(self) -> dict[str, str]:
        """What a function that writes records needs to know: `TTL_DAYS`, or nothing."""
        return {"TTL_DAYS": str(self.ttl_days)} if self.ttl_days else {}

    def tags(self, project: str) -> tuple[tuple[str, str], ...]:
        """The four tags that everything of a project carries."""
        return (
            ("Project", project),
            ("Environment", self.environment),
            ("Owner", self.owner),
            ("CostCenter", self.cost_center),
        )
