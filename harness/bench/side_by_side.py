"""How runs get on side by side: four at once, each in an account of its own, against one alone.

On the stepped clock a run hardly waits, so that one alone keeps LocalStack's interpreter busy most of the time, and
several share it; with two emulators they share two. On the wall clock a run waits for its windows, as on AWS, and
others have the time meanwhile.
"""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

from bootstrap.endpoint import Endpoint
from harness.bench.bench import Bench
from harness.bench.figures import Figure
from harness.engines.embedded import EmbeddedEngine
from harness.engines.emulators import shared_out
from harness.engines.engine import EngineError
from harness.engines.free_port import free_port
from harness.run.clock import Stopwatch, utc_now
from harness.run.registry import scenario_named
from harness.run.runner import Runner, RunOptions
from harness.run.store import Store
from harness.run.system import Scenario
from harness.run.verdict import Verdict

AT_ONCE = 4
FIRST_ACCOUNT = 500000000000
STEPPED_ROUNDS, WALL_CLOCK_ROUNDS = 3, 1


def side_by_side(name: str, bench: Bench) -> Iterator[Figure]:
    """Wall time of four runs at once over that of one, in turns on one emulator and on two; a first turn warms up.

    Then the same on the wall clock.
    """
    second = EmbeddedEngine(bench.home.beside(2), free_port())
    try:
        turns = Turns(scenario_named(name), (bench.endpoint, second.start()), bench.cache, Store(bench.store))
        turns.measure(RunOptions())
        yield from _figures("", [turns.measure(RunOptions()) for _ in range(STEPPED_ROUNDS)])
        wall_clock = RunOptions(clock="real", period_s=10)
        yield from _figures(", wall clock", [turns.measure(wall_clock) for _ in range(WALL_CLOCK_ROUNDS)])
    finally:
        second.stop()


def _figures(which: str, measured: list[tuple[float, ...]]) -> Iterator[Figure]:
    alone, *together = zip(*measured, strict=True)
    yield Figure(f"scenario, alone{which}", alone, "s")
    for number, many_s in enumerate(together, 1):
        on = f"{number} emulator{'s' * (number > 1)}{which}"
        yield Figure(f"{AT_ONCE} scenarios at once, {on}", many_s, "s")
        ratios = tuple(many / one for one, many in zip(alone, many_s, strict=True))
        yield Figure(f"{AT_ONCE} at once over one alone, {on}", ratios, "×", 2.0)


class Turns:
    """One run, then four at once on one emulator, then on two, and so on."""

    def __init__(self, scenario: Scenario, endpoints: Sequence[Endpoint], cache: Path, store: Store) -> None:
        self._scenario, self._endpoints, self._cache, self._store = scenario, endpoints, cache, store

    def measure(self, options: RunOptions) -> tuple[float, ...]:
        """Wall seconds of the one, and of the four on each number of emulators. EngineError when a run doesn't pass."""
        one, four = range(1), range(1, 1 + AT_ONCE)
        counts = range(1, 1 + len(self._endpoints))
        return (self._timed(options, one, 1), *(self._timed(options, four, count) for count in counts))

    def _timed(self, options: RunOptions, numbers: Sequence[int], emulators: int) -> float:
        watch, among = Stopwatch(), self._endpoints[:emulators]
        with ThreadPoolExecutor(len(numbers)) as pool:
            list(pool.map(lambda number: self._run(options, number, shared_out(number, among)), numbers))
        return watch.elapsed_s

    def _run(self, options: RunOptions, number: int, endpoint: Endpoint) -> None:
        own = replace(options, account_id=f"{FIRST_ACCOUNT + number}")
        folder = self._store.new(self._scenario.name, utc_now())
        outcome = Runner(endpoint, self._cache).run(self._scenario, own, folder)
        if outcome.run.verdict is not Verdict.PASSED:
            raise EngineError(f"{self._scenario.name} in account {own.account_id}: {outcome.run.verdict}; see {folder}")
