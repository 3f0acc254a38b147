"""How runs get on side by side: four at once, each in an account of its own, against one alone."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from bootstrap.endpoint import Endpoint
from harness.bench.figures import Figure
from harness.checks.verdict import Verdict
from harness.clock import Stopwatch, utc_now
from harness.engines.engine import EngineError
from harness.runner import Runner, RunOptions
from harness.scenarios.registry import scenario_named
from harness.store import Store

AT_ONCE, ROUNDS = 4, 3
ALONE = "500000000000"


def side_by_side(endpoint: Endpoint, cache: Path, store: Path) -> Iterator[Figure]:
    """Wall time of four runs at once over that of one, in pairs; the first pair only warms up."""
    chosen = scenario_named("s3-cleanup")

    def run(account_id: str) -> None:
        folder = Store(store).new(chosen.name, utc_now())
        outcome = Runner(endpoint, cache).run(chosen, RunOptions(account_id=account_id), folder)
        if outcome.run.verdict is not Verdict.PASSED:
            raise EngineError(f"{chosen.name} in account {account_id}: {outcome.run.verdict}; see {folder}")

    alone, together = [], []
    for _ in range(1 + ROUNDS):
        watch = Stopwatch()
        run(ALONE)
        alone.append(watch.elapsed_s)
        watch = Stopwatch()
        with ThreadPoolExecutor(AT_ONCE) as pool:
            list(pool.map(run, (f"{int(ALONE) + number}" for number in range(1, 1 + AT_ONCE))))
        together.append(watch.elapsed_s)
    yield Figure("scenario, alone", tuple(alone[1:]), "s")
    yield Figure(f"{AT_ONCE} scenarios at once", tuple(together[1:]), "s")
    ratios = tuple(many / one for one, many in zip(alone[1:], together[1:], strict=True))
    yield Figure(f"{AT_ONCE} at once over one alone", ratios, "×", 2.0)
