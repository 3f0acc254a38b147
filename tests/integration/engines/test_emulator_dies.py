"""An emulator that dies under a run: what nobody could look at any more is unknown, not passed."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from harness.engines.embedded import EmbeddedEngine
from harness.engines.free_port import free_port
from harness.home import Home
from harness.run.clock import utc_now
from harness.run.record import Listener
from harness.run.registry import scenario_named
from harness.run.runner import Runner, RunOptions
from harness.run.store import Store
from harness.run.verdict import Verdict


@pytest.fixture
def mortal(tmp_path: Path) -> Iterator[EmbeddedEngine]:
    engine = EmbeddedEngine(Home(tmp_path / "home"), free_port())
    engine.start()
    yield engine
    engine.stop()


@pytest.mark.parametrize(
    ("dies_at", "why"), [("apply", "the teardown ended early"), ("leftovers", "the teardown did not run")]
)
def test_what_is_left_is_unknown(dies_at: str, why: str, mortal: EmbeddedEngine, tmp_path: Path) -> None:
    def die(phase: str) -> None:
        if phase == dies_at:
            mortal.stop()

    scenario, folder = scenario_named("s3-cleanup"), Store(tmp_path / "runs").new("s3-cleanup", utc_now())
    outcome = Runner(mortal.start(), Home.default().cache, Listener(on_phase=die)).run(scenario, RunOptions(), folder)
    verdicts = {finding.check: (finding.verdict, finding.why) for finding in outcome.run.findings}
    assert verdicts["nothing is left"] == (Verdict.UNKNOWN, f"{why}; `make teardown` takes down what is left")
    assert outcome.run.verdict is Verdict.UNKNOWN
    assert not any(verdict is Verdict.PASSED for verdict, _ in verdicts.values())
