"""A seed means the same faults and the same verdict, whatever else the machine does."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from harness.campaign.one_run import Work, outcome_of, result_of
from harness.run.faults import FAULTS
from harness.testing import RunningEmulator

TIMES = 20
SEED, ANOTHER = 7, 8
SCENARIOS = "s3-cleanup-random", "media-random"
Story = tuple[str, str, str]
"""Verdict, canonical timeline, and the faults in it."""


@contextmanager
def processors_at_work() -> Iterator[None]:
    """One process for each processor that never rests."""
    burning = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(os.cpu_count() or 1)]
    try:
        yield
    finally:
        for each in burning:
            each.kill()
            each.wait()


def story(emulator: RunningEmulator, scenario: str, seed: int, folder: Path) -> Story:
    outcome = outcome_of(
        emulator.endpoint, emulator.cache, Work(scenario, {"name": "heavy"}, {"bursts": 3}), seed, folder
    )
    injected = outcome.run.timeline.named(FAULTS)[-1].facts["injected"]
    return result_of(outcome, seed).verdict, outcome.run.timeline.canonical(), repr(injected)


@pytest.mark.slow
@pytest.mark.proof
@pytest.mark.parametrize("scenario", SCENARIOS)
def test_a_seed_is_the_same_twenty_times_beside_load_and_without(
    scenario: str, emulator: RunningEmulator, tmp_path: Path
) -> None:
    alone = [story(emulator, scenario, SEED, tmp_path / f"alone-{number}") for number in range(TIMES // 2)]
    with processors_at_work():
        beside = [story(emulator, scenario, SEED, tmp_path / f"beside-{number}") for number in range(TIMES // 2)]
    verdicts, timelines, faults = (set(each) for each in zip(*alone, *beside, strict=True))
    assert verdicts == {"passed"}
    assert len(faults) == len(timelines) == 1
    _, other_timeline, other_faults = story(emulator, scenario, ANOTHER, tmp_path / "another")
    assert other_faults not in faults
    assert other_timeline not in timelines
