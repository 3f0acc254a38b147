"""The timeline keeps everything, and its canonical form only what is the same in every run."""

import pytest

from harness.run.timeline import Entry, Kind, Timeline


def sample() -> Timeline:
    return Timeline(
        [
            Entry(Kind.NOTE, "3 resources of an earlier run were torn down first"),
            Entry(Kind.ACTION, "upload", {"key": "a", "size": 18}, {"etag": "x"}, 0.5, 1000.0),
            Entry(Kind.WAIT, "alarm is OK", {"met": True}, {"waited_s": 1.5}, 2.0, 1060.0),
        ]
    )


def test_canonical_has_no_times_no_details_and_no_notes() -> None:
    assert sample().canonical() == (
        '{"facts": {"key": "a", "size": 18}, "kind": "action", "name": "upload"}\n'
        '{"facts": {"met": true}, "kind": "wait", "name": "alarm is OK"}\n'
    )


def test_a_timeline_survives_being_saved() -> None:
    assert list(Timeline.loads(sample().dumps())) == list(sample())


def test_a_broken_line_is_named() -> None:
    with pytest.raises(ValueError, match="timeline line 4 is not an entry"):
        Timeline.loads(sample().dumps() + '{"kind": "action"}\n')


def test_listeners_hear_what_is_appended() -> None:
    heard: list[str] = []
    timeline = sample()
    timeline.listen(lambda entry: heard.append(entry.name))
    timeline.append(Entry(Kind.OBSERVED, "total", {"bytes": 18}))
    assert heard == ["total"]
    last = timeline.last("total")
    assert last is not None
    assert last.facts == {"bytes": 18}
    assert timeline.last("nothing") is None
