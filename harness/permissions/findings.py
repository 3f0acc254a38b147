"""What a run's permissions say about it: every role must suffice, and nothing may be granted that was never used."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from harness.permissions.report import RoleReport, matches
from harness.run.verdict import Finding, Verdict

SUFFICES = "every role suffices"
NO_MORE = "nothing is granted that was never used"
_SHOWN = 3
_AWS_OWN = "arn:aws:iam::aws:policy/"


def every_role_suffices(reports: Iterable[RoleReport], denied: Mapping[str, str]) -> Finding:
    """Failed when a role asked for what no policy allows; `denied` are actions that are meant to be, with a reason."""
    reports = tuple(reports)
    lacks = [(one.role.name, lack.asked) for one in reports for lack in one.lacks]
    told = [
        f"{role}: {one.action} on {one.resource} ({one.count} times)" for role, one in lacks if one.action not in denied
    ]
    if told:
        return Finding(SUFFICES, Verdict.FAILED, _first(told))
    asked = sum(use.count for one in reports for use in one.uses)
    meant = "".join(f"; {action} is denied: {reason}" for action, reason in sorted(denied.items()))
    return Finding(
        SUFFICES, Verdict.PASSED, f"{len(reports)} roles asked {asked} times for what they are granted{meant}"
    )


@dataclass(frozen=True)
class Reserves:
    """What roles are granted and may leave unused, each with the reason.

    `by_role` holds (role's name, action): the stack says so. `by_action` holds patterns of actions, such as `s3:*`: one
    scenario says so, because of what it is about.
    """

    by_role: Mapping[tuple[str, str], str] = field(default_factory=dict)
    by_action: Mapping[str, str] = field(default_factory=dict)

    def reason(self, role: str, action: str) -> str:
        """Why the role may leave the action unused; empty when nobody said so."""
        said = (reason for pattern, reason in self.by_action.items() if matches(pattern, action))
        return self.by_role.get((role, action)) or next(said, "")


def nothing_unused(reports: Iterable[RoleReport], reserves: Reserves) -> Finding:
    """Failed when a role that was at work has an action in a policy of its own that it never used.

    A role of functions that weren't called isn't judged, even if their event sources were polled. AWS's managed
    policies aren't ours to cut; `harness iam` tells what of them was used.
    """
    at_work = [one for one in reports if any(not asked.polls for use in one.uses for asked in use.asked)]
    unused = [(one.role.name, action) for one in at_work for action in _unused(one)]
    told = [f"{role}: {action}" for role, action in unused if not reserves.reason(role, action)]
    if told:
        return Finding(NO_MORE, Verdict.FAILED, _first(told))
    reasons = sorted({f"{action}: {reserves.reason(role, action)}" for role, action in unused})
    kept = f"; kept in reserve: {'; '.join(reasons)}" if reasons else ""
    return Finding(NO_MORE, Verdict.PASSED, f"{len(at_work)} roles were at work{kept}")


def _unused(one: RoleReport) -> Iterable[str]:
    """The actions, in order, of the role's own Allow statements that these were never needed for."""
    for use in one.uses:
        if use.granted.allows and not use.granted.policy.startswith(_AWS_OWN):
            used = [asked.action.lower() for asked in use.asked]
            yield from (
                action for action in use.granted.actions if not any(matches(action.lower(), each) for each in used)
            )


def _first(told: list[str]) -> str:
    more = f", and {len(told) - _SHOWN} more" if len(told) > _SHOWN else ""
    return "; ".join(told[:_SHOWN]) + more
