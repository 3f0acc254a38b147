"""Workers of this machine: each has an emulator of its own, and takes seeds until there are none or time is up."""

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from queue import SimpleQueue
from threading import Event

from bootstrap.endpoint import Endpoint
from harness.campaign.results import Result, Results
from harness.engines.embedded import EmbeddedEngine
from harness.engines.free_port import free_port
from harness.home import Home
from harness.run.clock import Deadline

RUNS_OF_AN_EMULATOR = 100
"""After so many runs a worker's emulator is replaced by a fresh one: it keeps accounts for as long as it is up."""
LOOK_S = 0.5

Run = Callable[[Endpoint, int], Result]
"""Runs one seed on an emulator."""


def automatic() -> int:
    """Half of the processors: a run keeps an emulator and its functions busy beside the worker itself."""
    return max(1, (os.cpu_count() or 2) // 2)


@dataclass
class Worker:
    """One emulator, in a private folder below `root`."""

    root: Path
    number: int
    done: int = 0
    _engine: EmbeddedEngine | None = field(default=None, repr=False)

    def run(self, run: Run, seed: int) -> Result:
        """One seed; the emulator is started when there is none, or when it has done its share."""
        if self._engine is None or self.done >= RUNS_OF_AN_EMULATOR:
            self.stop()
            self._engine = EmbeddedEngine(Home(self.root / f"worker-{self.number}"), free_port())
            self.done = 0
        self.done += 1
        return run(self._engine.start(), seed)

    def stop(self) -> None:
        """End the emulator; nothing of it is left."""
        if self._engine is not None:
            self._engine.stop()
            self._engine = None


@contextmanager
def workers_at(root: Path, count: int) -> Iterator["SimpleQueue[Worker]"]:
    """So many workers, free at first; all their emulators are ended with the block."""
    everyone = [Worker(root, number) for number in range(count)]
    free: SimpleQueue[Worker] = SimpleQueue()
    for worker in everyone:
        free.put(worker)
    try:
        yield free
    finally:
        for worker in everyone:
            worker.stop()


def work_off(
    seeds: Sequence[int],
    run: Run,
    results: Results,
    count: int,
    root: Path,
    budget_s: float,
    told: Callable[[Result], None],
) -> None:
    """Run every seed by so many workers, and keep each result at once; stop beginning runs when the budget is spent.

    An interruption ends it after the runs that are under way. A run that raises is a result too: unknown.
    """
    deadline, over = Deadline.after(budget_s), Event()
    with workers_at(root, count) as free, ThreadPoolExecutor(count, thread_name_prefix="campaign") as pool:
        left = list(reversed(seeds))
        running: set[Future[Result]] = set()
        try:
            while (left and not deadline.passed) or running:
                while left and len(running) < count and not deadline.passed:
                    running.add(pool.submit(_on_a_free_one, free, run, left.pop(), over))
                finished, running = wait(running, LOOK_S, FIRST_COMPLETED)
                for future in finished:
                    if results.add(future.result()):
                        told(future.result())
        finally:
            over.set()
            for future in running:
                future.cancel()


def _on_a_free_one(free: "SimpleQueue[Worker]", run: Run, seed: int, over: Event) -> Result:
    worker = free.get()
    try:
        if over.is_set():
            return Result(seed, "unknown", "the campaign was stopped")
        return worker.run(run, seed)
    except Exception as error:
        worker.stop()
        return Result(seed, "unknown", f"the run ended: {type(error).__name__}: {error}")
    finally:
        free.put(worker)
