"""Verdicts have three values, and a check that can't judge never passes."""

import pytest

from harness.run.timeline import Entry, Kind, Timeline
from harness.run.verdict import Finding, Verdict, hold, judge, need, overall
from harness.systems.s3_cleanup.checks.records import S3_CLEANUP_CHECKS

P, F, U = Verdict.PASSED, Verdict.FAILED, Verdict.UNKNOWN


@pytest.mark.parametrize(
    ("verdicts", "expected"),
    [([P, P], P), ([P, U], U), ([P, F], F), ([U, F], F), ([], U)],
)
def test_overall(verdicts: list[Verdict], expected: Verdict) -> None:
    assert overall(Finding("c", verdict, "") for verdict in verdicts) is expected


def test_each_way_a_check_can_end() -> None:
    def passes(timeline: Timeline) -> str:
        return f"{len(timeline)} entries"

    def fails(timeline: Timeline) -> str:
        hold(False, "two is not one")
        return ""

    def can_not_tell(timeline: Timeline) -> str:
        return str(need(timeline, "history"))

    def crashes(timeline: Timeline) -> str:
        raise ZeroDivisionError("oops")

    findings = judge([passes, fails, can_not_tell, crashes], Timeline())
    assert [(f.check, f.verdict) for f in findings] == [
        ("passes", P),
        ("fails", F),
        ("can not tell", U),
        ("crashes", U),
    ]
    assert findings[1].why == "two is not one"
    assert "history" in findings[2].why
    assert "oops" in findings[3].why


def test_an_empty_timeline_passes_no_check() -> None:
    assert {finding.verdict for finding in judge(S3_CLEANUP_CHECKS, Timeline())} == {Verdict.UNKNOWN}


def good() -> dict[str, dict[str, object]]:
    totals = [18, 46, 18, 20, 2]
    names = ["assignment1.txt", "assignment2.txt", "assignment2.txt", "assignment3.txt", "assignment1.txt"]
    kinds = ["create", "create", "delete", "create", "delete"]
    changes = [
        {"event_type": kind, "object_name": name, "size_delta": total - before, "total_size": total}
        for kind, name, total, before in zip(kinds, names, totals, [0, *totals], strict=False)
    ]
    held = {"assignment3.txt": 2}
    return {
        "history": {"changes": changes},
        "bucket": {"objects": held},
        "object table": {"objects": held},
        "alarm": {"transitions": ["OK -> ALARM", "ALARM -> OK", "OK -> ALARM"], "actions": 2},
        "queues": {"depths": {"q": 0, "q-dlq": 0}},
        "plot": {"status": 200, "content_type": "image/png", "is_png": True, "stored": True},
    }


def timeline_of(facts: dict[str, dict[str, object]]) -> Timeline:
    return Timeline(Entry(Kind.OBSERVED, name, dict(value)) for name, value in facts.items())  # type: ignore[arg-type]


def test_the_reference_passes() -> None:
    findings = judge(S3_CLEANUP_CHECKS, timeline_of(good()))
    assert [finding for finding in findings if finding.verdict is not P] == []


@pytest.mark.parametrize(
    ("entry", "key", "value", "check"),
    [
        ("bucket", "objects", {"assignment1.txt": 18}, "only the third object remains"),
        ("alarm", "actions", 1, "alarm fired on each transition"),
        ("alarm", "transitions", ["OK -> ALARM"], "alarm fired on each transition"),
        ("queues", "depths", {"q": 0, "q-dlq": 1}, "nothing is left in the queues"),
        ("plot", "status", 500, "plot is a picture"),
        ("plot", "is_png", False, "plot is a picture"),
        ("plot", "stored", False, "plot is a picture"),
        ("object table", "objects", {}, "history ends at the true size"),
    ],
)
def test_each_check_fails_on_what_it_is_for(entry: str, key: str, value: object, check: str) -> None:
    facts = good()
    facts[entry] = {**facts[entry], key: value}
    failed = {f.check for f in judge(S3_CLEANUP_CHECKS, timeline_of(facts)) if f.verdict is F}
    assert check in failed


def test_a_wrong_sum_a_repeated_change_and_a_smaller_victim_are_found() -> None:
    def failed(position: int, **changed: object) -> set[str]:
        facts = good()
        changes: list[dict[str, object]] = facts["history"]["changes"]  # type: ignore[assignment]
        changes[position] = {**changes[position], **changed}
        return {f.check for f in judge(S3_CLEANUP_CHECKS, timeline_of(facts)) if f.verdict is F}

    assert "history sums correctly" in failed(1, total_size=47)
    assert "history sums correctly" in failed(1, object_name="assignment1.txt")
    assert "cleaner removed the largest" in failed(2, object_name="assignment1.txt")
    assert "totals follow the reference" in failed(4, total_size=3)


def test_a_wait_given_up_fails_the_run() -> None:
    timeline = timeline_of(good())
    timeline.append(Entry(Kind.WAIT, "object a gone", {"met": False, "stuck_at": "alarm -> cleaner"}))
    failed = [f for f in judge(S3_CLEANUP_CHECKS, timeline) if f.verdict is F]
    assert [f.why for f in failed] == ["object a gone: stuck at alarm -> cleaner"]
