"""Scenarios side by side on one emulator, each in an account of its own: nothing of one is seen in another."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from bootstrap.endpoint import Endpoint
from harness.home import Home
from harness.run.clock import utc_now
from harness.run.registry import scenario_named
from harness.run.runner import Outcome, Runner, RunOptions
from harness.run.store import Store
from harness.run.verdict import Verdict
from tests.goldens import golden_file

SIDE_BY_SIDE = 4


def test_four_runs_at_once_have_the_history_of_one(endpoint: Endpoint, tmp_path: Path) -> None:
    scenario = scenario_named("s3-cleanup")

    def run(number: int) -> Outcome:
        options = RunOptions(account_id=f"67000000000{number}")
        folder = Store(tmp_path).new(scenario.name, utc_now())
        return Runner(endpoint, Home.default().cache).run(scenario, options, folder)

    with ThreadPoolExecutor(SIDE_BY_SIDE) as pool:
        outcomes = list(pool.map(run, range(SIDE_BY_SIDE)))
    for outcome in outcomes:
        assert outcome.run.verdict is Verdict.PASSED, [outcome.error, *outcome.run.findings]
        assert outcome.leaked == ()
        assert outcome.run.timeline.canonical() == golden_file("s3-cleanup.jsonl")
