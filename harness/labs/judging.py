"""Whether a lab is done: each of its checks looked at, in one account."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jmespath  # type: ignore[import-untyped]
from botocore.exceptions import ClientError

from bootstrap.clients import Clients
from harness.breaks.book import Book
from harness.breaks.fingerprint import differences, fingerprint
from harness.labs.model import Lab, LabCheck
from harness.run.clock import POLL_S, Deadline
from harness.run.store import NotARun, Store, load
from harness.run.verdict import Verdict
from harness.wiring.account import wiring_of

PATIENCE_S = 10.0
"""What was done just now may be on its way: so long is waited for all that isn't met yet."""
NO_SUCH = ("NotFound", "NoSuch", "NonExistent", "ResourceNotFoundException", "404")


@dataclass(frozen=True)
class Found:
    """What came of one check; `why` is for whoever works on the lab."""

    title: str
    is_met: bool
    why: str


@dataclass(frozen=True)
class Bench:
    """Where a lab is worked on: an account, what is broken there, where runs are saved, and whether it was begun."""

    clients: Clients
    book: Book
    store: Path
    begun: bool
    variables: Mapping[str, str]


def judged(lab: Lab, bench: Bench, answers: Sequence[str] = (), patience_s: float = PATIENCE_S) -> list[Found]:
    """Every check of the lab, in order; `answers` are to those of its checks that ask, in order."""
    given, deadline = iter(answers), Deadline.after(patience_s)
    return [_judged(check, bench, given, deadline) for check in lab.checks]


def _judged(check: LabCheck, bench: Bench, answers: Iterator[str], deadline: Deadline) -> Found:
    if check.ask:
        return _answered(check, next(answers, ""))
    if check.ran:
        return _ran(check, bench)
    if check.mended:
        return _patient(lambda: _mended(check, bench), deadline)
    return _patient(lambda: _called(check, bench), deadline)


def _patient(look: Callable[[], Found], deadline: Deadline) -> Found:
    while not (found := look()).is_met and not deadline.passed:
        deadline.nap(5 * POLL_S)
    return found


def _answered(check: LabCheck, answer: str) -> Found:
    if not answer:
        return Found(check.title, False, f"{check.ask} Answer with --answer")
    right = _plain(answer) in [_plain(each) for each in check.answers]
    return Found(check.title, right, "that is it" if right else f"{answer!r}: no, that isn't it")


def _plain(text: str) -> str:
    return " ".join(text.lower().strip(" .$").split())


def _ran(check: LabCheck, bench: Bench) -> Found:
    for folder in reversed(Store(bench.store).runs()):
        try:
            run = load(folder)
        except NotARun:
            continue
        about = run.about
        if about.scenario == check.ran and about.account_id == bench.clients.account_id:
            passed = run.verdict is Verdict.PASSED
            return Found(check.title, passed, f"the last run of {check.ran} {run.verdict}")
    return Found(check.title, False, f"{check.ran} has not been run here")


def _mended(check: LabCheck, bench: Bench) -> Found:
    if not bench.begun:
        return Found(check.title, False, "nothing was broken: begin the lab first")
    left: list[str] = []
    for broken in bench.book.broken():
        if broken.account_id == bench.clients.account_id:
            there = bench.clients.in_region(broken.region)
            left += differences(broken.before, fingerprint(wiring_of(there)))
    return Found(check.title, not left, f"{len(left)} not as it was yet" if left else "all is as it was")


def _called(check: LabCheck, bench: Bench) -> Found:
    service, _, method = check.call.partition(".")
    given = _filled(check.given or {}, bench.variables)
    try:
        answer = getattr(bench.clients.client(service), method)(**given)
    except ClientError as error:
        code = str(error.response["Error"]["Code"])
        gone = any(each in code for each in NO_SUCH)
        return Found(check.title, check.how == "gone" and gone, f"{check.call} answers {code}")
    found = jmespath.search(check.find, answer) if check.find else answer
    seen = "nothing is there" if found is None or found == [] else f"{check.find or check.call} is {_short(found)}"
    return Found(check.title, _compared(found, check), seen)


def _compared(found: Any, check: LabCheck) -> bool:
    if check.how == "gone":
        return not found
    if found is None:
        return False
    if check.how == "least":
        return float(found) >= float(check.value)
    if check.how == "has":
        return str(check.value) in (found if isinstance(found, list) else str(found))
    return bool(str(found) == str(check.value))


def _filled(given: Any, variables: Mapping[str, str]) -> Any:
    """The parameters with `$NAME` replaced."""
    if isinstance(given, Mapping):
        return {name: _filled(value, variables) for name, value in given.items()}
    if isinstance(given, list):
        return [_filled(each, variables) for each in given]
    if isinstance(given, str):
        for name, value in variables.items():
            given = given.replace(f"${name}", value)
    return given


def _short(value: Any) -> str:
    text = str(value)
    return text if len(text) < 120 else f"{text[:117]}…"
