"""Every reader is told what stands and what was gathered, in order, and then what comes."""

import pytest

from harness.workshop.journal import KEPT, Frame, Journal


def kinds(frames: list[Frame]) -> list[str]:
    return [each.kind for each in frames]


def test_who_comes_late_is_told_what_stands_and_all_that_was_gathered() -> None:
    journal = Journal()
    journal.tell("graph", {"nodes": 1})
    journal.tell("entry", {"text": "a"})
    journal.tell("graph", {"nodes": 2})
    journal.tell("entry", {"text": "b"})
    told = journal.since(0)
    assert kinds(told) == ["entry", "graph", "entry"]
    assert [each.body for each in told if each.kind == "graph"] == [{"nodes": 2}]
    assert kinds(journal.since(told[1].number)) == ["entry"]


def test_what_stands_already_is_not_told_again() -> None:
    journal = Journal()
    journal.tell("graph", {"nodes": 1})
    journal.tell("graph", {"nodes": 1})
    assert len(journal.since(0)) == 1
    assert journal.last("graph") == {"nodes": 1}
    assert journal.last("gauges") is None


def test_what_is_cleared_is_forgotten_and_readers_are_told_so() -> None:
    journal = Journal()
    journal.tell("entry", {"text": "a"})
    journal.tell("moves", {"moves": []})
    journal.clear("entry")
    assert kinds(journal.since(0)) == ["moves", "clear"]


def test_no_more_than_so_many_are_kept() -> None:
    journal = Journal()
    for number in range(2 * KEPT):
        journal.tell("moves", {"count": number})
    assert next(each.body["count"] for each in journal.since(0)) == KEPT


def test_a_reader_goes_on_where_it_was_and_ends_with_the_journal() -> None:
    journal = Journal()
    journal.tell("entry", {"text": "a"})
    reader = journal.read(beat_s=0.001)
    first = next(reader)
    assert first is not None
    assert first.as_event("x") == 'id: x-1\nevent: entry\ndata: {"text": "a"}\n\n'
    assert next(reader) is None
    journal.tell("entry", {"text": "b"})
    second = next(reader)
    assert second is not None
    assert second.body == {"text": "b"}
    journal.close()
    with pytest.raises(StopIteration):
        next(reader)
