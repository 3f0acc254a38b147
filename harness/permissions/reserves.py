"""What roles are granted and may leave unused, each with the reason: least privilege with its declared exceptions."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from harness.permissions.seen import matches


@dataclass(frozen=True)
class Reserves:
    """`by_role` holds (role's name, action): the stack says so.

    `by_action` holds patterns of actions, such as `s3:*`: one scenario says so, because of what it is about.
    """

    by_role: Mapping[tuple[str, str], str] = field(default_factory=dict)
    by_action: Mapping[str, str] = field(default_factory=dict)

    def reason(self, role: str, action: str) -> str:
        """Why the role may leave the action unused; empty when nobody said so."""
        said = (reason for pattern, reason in self.by_action.items() if matches(pattern, action))
        return self.by_role.get((role, action)) or next(said, "")

    def as_json(self) -> dict[str, list[dict[str, str]]]:
        """As a run saves them."""
        return {
            "by_role": [
                {"role": role, "action": action, "reason": why} for (role, action), why in self.by_role.items()
            ],
            "by_action": [{"action": action, "reason": why} for action, why in self.by_action.items()],
        }


NO_RESERVES = Reserves()
"""Nobody said that anything may stay unused."""


def read_reserves(saved: Mapping[str, Iterable[Mapping[str, str]]]) -> Reserves:
    """What `Reserves.as_json` made; none of a run that has kept none."""
    return Reserves(
        {(one["role"], one["action"]): one["reason"] for one in saved.get("by_role", ())},
        {one["action"]: one["reason"] for one in saved.get("by_action", ())},
    )
