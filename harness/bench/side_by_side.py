"""How runs get on side by side: four at once, each in an account of its own, against one alone.

On the stepped clock a run hardly waits, so that one alone keeps LocalStack's interpreter busy most of the time, and
several share it. On the wall clock a run waits for its windows, as on AWS, and others have the time meanwhile.
"""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

from bootstrap.endpoint import Endpoint
from harness.bench.figures import Figure
from harness.engines.engine import EngineError
from harness.run.clock import Stopwatch, utc_now
from harness.run.registry import scenario_named
from harness.run.runner import Runner, RunOptions
from harness.run.store import Store
from harness.run.system import Scenario
from harness.run.verdict import Verdict

AT_ONCE = 4
FIRST_ACCOUNT = 500000000000
STEPPED_ROUNDS, WALL_CLOCK_ROUNDS = 3, 1


def side_by_side(name: str, endpoint: Endpoint, cache: Path, store: Path) -> Iterator[Figure]:
    """Wall time of four runs at once over that of one, in pairs, on either clock; a first pair warms up."""
    pair = Pair(scenario_named(name), endpoint, cache, Store(store))
    pair.measure(RunOptions())
    yield from _figures("", [pair.measure(RunOptions()) for _ in range(STEPPED_ROUNDS)])
    wall_clock = RunOptions(clock="real", period_s=10)
    yield from _figures(", wall clock", [pair.measure(wall_clock) for _ in range(WALL_CLOCK_ROUNDS)])


def _figures(which: str, measured: list[tuple[float, float]]) -> Iterator[Figure]:
    alone, together = zip(*measured, strict=True)
    yield Figure(f"scenario, alone{which}", alone, "s")
    yield Figure(f"{AT_ONCE} scenarios at once{which}", together, "s")
    yield Figure(f"{AT_ONCE} at once over one alone{which}", tuple(many / one for one, many in measured), "×", 2.0)


class Pair:
    """One run, then four at once."""

    def __init__(self, scenario: Scenario, endpoint: Endpoint, cache: Path, store: Store) -> None:
        self._scenario, self._endpoint, self._cache, self._store = scenario, endpoint, cache, store

    def measure(self, options: RunOptions) -> tuple[float, float]:
        """Wall seconds of the one and of the four. EngineError when a run doesn't pass."""
        watch = Stopwatch()
        self._run(options, 0)
        alone_s, watch = watch.elapsed_s, Stopwatch()
        with ThreadPoolExecutor(AT_ONCE) as pool:
            list(pool.map(lambda number: self._run(options, number), range(1, 1 + AT_ONCE)))
        return alone_s, watch.elapsed_s

    def _run(self, options: RunOptions, number: int) -> None:
        own = replace(options, account_id=f"{FIRST_ACCOUNT + number}")
        folder = self._store.new(self._scenario.name, utc_now())
        outcome = Runner(self._endpoint, self._cache).run(self._scenario, own, folder)
        if outcome.run.verdict is not Verdict.PASSED:
            raise EngineError(f"{self._scenario.name} in account {own.account_id}: {outcome.run.verdict}; see {folder}")
