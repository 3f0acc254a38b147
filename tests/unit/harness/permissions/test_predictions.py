"""Predictions of missing permissions against what a timeline tells."""

from dataclasses import replace

import pytest

from harness.permissions.predictions import (
    FOUND,
    NOTHING,
    WITHOUT,
    Prediction,
    every_prediction_was_right,
    what_is_too_wide_is_found,
)
from harness.run.timeline import Entry, Kind, Timeline
from harness.run.verdict import Verdict, judge

READS = Prediction("s3:GetObject", "lambda reader", "the job doesn't end")
LISTS = Prediction(NOTHING, NOTHING, "all is well")
PREDICTIONS = {"reader s3:GetObject": READS, "reader s3:ListBucket": LISTS}


def seen(**rows: Prediction) -> Timeline:
    labels = dict(zip(("reads", "lists", "other"), (*PREDICTIONS, "reader sqs:SendMessage"), strict=True))
    return Timeline(Entry(Kind.OBSERVED, WITHOUT, row.facts(labels[name])) for name, row in rows.items())


def verdict(timeline: Timeline) -> tuple[Verdict, str]:
    (finding,) = judge([every_prediction_was_right(PREDICTIONS)], timeline)
    return finding.verdict, finding.why


def test_all_right_is_passed() -> None:
    assert verdict(seen(lists=LISTS, reads=READS)) == (Verdict.PASSED, "2 of 2 statements")


@pytest.mark.parametrize("name", ["denied", "named", "sees"])
def test_each_part_that_was_otherwise_is_told(name: str) -> None:
    found, why = verdict(seen(lists=LISTS, reads=replace(READS, **{name: "else"})))
    assert (found, f"reader s3:GetObject: {name} 'else', predicted" in why) == (Verdict.FAILED, True)


@pytest.mark.parametrize(
    "timeline", [seen(), seen(reads=READS), seen(reads=READS, lists=LISTS, other=LISTS)], ids=["none", "one", "another"]
)
def test_every_statement_is_taken_away_once(timeline: Timeline) -> None:
    assert verdict(timeline)[0] is Verdict.FAILED


def test_none_is_taken_away_twice() -> None:
    twice = Timeline([*seen(reads=READS, lists=LISTS), *seen(reads=READS)])
    assert verdict(twice)[0] is Verdict.FAILED


@pytest.mark.parametrize(
    ("rows", "why"),
    [
        ({"r jobs": "too wide"}, ""),
        ({"r jobs": "fine"}, "r jobs: 'fine', predicted 'too wide'"),
        ({}, "r jobs: 'nothing', predicted 'too wide'"),
        ({"r jobs": "too wide", "r logs": "too wide"}, "r logs: 'too wide', which nobody predicted"),
    ],
)
def test_what_a_report_finds_is_what_was_predicted_and_nothing_else(rows: dict[str, str], why: str) -> None:
    timeline = Timeline(
        Entry(Kind.OBSERVED, FOUND, {"statement": label, "tells": tells}) for label, tells in rows.items()
    )
    (finding,) = judge([what_is_too_wide_is_found({"r jobs": "too wide"})], timeline)
    assert finding.verdict is (Verdict.FAILED if why else Verdict.PASSED)
    assert finding.why.endswith(why or "1 statements")
