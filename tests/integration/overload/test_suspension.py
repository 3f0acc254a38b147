"""An emulator that is suspended for longer than any function may run finds nothing late when it goes on.

As a laptop's lid does, or a machine that has no time: SIGSTOP for ten seconds, at points of the run drawn beforehand.
"""

import json
import os
import signal
from collections import Counter
from pathlib import Path
from random import Random
from threading import Event, Thread
from typing import Any

import pytest

from bootstrap.clients import Clients
from harness.engines.embedded import EmbeddedEngine, Process
from harness.home import Home
from harness.run.clock import utc_now
from harness.run.record import Listener
from harness.run.registry import scenario_named
from harness.run.runner import Outcome, Runner, RunOptions
from harness.run.store import Store
from harness.run.verdict import Verdict
from tests.integration.s3_cleanup.run_apart import story

SUSPENDED_S = 10.0
POINTS = 10
MARGIN_S = 60.0
ATTEMPTS = 5
"""A run that was over before its moment came tells how long the steps take now; the moment is drawn anew from it."""
AT = [round(Random(number).random(), 2) for number in range(POINTS)]
"""When, as shares of what the steps take on this machine when nothing is suspended."""
GOLDEN = Path(__file__).parents[2] / "golden"


class Suspension:
    """Suspends a process once, so long after `begin` was called."""

    def __init__(self, pid: int, after_s: float) -> None:
        self._pid, self._after_s = pid, after_s
        self._begun, self._over = Event(), Event()
        self.happened = False
        self._thread = Thread(target=self._run, name="suspension", daemon=True)
        self._thread.start()

    def begin(self, phase: str) -> None:
        """The run has entered a phase."""
        if phase == "steps":
            self._begun.set()

    def end(self) -> None:
        """The run is over; a process that is still suspended goes on."""
        self._over.set()
        self._begun.set()
        self._thread.join(MARGIN_S)

    def _run(self) -> None:
        self._begun.wait()
        if self._over.wait(self._after_s):
            return
        os.kill(self._pid, signal.SIGSTOP)
        try:
            self._over.wait(SUSPENDED_S)
            self.happened = True
        finally:
            os.kill(self._pid, signal.SIGCONT)


def times_done(told: list[dict[str, Any]]) -> Counter[tuple[str, ...]]:
    """How often each piece of work was done, as the functions' log lines tell: a change, an event, a message."""
    names = (("event", "event_key"), ("event", "object_name", "sequencer"), ("messageId",))
    return Counter(
        tuple(str(line[name]) for name in whole) for line in told for whole in names if set(whole) <= line.keys()
    )


def run(name: str, clients: Clients, place: Path, listener: Listener) -> tuple[Outcome, Path]:
    """One run of a scenario, told to a listener, and its folder."""
    folder = Store(place).new(name, utc_now())
    options = RunOptions(account_id=clients.account_id, delivery_s=30 + MARGIN_S)
    return Runner(clients.endpoint, Home.default().cache, listener).run(scenario_named(name), options, folder), folder


MEASURED_S: dict[str, float] = {}
"""What the steps of each scenario take on this machine, in seconds, as the latest undisturbed run told."""


def steps_s(name: str, clients: Clients, place: Path) -> float:
    """What the steps of a scenario take on an emulator that has run it before, in seconds; measured once."""
    if name not in MEASURED_S:
        for _ in range(2):
            outcome, _folder = run(name, clients, place, Listener())
        MEASURED_S[name] = outcome.run.about.wall_s["steps"]
    return MEASURED_S[name]


def suspended(
    name: str, share: float, clients: Clients, engine: EmbeddedEngine, place: Path
) -> tuple[Outcome, Path, str]:
    """A run in which the emulator was suspended after that share of its steps' time, its folder, what was logged."""
    for attempt in range(ATTEMPTS):
        after_s = share * steps_s(name, clients, place / "undisturbed")
        logged_bytes = engine.log_file.stat().st_size
        suspension = Suspension(Process.load(engine.pid_file).pid, after_s)
        try:
            outcome, folder = run(name, clients, place / str(attempt), Listener(on_phase=suspension.begin))
        finally:
            suspension.end()
        if suspension.happened:
            return outcome, folder, engine.log_file.read_bytes()[logged_bytes:].decode(errors="replace")
        MEASURED_S[name] = outcome.run.about.wall_s["steps"]
    raise AssertionError(f"{ATTEMPTS} runs were over before the emulator could be suspended")


@pytest.mark.slow
@pytest.mark.parametrize("share", AT)
@pytest.mark.parametrize("name", ["s3-cleanup", "media-batch"])
def test_a_suspended_emulator_takes_nothing_for_late(
    name: str, share: float, clients: Clients, engine: EmbeddedEngine, tmp_path: Path
) -> None:
    outcome, folder, logged = suspended(name, share, clients, engine, tmp_path)

    of_functions = "".join(log.read_text() for log in (folder / "logs").iterdir())
    told = [json.loads(line) for line in of_functions.splitlines() if line.startswith("{")]
    assert outcome.run.verdict is Verdict.PASSED, story(outcome)
    assert "Task timed out" not in of_functions
    assert "was not processed" not in logged
    assert times_done(told)
    assert set(times_done(told).values()) == {1}
    assert [line for line in told if line.get("event") in ("duplicate", "total_repeated")] == []
    assert {line["receiveCount"] for line in told if "receiveCount" in line} <= {1}
    golden = GOLDEN / f"{name}.jsonl"
    assert not golden.exists() or outcome.run.timeline.canonical() == golden.read_text()
