"""What it costs that there could be faults, where nobody asks for any."""

import statistics
import sys
from collections.abc import Callable, Iterator

import psutil

from bootstrap.endpoint import Endpoint
from harness.bench.figures import Figure
from harness.engines.embedded import EmbeddedEngine, Process
from harness.engines.free_port import free_port
from harness.home import Home

ROUNDS, RATIO = 6, 1.03
SIDES = "with", "without"


class WithoutFaults(EmbeddedEngine):
    """An emulator that lacks the seams at which faults are injected."""

    command = (sys.executable, "-m", "emulator.localstack.faults.left_out")


def with_over_without(what: str, home: Home, run: Callable[[Endpoint], object]) -> Iterator[Figure]:
    """The emulator's CPU time for the same work with and without those seams, alternately; a first pair warms up.

    The ratio is that of the medians.
    """
    engines = {
        side: kind(Home(home.root / side), free_port())
        for side, kind in zip(SIDES, (EmbeddedEngine, WithoutFaults), strict=True)
    }
    taken: dict[str, list[float]] = {side: [] for side in SIDES}
    try:
        for round_ in range(ROUNDS + 1):
            for side in SIDES if round_ % 2 else reversed(SIDES):
                taken[side].append(_cpu_s(engines[side], run))
    finally:
        for engine in engines.values():
            engine.stop()
    there, gone = (tuple(taken[side][1:]) for side in SIDES)
    yield Figure(f"faults: {what}, none asked for, CPU", there, "s")
    yield Figure(f"faults: {what}, no seams for any, CPU", gone, "s")
    yield Figure(
        f"faults: {what}, with the seams over without",
        (statistics.median(there) / statistics.median(gone),),
        "×",
        RATIO,
    )


def _cpu_s(engine: EmbeddedEngine, run: Callable[[Endpoint], object]) -> float:
    endpoint = engine.start()
    process = psutil.Process(Process.load(engine.pid_file).pid)
    before = process.cpu_times()
    run(endpoint)
    after = process.cpu_times()
    return (after.user + after.system) - (before.user + before.system)
