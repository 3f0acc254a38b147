"""What a participant can do, on the real emulator: a run step by step, its causes, its replay; break and mend."""

from functools import partial
from pathlib import Path
from typing import Any

import pytest

from bootstrap.clients import Clients
from harness.breaks.fingerprint import differences, fingerprint
from harness.probes.emulator import Emulator
from harness.wiring.account import wiring_of
from harness.workshop.desk import Desk
from harness.workshop.place import Refused
from harness.workshop.recording import Recording
from tests.integration.teardown.standing import declared, stand
from tests.integration.workshop.desks import a_desk, done, moves, until

BUCKET, CLEANER = "assignment4-test-bucket", "assignment4-cleaner-lambda"
DROPPED = "subscription-dropped: sns assignment4-s3-events -> sqs assignment4-tracking-queue"


def test_the_reference_scenario_step_by_step_and_what_led_to_each_deletion(clients: Clients, tmp_path: Path) -> None:
    with a_desk(clients, tmp_path) as desk:
        desk.do("pace", {"pace": "step"})
        desk.do("run", {"scenario": "s3-cleanup"})
        stops = _step_through(desk)
        assert "upload: done" in stops
        assert any("CloudWatch looks at the alarms" in each for each in stops)
        assert done(desk)["state"] == "done"
        verdict = desk.journal.last("verdict")
        assert verdict["verdict"] == "passed", verdict
        (first, second) = [each for each in moves(desk) if each["what"] == "DeleteObject" and CLEANER in each["by"]]
        for deleted, uploaded in ((first, "assignment2.txt"), (second, "assignment3.txt")):
            before = [each["text"] for each in desk.ask(f"chain/{deleted['number']}")["before"]]
            assert before[0] == f"{uploaded} written"
            assert "is in ALARM" in before
        _can_be_replayed(Path(verdict["folder"]))


def _step_through(desk: Desk) -> list[str]:
    """Where it stopped, each time a step let it go on."""
    stops: list[str] = []
    while until(desk, lambda each: not each.tasks.name or _waiting_at(each), "the next stop") is not True:
        stops.append(_waiting_at(desk))
        told = desk.journal.last("gate")
        desk.do("step", {})
        until(desk, partial(_has_gone_on, told), "going on")
    return stops


def _has_gone_on(told: Any, desk: Desk) -> bool:
    return desk.journal.last("gate") is not told


def _waiting_at(desk: Desk) -> str:
    told = desk.journal.last("gate") or {}
    return str(told.get("waiting_at", ""))


def _can_be_replayed(folder: Path) -> None:
    recording = Recording(folder)
    told = [each["body"] for each in recording.frames if each["kind"] == "gauges"]
    states = {each["state"] for each in _alarm(told[-1])["states"]}
    assert states == {"ALARM", "OK"}
    assert recording.frames[-1]["body"]["verdict"] == "passed"
    assert [each["kind"] for each in recording.frames].count("moves") > 5


def _alarm(gauges: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = next(each for name, each in gauges["nodes"].items() if name.startswith("alarm "))
    return found


@pytest.mark.slow
def test_a_system_that_stands_is_broken_diagnosed_mended_reset_and_taken_down(clients: Clients, tmp_path: Path) -> None:
    with a_desk(clients, tmp_path) as desk:
        desk.do("setup", {})
        with pytest.raises(Refused, match="is going on"):
            desk.do("choose", {"system": "media-pipeline"})
        assert done(desk)["state"] == "done"
        until(desk, lambda each: BUCKET in each.watcher.wiring.names("s3"), "the graph")
        assert DROPPED in {each["label"] for each in desk.ask("breaks")}
        desk.do("break", {"label": DROPPED})
        assert desk.journal.last("desk")["broken"] == [DROPPED]
        desk.upload(BUCKET, "mine.txt", b"x" * 18)
        until(desk, lambda each: any(move["text"] == "mine.txt written" for move in moves(each)), "the upload")
        desk.do("diagnose", {})
        assert desk.journal.last("diagnosis")["stuck"] == DROPPED.partition(": ")[2]
        desk.do("mend", {})
        assert desk.journal.last("desk")["broken"] == []
        with pytest.raises(Refused, match="nothing is broken"):
            desk.do("mend", {})
        desk.do("reset", {})
        assert done(desk)["state"] == "done"
        assert "Contents" not in clients.s3.list_objects_v2(Bucket=BUCKET)
        desk.do("teardown", {})
        told = done(desk)
        assert (told["state"], told["text"].partition(":")[0]) == ("done", "clean"), told


def test_what_cannot_be_done_is_refused_by_name(clients: Clients, tmp_path: Path) -> None:
    with a_desk(clients, tmp_path) as desk:
        for action, parameters, why in (
            ("run", {"scenario": "media-pipeline"}, "choose that system first"),
            ("pace", {"pace": "fast"}, "run or step"),
            ("break", {"label": "nothing"}, "nothing is called"),
        ):
            with pytest.raises(Exception, match=why):
                desk.do(action, parameters)
        with pytest.raises(LookupError, match="no action fly"):
            desk.do("fly", {})
        with pytest.raises(Refused, match="no bucket"):
            desk.upload("another", "k", b"")


def test_the_clock_stands_still_goes_on_and_is_given_back(clients: Clients, tmp_path: Path) -> None:
    emulator = Emulator(clients)
    with a_desk(clients, tmp_path) as desk:
        desk.do("clock", {"mode": "stepped"})
        before = emulator.now_s()
        desk.do("clock", {"by_s": 60})
        assert emulator.now_s() == pytest.approx(before + 60)
        desk.do("clock", {"mode": "real"})
        assert emulator.call("GET", "clock")["mode"] == "real"


@pytest.mark.parametrize("seed", [1, *(pytest.param(seed, marks=pytest.mark.slow) for seed in (2, 3))])
def test_a_mystery_is_solved_by_its_solution_and_nothing_is_left_of_it(
    seed: int, clients: Clients, capsys: pytest.CaptureFixture[str]
) -> None:
    standing = stand(declared("s3-cleanup", clients), clients)
    before = fingerprint(wiring_of(clients))
    account = ("--account", clients.account_id)
    try:
        assert standing.harness("mystery", *account) == 2
        assert standing.harness("mystery", str(seed), *account) == 0
        assert differences(before, fingerprint(wiring_of(clients))) != []
        assert standing.harness("mystery", "--guess", "nothing", *account) == 1
        for number in (1, 2):
            assert standing.harness("mystery", "--hint", *account) == 0
            assert f"hint {number} of 2" in capsys.readouterr().out
        assert standing.harness("mystery", "--hint", *account) == 1
        assert standing.harness("mystery", "--solution", *account) == 0
        assert "mended: " in capsys.readouterr().out
        assert differences(before, fingerprint(wiring_of(clients))) == []
    finally:
        assert standing.tear_down() == 0
