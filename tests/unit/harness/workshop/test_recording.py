"""A saved run is shown by the frames that the live page would have been told; nothing can be done with it."""

import json
from pathlib import Path

import pytest

from harness.run.store import About, NotARun, SavedRun, save, save_moves
from harness.run.timeline import Entry, Kind, Timeline
from harness.run.verdict import Finding, Verdict
from harness.wiring.saved import as_json
from harness.workshop.recording import OnlyReplayed, Recording
from tests.unit.harness.workshop.happenings import WIRING, Happenings

ABOUT = About("tidy", "tidy", "stepped", 60, "000000000000", "20260101T000000Z")


def a_run(folder: Path) -> Path:
    happen = Happenings()
    timeline = Timeline(
        [
            Entry(Kind.NOTE, "ready"),
            Entry(Kind.ACTION, "upload", {"key": "a.txt", "size": 3}, at_s=1.0),
            Entry(Kind.OBSERVED, "history", {"rows": 3}, at_s=1.5),
            Entry(Kind.WAIT, "it is gone", {"met": True}, at_s=9.0),
        ]
    )
    save(folder, SavedRun(folder, ABOUT, timeline, (Finding("it went", Verdict.PASSED, "so it did"),), ()))
    happened = [*happen.upload("a.txt", "1"), *happen.clean("a.txt")]
    save_moves(folder, {"wiring": as_json(WIRING), "happenings": json.loads(json.dumps(happened))})
    (folder / "logs").mkdir()
    (folder / "logs" / "worker.log").write_text("one\ntwo\n")
    return folder


def test_frames_are_in_order_and_the_upload_is_where_the_timeline_has_it(tmp_path: Path) -> None:
    frames = Recording(a_run(tmp_path)).frames
    assert [each["at_s"] for each in frames] == sorted(each["at_s"] for each in frames)
    assert (frames[0]["kind"], frames[-1]["kind"]) == ("graph", "verdict")
    uploads = [
        (each["at_s"], move["text"])
        for each in frames if each["kind"] == "moves" for move in each["body"]["moves"] if move["what"] == "PutObject"
    ]  # fmt: skip
    assert uploads == [(1.0, "a.txt written")]
    assert [each["body"]["text"] for each in frames if each["kind"] == "entry"] == [
        "ready", "upload key a.txt, size 3", "it is gone",
    ]  # fmt: skip


def test_what_led_to_what_and_log_lines_are_told_from_the_folder(tmp_path: Path) -> None:
    recording = Recording(a_run(tmp_path))
    assert recording.told()["ends_s"] == recording.frames[-1]["at_s"]
    assert recording.ask("chain/8")["before"][0]["what"] == "PutObject"
    assert recording.ask("lines/worker") == ["one", "two"]
    for what in ("lines/another", "lines/../run", "breaks"):
        with pytest.raises(LookupError):
            recording.ask(what)


def test_nothing_can_be_done_with_a_run_that_is_over(tmp_path: Path) -> None:
    recording = Recording(a_run(tmp_path))
    with pytest.raises(OnlyReplayed, match="is over"):
        recording.do("break", {})
    with pytest.raises(OnlyReplayed):
        recording.upload("b", "k", b"")


def test_a_folder_without_moves_says_what_is_missing(tmp_path: Path) -> None:
    folder = a_run(tmp_path)
    (folder / "moves.json").unlink()
    with pytest.raises(NotARun, match="what moved"):
        Recording(folder)
