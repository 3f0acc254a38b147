"""Each check of a lesson passes on the golden timeline, and fails when the fact is another that it is there for."""

from collections.abc import Callable
from typing import Any

import pytest

from harness.run.registry import scenario_named
from harness.run.timeline import Timeline
from harness.run.verdict import Verdict, judge
from harness.systems.s3_cleanup.checks.records import SOUND_RECORDS_CHECKS
from tests.unit.harness.lessons import Facts, changed, golden, without

LESSONS = ("billing-alarms", "no-rearm", "delta-metric", "missing-data", "two-breaching-objects")
SOUND = {check.__name__.replace("_", " ") for check in SOUND_RECORDS_CHECKS}


def put(**facts: Any) -> Callable[[Facts], object]:
    """Give facts other values."""
    return lambda found: found.update(facts)


def saw(value: float | None, metric: str = "maximum") -> Callable[[Facts], object]:
    """Let a window have held something else."""
    return lambda found: found["saw"].update({metric: value})


def was(state: str, alarm: str = "alarm") -> Callable[[Facts], object]:
    """Let an alarm have been in another state after a window."""
    return lambda found: found["states"].update({alarm: state})


def change_row(at: int, **values: Any) -> Callable[[Facts], object]:
    """Let a row of the history be another."""
    return lambda found: found["changes"][at].update(values)


ALL_OK = {"missing": "OK", "ignore": "OK", "breaching": "OK", "notBreaching": "OK"}
Case = tuple[str, str, str, int, Callable[[Facts], object]]
CASES: list[Case] = [
    ("billing-alarms", "the alarms are as aws advises", "settings", 0, lambda f: f["over 5 USD"].update(Period=60)),
    ("billing-alarms", "the alarms are as aws advises", "settings", 0, lambda f: f["over 5 USD"].update(Dimensions=[])),
    ("billing-alarms", "the alarms are as aws advises", "settings", 0, lambda f: f["over 50 USD"].update(Threshold=51)),
    ("billing-alarms", "each alarm fired exactly once", "alarm", 1, put(actions=2)),
    ("billing-alarms", "each alarm fired exactly once", "alarm", 2, put(transitions=["INSUFFICIENT_DATA -> OK"])),
    ("billing-alarms", "each alarm fired exactly once", "notification", 2, put(threshold=5)),
    ("billing-alarms", "each alarm fired exactly once", "at the end", 0, lambda f: f.update({"in the queue": 1})),
    ("billing-alarms", "they fired in order", "notification", 0, put(threshold=26)),
    ("billing-alarms", "each fired at the first reading above it", "reading", 1, put(usd=5.5)),
    ("billing-alarms", "staying above fired nothing", "notification", 1, put(threshold=5)),
    ("billing-alarms", "a new month arms them again", "window", 9, was("ALARM", "over 50 USD")),
    ("billing-alarms", "a new month arms them again", "reading", 9, put(usd=64)),
    ("billing-alarms", "mail waits for its reader", "subscriptions", 0, put(email=True)),
    ("billing-alarms", "mail waits for its reader", "subscriptions", 0, lambda found: found.pop("email")),
    ("no-rearm", "the third file came too early", "before the third file", 0, put(alarm="OK")),
    ("no-rearm", "the third file came too early", "alarm while stuck", 0, put(total=21)),
    ("no-rearm", "the first breach fired", "window", 0, saw(18)),
    ("no-rearm", "the first breach fired", "window", 0, was("OK")),
    ("no-rearm", "it stayed in ALARM", "window", 3, was("OK")),
    ("no-rearm", "it stayed in ALARM", "window", 1, saw(None)),
    ("no-rearm", "it stayed in ALARM", "window", 4, saw(18)),
    (
        "no-rearm",
        "without a transition there was no action",
        "alarm while stuck",
        0,
        put(transitions=["INSUFFICIENT_DATA -> ALARM", "ALARM -> OK", "OK -> ALARM"]),
    ),
    ("no-rearm", "without a transition there was no action", "alarm while stuck", 0, put(actions=2)),
    ("no-rearm", "the total stayed too high", "alarm while stuck", 0, put(total=2)),
    ("no-rearm", "leaving ALARM made it fire again", "alarm", 0, put(actions=1)),
    ("no-rearm", "leaving ALARM made it fire again", "alarm", 0, put(transitions=["INSUFFICIENT_DATA -> ALARM"])),
    ("no-rearm", "leaving ALARM made it fire again", "history", 0, change_row(5, size_delta=1)),
    ("no-rearm", "cleaner removed the largest", "history", 0, change_row(2, object_name="assignment1.txt")),
    ("two-breaching-objects", "one removal was not enough", "history", 0, change_row(3, total_size=19)),
    ("two-breaching-objects", "the first breach fired", "window", 0, saw(None)),
    ("two-breaching-objects", "it stayed in ALARM", "window", 5, was("OK")),
    ("two-breaching-objects", "without a transition there was no action", "alarm while stuck", 0, put(actions=0)),
    ("two-breaching-objects", "the total stayed too high", "alarm while stuck", 0, put(total=4)),
    ("two-breaching-objects", "cleaning until below was enough", "history", 0, change_row(4, total_size=20)),
    ("two-breaching-objects", "cleaning until below was enough", "history", 0, change_row(4, total_size=0)),
    ("two-breaching-objects", "the alarm was armed again", "alarm", 0, put(actions=1)),
    ("two-breaching-objects", "the alarm was armed again", "alarm", 0, put(transitions=["OK -> ALARM"])),
    ("two-breaching-objects", "cleaner removed the largest", "history", 0, change_row(3, object_name="small.txt")),
    ("delta-metric", "an event delivered twice made a false alarm", "window", 0, saw(12, "sum of deltas")),
    ("delta-metric", "an event delivered twice made a false alarm", "window", 0, was("OK", "delta alarm")),
    ("delta-metric", "an event delivered twice made a false alarm", "window", 0, was("ALARM")),
    ("delta-metric", "the history has that event once", "history", 0, change_row(1, object_name="a.txt")),
    ("delta-metric", "two windows hid the growth", "window", 1, saw(23, "sum of deltas")),
    ("delta-metric", "two windows hid the growth", "window", 1, was("ALARM", "delta alarm")),
    ("delta-metric", "a deletion hid the growth", "window", 3, saw(25, "sum of deltas")),
    ("delta-metric", "a deletion hid the growth", "window", 3, was("OK")),
    ("delta-metric", "the alarm on the total was right each time", "window", 2, was("ALARM")),
    ("delta-metric", "the alarm on the total was right each time", "window", 4, saw(None)),
    ("missing-data", "the alarms differ in one setting only", "settings", 0, lambda f: f["ignore"].update(Threshold=9)),
    (
        "missing-data",
        "the alarms differ in one setting only",
        "settings",
        0,
        lambda f: f["ignore"].update(TreatMissingData="missing"),
    ),
    ("missing-data", "every published row was seen", "window", 15, saw(None, "level")),
    ("missing-data", "----- is as AWS publishes", "window", 0, was("OK", "missing")),
    ("missing-data", "----- is as AWS publishes", "window", 20, was("OK", "ignore")),
    ("missing-data", "O---- is as AWS publishes", "window", 5, was("ALARM", "breaching")),
    ("missing-data", "O-X-X is as AWS publishes", "window", 10, was("ALARM", "missing")),
    ("missing-data", "OXX-X is as AWS publishes", "window", 15, was("OK", "notBreaching")),
    ("missing-data", "--X-- is as AWS publishes", "window", 23, was("INSUFFICIENT_DATA", "missing")),
    ("missing-data", "with enough data the setting does not matter", "window", 12, was("ALARM", "breaching")),
]


def verdicts(name: str, timeline: Timeline) -> dict[str, Verdict]:
    return {finding.check: finding.verdict for finding in judge(scenario_named(name).checks, timeline)}


@pytest.mark.parametrize("name", LESSONS)
def test_the_golden_timeline_passes(name: str) -> None:
    assert set(verdicts(name, Timeline(golden(name))).values()) == {Verdict.PASSED}


@pytest.mark.parametrize(("name", "check", "entry", "at", "change"), CASES)
def test_a_check_fails_on_what_it_is_for(
    name: str, check: str, entry: str, at: int, change: Callable[[Facts], object]
) -> None:
    assert verdicts(name, changed(name, entry, at, change))[check] is Verdict.FAILED


def test_without_different_states_there_is_nothing_to_show() -> None:
    timeline = Timeline(golden("missing-data"))
    for entry in timeline.named("window"):
        entry.facts["states"] = ALL_OK
    assert verdicts("missing-data", timeline)["with too little data it does"] is Verdict.FAILED


def test_without_a_cure_by_hand_there_is_nothing_to_judge_it_by() -> None:
    timeline = without("two-breaching-objects", "invoke the cleaner by hand")
    assert verdicts("two-breaching-objects", timeline)["cleaning until below was enough"] is Verdict.FAILED


def test_an_event_that_was_not_delivered_again_shows_nothing() -> None:
    timeline = without("delta-metric", "deliver its event again")
    assert verdicts("delta-metric", timeline)["the history has that event once"] is Verdict.FAILED


@pytest.mark.parametrize("name", LESSONS)
def test_every_check_of_a_lesson_is_made_to_fail(name: str) -> None:
    failed = {check for lesson, check, *_ in CASES if lesson == name} | SOUND | {"with too little data it does"}
    assert set(verdicts(name, Timeline())) <= failed


@pytest.mark.parametrize("name", LESSONS)
def test_an_empty_timeline_is_unknown(name: str) -> None:
    assert set(verdicts(name, Timeline()).values()) == {Verdict.UNKNOWN}
