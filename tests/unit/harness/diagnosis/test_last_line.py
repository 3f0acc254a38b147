"""The last line of a diagnosis: what is stuck first, or why nothing could be seen of it."""

from harness.commands.diagnosing import verdict_of
from harness.diagnosis.link import Diagnosis, Flow, LinkState
from harness.diagnosis.report import Report

PASSING = LinkState("sqs jobs -> lambda worker", Flow.PASSING, "it passes")
STUCK = LinkState("s3 b -> sqs jobs", Flow.STUCK, "no event")
UNKNOWN = LinkState("alarm a -> lambda c", Flow.UNKNOWN, "access denied")


def report(*states: LinkState) -> Report:
    return Report("000000000000", "us-east-1", (), Diagnosis(states))


def test_what_is_stuck_comes_first() -> None:
    assert verdict_of([report(PASSING), report(UNKNOWN, STUCK)], broken=1) == "first stuck link: s3 b -> sqs jobs"


def test_what_can_t_be_looked_at_comes_next() -> None:
    assert verdict_of([report(PASSING, UNKNOWN)], broken=1) == "1 link can't be looked at: access denied"


def test_a_link_that_is_broken_on_purpose_shows_when_something_comes_through() -> None:
    told = "no link is stuck; {} broken on purpose and nothing has come through yet: send an event"
    assert verdict_of([report(PASSING)], broken=1) == told.format("1 link is")
    assert verdict_of([report(PASSING)], broken=2) == told.format("2 links are")


def test_else_no_link_is_stuck() -> None:
    assert verdict_of([report(PASSING)]) == "no link is stuck"
