"""Workers of this machine: each has an emulator of its own, and takes seeds until there are none or time is up."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import takewhile
from pathlib import Path
from typing import Protocol

from bootstrap.endpoint import Endpoint
from harness.campaign.results import Result, Results
from harness.engines.embedded import EmbeddedEngine
from harness.engines.free_port import free_port
from harness.engines.spreading import spread
from harness.home import Home
from harness.run.clock import Deadline

RUNS_OF_AN_EMULATOR = 100
"""After so many runs a worker's emulator is replaced by a fresh one: it keeps accounts for as long as it is up."""

Run = Callable[[Endpoint, int], Result]
"""Runs one seed on an emulator."""


class Startable(Protocol):
    """What a worker needs of an engine; see `harness.engines.engine.Engine`."""

    def start(self) -> Endpoint:
        """Start it, or find it running."""

    def stop(self) -> None:
        """End it, if it is there."""


def embedded_at(folder: Path) -> Startable:
    """An emulator as a process of this machine, in that folder. What a campaign that was killed has left is ended."""
    engine = EmbeddedEngine(Home.default().another(folder), free_port())
    engine.stop()
    return engine


@dataclass
class Worker:
    """One emulator, in a private folder."""

    folder: Path
    begin: Callable[[Path], Startable]
    done: int = 0
    _engine: Startable | None = field(default=None, repr=False)

    def run(self, run: Run, seed: int) -> Result:
        """One seed; the emulator is started when there is none, or when it has done its share."""
        if self._engine is None or self.done >= RUNS_OF_AN_EMULATOR:
            self.stop()
            self._engine = self.begin(self.folder)
            self.done = 0
        self.done += 1
        return run(self._engine.start(), seed)

    def stop(self) -> None:
        """End the emulator; nothing of it is left."""
        if self._engine is not None:
            self._engine.stop()
            self._engine = None


@dataclass(frozen=True)
class Workers:
    """How many at once, in folders below `root`, and what their emulators are."""

    root: Path
    count: int
    begin: Callable[[Path], Startable] = embedded_at

    @contextmanager
    def at_work(self) -> Iterator[list[Worker]]:
        """All of them; their emulators are ended with the block."""
        everyone = [Worker(self.root / f"worker-{number}", self.begin) for number in range(self.count)]
        try:
            yield everyone
        finally:
            for worker in everyone:
                worker.stop()


def work_off(
    seeds: Sequence[int], run: Run, results: Results, workers: Workers, budget_s: float, told: Callable[[Result], None]
) -> None:
    """Run every seed, and keep each result at once; begin no run any more when the budget is spent.

    An interruption ends it when the runs that are under way are over; those have no result. A run that raises has one:
    unknown.
    """
    deadline = Deadline.after(budget_s)
    in_time = takewhile(lambda _: not deadline.passed, seeds)
    with workers.at_work() as everyone:
        for _, result in spread(in_time, lambda worker, seed: run_on(worker, run, seed), everyone):
            if results.add(result):
                told(result)


def run_on(worker: Worker, run: Run, seed: int) -> Result:
    """One seed on that worker; a run that raises has a result too, and the emulator it met is ended."""
    try:
        return worker.run(run, seed)
    except Exception as error:
        worker.stop()
        return Result(seed, "unknown", f"the run ended: {type(error).__name__}: {error}")
