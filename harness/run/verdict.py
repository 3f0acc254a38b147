"""Verdicts: passed, failed or unknown. Unknown is never passed."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum

from bootstrap.errors import HarnessError
from harness.run.timeline import Timeline


class Verdict(StrEnum):
    """The outcome of a check, and of a run."""

    PASSED = "passed"
    FAILED = "failed"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Finding:
    """One check's outcome and, in a sentence, why."""

    check: str
    verdict: Verdict
    why: str


class CannotJudge(HarnessError):
    """The timeline lacks what the check needs; the message says what."""


Check = Callable[[Timeline], str]
"""Returns a sentence when all is well; raises AssertionError with the reason when not, CannotJudge when it can't tell.

Its name is its function's name with spaces; its docstring says what must hold.
"""


def judge(checks: Iterable[Check], timeline: Timeline) -> list[Finding]:
    """Every check's finding. One that crashes is unknown, and the others are asked all the same."""
    return [_one(check, timeline) for check in checks]


def _one(check: Check, timeline: Timeline) -> Finding:
    name = check.__name__.replace("_", " ")
    try:
        return Finding(name, Verdict.PASSED, check(timeline))
    except AssertionError as error:
        return Finding(name, Verdict.FAILED, str(error) or "it does not hold")
    except CannotJudge as error:
        return Finding(name, Verdict.UNKNOWN, str(error))
    except Exception as error:
        return Finding(name, Verdict.UNKNOWN, f"the check crashed: {error!r}")


def overall(findings: Iterable[Finding]) -> Verdict:
    """Failed if any failed, else unknown if any is unknown or there is none, else passed."""
    verdicts = {finding.verdict for finding in findings}
    if Verdict.FAILED in verdicts:
        return Verdict.FAILED
    if not verdicts or Verdict.UNKNOWN in verdicts:
        return Verdict.UNKNOWN
    return Verdict.PASSED


def need(timeline: Timeline, name: str) -> dict[str, object]:
    """The facts of the last entry of that name; CannotJudge when it was never recorded."""
    entry = timeline.last(name)
    if entry is None:
        raise CannotJudge(f"the timeline has no {name!r} entry; the run ended before it")
    return dict(entry.facts)


def hold(condition: bool, why: str) -> None:
    """AssertionError with the reason when the condition doesn't hold (an `assert` that `python -O` can't remove)."""
    if not condition:
        raise AssertionError(why)
