"""Generated work, and the checks that hold under any faults."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.plots.faults_plot import FAMILIES, Mark, family_of, marks_of, places_of
from harness.run.timeline import Entry, Fact, Kind, Timeline
from harness.run.verdict import Check, Verdict, judge
from harness.systems.media_pipeline import workload as media
from harness.systems.media_pipeline.checks.any_work import ANY_WORK_CHECKS as MEDIA_CHECKS
from harness.systems.s3_cleanup import workload as cleanup
from harness.systems.s3_cleanup.checks.any_work import ANY_WORK_CHECKS as CLEANUP_CHECKS


@given(st.integers(1, 10**6), st.integers(1, 8))
def test_a_seed_is_the_same_work_and_fits(seed: int, bursts: int) -> None:
    for module in (cleanup, media):
        work = module.generated(seed, bursts)
        assert work == module.generated(seed, bursts) == module.checked(work)
        assert len(work) == bursts
        assert all(work)


@pytest.mark.parametrize("operation", [["move", "a"], ["put", "a"], [], ["delete"]])
def test_other_work_is_refused(operation: list[Any]) -> None:
    for module in (cleanup, media):
        with pytest.raises(ValueError, match="is none of"):
            module.checked([[operation]])


def test_an_image_comes_again_only_after_it_came() -> None:
    with pytest.raises(ValueError, match="known file"):
        media.checked([[["again", "a.jpg"]]])
    with pytest.raises(ValueError, match="new file"):
        media.checked([[["upload", "a.jpg", 1], ["broken", "a.jpg"]]])


def timeline(facts: dict[str, dict[str, Fact]]) -> Timeline:
    return Timeline(Entry(Kind.OBSERVED, name, each) for name, each in facts.items())


def failed(checks: tuple[Check, ...], facts: dict[str, dict[str, Fact]]) -> list[str]:
    return [each.check for each in judge(checks, timeline(facts)) if each.verdict is not Verdict.PASSED]


def cleanup_facts() -> dict[str, dict[str, Any]]:
    rows = [("a", 12, 12), ("b", 9, 21), ("a", -12, 9)]
    changes = [{"object_name": name, "size_delta": delta, "total_size": total} for name, delta, total in rows]
    return {
        "model": {"objects": {"b": 9}, "removed_by_the_cleaner": 1, "strays": []},
        "history": {"changes": changes, "distinct_events": 3},
        "object table": {"objects": {"b": 9}},
        "bucket": {"objects": {"b": 9}},
        "told": {"last_total": 9},
        "logged": {"events": 3},
        "alarm": {"transitions": ["OK -> ALARM"], "actions": 1},
        "queues": {"depths": {"q": 0}},
    }


def test_what_is_right_passes() -> None:
    assert failed(CLEANUP_CHECKS, cleanup_facts()) == []


@pytest.mark.parametrize(
    ("entry", "name", "value", "check"),
    [
        ("model", "strays", ["a"], "the bucket is as it was left"),
        ("model", "objects", {}, "the bucket is as it was left"),
        ("history", "distinct_events", 2, "each change is recorded once"),
        ("told", "last_total", 21, "the metric was told the last total"),
        ("logged", "events", 2, "every event is logged"),
        ("alarm", "actions", 0, "each transition was acted on"),
        ("model", "removed_by_the_cleaner", 2, "each transition removed one at most"),
        ("queues", "depths", {"q-dlq": 1}, "nothing is left in the queues"),
        ("object table", "objects", {"b": 9, "a": 1}, "history ends at the true size"),
    ],
)
def test_each_check_of_the_cleanup_can_fail(entry: str, name: str, value: object, check: str) -> None:
    facts = cleanup_facts()
    facts[entry][name] = value
    assert failed(CLEANUP_CHECKS, facts) == [check]


@pytest.mark.parametrize("row", [("a", 12, 13), ("a", -30, -9)])
def test_a_record_that_does_not_add_up_fails(row: tuple[str, int, int]) -> None:
    facts = cleanup_facts()
    facts["history"]["changes"][-1] = dict(zip(("object_name", "size_delta", "total_size"), row, strict=True))
    assert "every record adds up" in failed(CLEANUP_CHECKS, facts)


def image(**other: Any) -> dict[str, Any]:
    good = {"file": "a", "broken": False, "status": "COMPLETED", "error": None, "results": 1, "watermark": True}
    return {**good, **other}


BROKEN = {"broken": True, "status": "FAILED", "error": "not an image", "results": 0, "watermark": False}


def media_facts(*rows: dict[str, Any], strays: int = 0, left: int = 0) -> dict[str, dict[str, Any]]:
    return {"uploads": {"rows": list(rows), "results_of_nobody": strays}, "queues": {"depths": {"q": left}}}


def test_good_and_broken_images_as_they_should_be() -> None:
    assert failed(MEDIA_CHECKS, media_facts(image(), image(**BROKEN))) == []


@pytest.mark.parametrize(
    ("facts", "check"),
    [
        (media_facts(image(status="FAILED", error="x")), "each image has one result or one reason"),
        (media_facts(image(results=2)), "each image has one result or one reason"),
        (media_facts(image(**{**BROKEN, "error": None})), "each image has one result or one reason"),
        (media_facts(image(watermark=False)), "every result is marked"),
        (media_facts(image(), strays=1), "no result is nobodys"),
        (media_facts(image(), left=1), "nothing is left in the queues"),
    ],
)
def test_each_check_of_the_images_can_fail(facts: dict[str, dict[str, Any]], check: str) -> None:
    assert failed(MEDIA_CHECKS, facts) == [check]


def test_faults_have_their_places_in_the_picture() -> None:
    kinds = ("sqs-late", "lambda-crash-during", "s3-answer-lost")
    entries = [
        Entry(Kind.LIVE, "fault", {"kind": kind, "place": f"p{at}", "what": "w", "n": 1}, at_s=float(-at))
        for at, kind in enumerate(kinds)
    ]
    marks = marks_of(Timeline(entries))
    assert marks[0] == Mark("p2", -2.0, "answer lost")
    assert places_of(marks) == ["p2", "p1", "p0"]
    others = ("sqs-twice", "dynamodb-throttled", "lambda-timeout", "alarm-late")
    assert {family_of(kind) for kind in others} <= set(FAMILIES)
