"""What a run's permissions say about it: every role must suffice, and nothing may be granted that was never used."""

from collections.abc import Iterable, Mapping

from harness.permissions.report import RoleReport, Use
from harness.run.verdict import Finding, Verdict

SUFFICES = "every role suffices"
NO_MORE = "nothing is granted that was never used"
_SHOWN = 3
_AWS_OWN = "arn:aws:iam::aws:policy/"


def least_privilege(reports: Iterable[RoleReport], denied: Mapping[str, str], whole: bool) -> list[Finding]:
    """What is found of a run. Unless it was a `whole` one, that came to all its work, nothing is called unused."""
    reports = tuple(reports)
    suffices = every_role_suffices(reports, denied)
    return [suffices, nothing_unused(reports)] if whole else [suffices]


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


def nothing_unused(reports: Iterable[RoleReport]) -> Finding:
    """Failed when a role that was at work has an action in a policy of its own that it never used, without a reason.

    A role of functions that weren't called isn't judged, even if their event sources were polled. AWS's managed
    policies aren't ours to cut; `harness iam` tells what of them was used.
    """
    at_work = [one for one in reports if one.at_work]
    own = [(one.role.name, use) for one in at_work for use in one.uses if _is_own(use)]
    told = [f"{role}: {action}" for role, use in own for action in use.too_much]
    if told:
        return Finding(NO_MORE, Verdict.FAILED, _first(told))
    kept = ", ".join(sorted({action for _, use in own for action, _ in use.reserved}))
    return Finding(
        NO_MORE, Verdict.PASSED, f"roles at work: {len(at_work)}" + (f"; in reserve: {kept}" if kept else "")
    )


def _is_own(use: Use) -> bool:
    return use.granted.allows and not use.granted.policy.startswith(_AWS_OWN)


def _first(told: list[str]) -> str:
    more = f", and {len(told) - _SHOWN} more" if len(told) > _SHOWN else ""
    return "; ".join(told[:_SHOWN]) + more
