"""Runs without an emulator, which workers of a cluster import: each notes that it ran, and takes as long as told."""

import os
from functools import partial
from pathlib import Path
from threading import Event

from bootstrap.endpoint import Endpoint
from harness.campaign.results import Result
from harness.campaign.workers import Run, Startable

BAD_SEED = 13


class NoEngine:
    """Stands where an emulator would; its folder is there while it is up."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def start(self) -> Endpoint:
        """The address of nothing."""
        self.folder.mkdir(parents=True, exist_ok=True)
        return Endpoint("http://127.0.0.1:1")

    def stop(self) -> None:
        """The folder goes."""
        if self.folder.exists():
            self.folder.rmdir()


def no_engine(folder: Path) -> Startable:
    """The engine of a worker in these tests."""
    return NoEngine(folder)


def runs_in(noted: Path, takes_s: float, failures: Path) -> Run:
    """How a seed is run; `noted` has a file for each attempt, which is named after the seed and its process."""
    return partial(_run, noted, takes_s, failures)


def _run(noted: Path, takes_s: float, failures: Path, endpoint: Endpoint, seed: int) -> Result:
    (noted / f"{seed}-{os.getpid()}").touch()
    Event().wait(takes_s)  # the run's work, during which its worker is killed or suspended
    if seed != BAD_SEED:
        return Result(seed, "passed")
    folder = failures / f"seed-{seed}"
    folder.mkdir(parents=True)
    (folder / "why.txt").write_text("planted")
    return Result(seed, "failed", "planted", folder=str(folder))
