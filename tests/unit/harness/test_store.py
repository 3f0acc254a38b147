"""Saved runs come back as they were, and a folder that is none says so."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from harness.run.store import About, NotARun, SavedRun, Store, load, save
from harness.run.timeline import Entry, Kind, Timeline
from harness.run.verdict import Finding, Verdict

NOON = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


def saved(folder: Path) -> SavedRun:
    about = About("s3-cleanup", "s3-cleanup", "stepped", 60, "000000000000", "20260301T120000Z")
    timeline = Timeline([Entry(Kind.OBSERVED, "total", {"bytes": 0})])
    findings = (Finding("totals", Verdict.UNKNOWN, "not reached"),)
    return SavedRun(folder, about, timeline, findings, ({"id": "stepped-clock", "detail": ""},))


def test_a_run_survives_being_saved(tmp_path: Path) -> None:
    folder = Store(tmp_path / "runs").new("s3-cleanup", NOON)
    assert folder.name == "20260301T120000Z-s3-cleanup"
    save(folder, saved(folder))
    found = load(folder)
    assert (found.about, found.findings, found.divergences) == (
        saved(folder).about,
        saved(folder).findings,
        saved(folder).divergences,
    )
    assert list(found.timeline) == list(saved(folder).timeline)
    assert found.verdict is Verdict.UNKNOWN
    assert Store(tmp_path / "runs").runs() == [folder]


def test_two_runs_of_one_second_have_two_folders(tmp_path: Path) -> None:
    store = Store(tmp_path)
    assert [store.new("a", NOON).name for _ in range(2)] == ["20260301T120000Z-a", "20260301T120000Z-a-2"]


def test_what_is_not_a_run_says_so(tmp_path: Path) -> None:
    with pytest.raises(NotARun, match=r"is not a saved run: it has no run\.json$"):
        load(tmp_path)
    with pytest.raises(NotARun, match=r"nope is not a saved run: there is no such folder$"):
        load(tmp_path / "nope")
    (tmp_path / "run.json").write_text("[")
    with pytest.raises(NotARun, match=r"is not a saved run: what is in it is of no run"):
        load(tmp_path)
