"""What a run's permissions say about it: every role must suffice."""

from collections.abc import Iterable, Mapping

from harness.permissions.report import RoleReport
from harness.run.verdict import Finding, Verdict

SUFFICES = "every role suffices"
_SHOWN = 3


def every_role_suffices(reports: Iterable[RoleReport], denied: Mapping[str, str]) -> Finding:
    """Failed when a role asked for what no policy allows; `denied` are actions that are meant to be, with a reason."""
    reports = tuple(reports)
    lacks = [(one.role.name, lack.asked) for one in reports for lack in one.lacks]
    told = [
        f"{role}: {one.action} on {one.resource} ({one.count} times)" for role, one in lacks if one.action not in denied
    ]
    if told:
        more = f", and {len(told) - _SHOWN} more" if len(told) > _SHOWN else ""
        return Finding(SUFFICES, Verdict.FAILED, "; ".join(told[:_SHOWN]) + more)
    asked = sum(use.count for one in reports for use in one.uses)
    meant = "".join(f"; {action} is denied: {reason}" for action, reason in sorted(denied.items()))
    return Finding(
        SUFFICES, Verdict.PASSED, f"{len(reports)} roles asked {asked} times for what they are granted{meant}"
    )
