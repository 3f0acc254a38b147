"""Every scenario passes with IAM enforced, leaves nothing, and has the same canonical timeline each time."""

from pathlib import Path

import pytest

from bootstrap.clients import Clients
from bootstrap.endpoint import Endpoint
from harness.plots.run_plot import draw_run
from harness.probes.emulator import Emulator
from harness.run.registry import scenario_named, scenarios
from harness.run.runner import RunOptions
from harness.run.store import load
from harness.run.verdict import Verdict
from tests.goldens import golden_file
from tests.integration.s3_cleanup.run_apart import run_apart, story
from tests.integration.tiers import quick_ones

SOAK_RUNS = 50


NAMES = [name for name, each in scenarios().items() if each.system.name != "media-pipeline" and not each.generated]
"""Those whose story is always the same: what a seed generates has no golden timeline."""
QUICK = ("s3-cleanup", "billing-alarms", "missing-data", "ages")


@pytest.mark.parametrize("name", quick_ones(NAMES, QUICK))
def test_a_scenario_passes_with_its_golden_timeline(name: str, clients: Clients, tmp_path: Path) -> None:
    scenario = scenario_named(name)
    Emulator(clients).iam("enforce")
    outcome = run_apart(clients.endpoint, scenario, RunOptions(account_id=clients.account_id), tmp_path)
    assert outcome.run.verdict is Verdict.PASSED, story(outcome)
    assert outcome.leaked == ()
    assert outcome.run.timeline.canonical() == golden_file(f"{name}.jsonl")
    folder = outcome.run.folder
    assert load(folder).timeline.canonical() == outcome.run.timeline.canonical()
    for artefact in scenario.artefacts:
        content = (folder / artefact).read_bytes()
        assert content.startswith(b"\x89PNG") if artefact.endswith(".png") else content
    assert draw_run(load(folder), folder / "plot.png").read_bytes().startswith(b"\x89PNG")
    assert {path.name for path in folder.iterdir()} >= {"plan.txt", "timeline.jsonl", "verdict.json", "logs"}


@pytest.mark.slow
@pytest.mark.proof
def test_fifty_runs_in_a_row_are_one_timeline(clients: Clients, tmp_path: Path) -> None:
    scenario = scenario_named("s3-cleanup")
    outcomes = [
        run_apart(clients.endpoint, scenario, RunOptions(account_id=clients.account_id), tmp_path)
        for _ in range(SOAK_RUNS)
    ]
    failed = [outcome for outcome in outcomes if outcome.run.verdict is not Verdict.PASSED]
    assert failed == [], story(failed[0])
    assert len({outcome.run.timeline.canonical() for outcome in outcomes}) == 1


@pytest.mark.slow
@pytest.mark.parametrize("period_s", [10, 60])
def test_the_wall_clock_has_the_history_of_the_stepped_one(period_s: int, endpoint: Endpoint, tmp_path: Path) -> None:
    account_id = f"7000000000{period_s}"
    options = RunOptions(clock="real", period_s=period_s, account_id=account_id)
    outcome = run_apart(endpoint, scenario_named("s3-cleanup"), options, tmp_path)
    assert outcome.run.verdict is Verdict.PASSED, story(outcome)
    canonical = outcome.run.timeline.canonical().replace(f"a window of {period_s} s", "a window of 60 s")
    assert canonical == golden_file("s3-cleanup.jsonl")
