"""Every scenario of the media pipeline passes with IAM enforced, leaves nothing, and has its canonical timeline."""

from pathlib import Path

import pytest
from PIL import Image

from bootstrap.clients import Clients
from bootstrap.endpoint import Endpoint
from harness.engines.embedded import EmbeddedEngine
from harness.engines.free_port import free_port
from harness.home import Home
from harness.probes.emulator import Emulator
from harness.run.registry import scenario_named, scenarios
from harness.run.runner import RunOptions
from harness.run.store import load
from harness.run.verdict import Verdict
from harness.systems.media_pipeline.load import most_memory
from harness.systems.media_pipeline.watermark import compare
from tests.goldens import golden_file
from tests.integration.s3_cleanup.run_apart import run_apart, story
from tests.integration.tiers import quick_ones

NAMES = [name for name, each in scenarios().items() if each.system.name == "media-pipeline" and not each.generated]
QUICK = (
    "media-pipeline", "media-batch", "media-bad-requests", "media-expired-url", "media-poison-image",
    "media-unknown-job", "media-wrong-content-type",
)  # fmt: skip
THOUSAND = "media-thousand"
MISSPELT = "media-dlq-redrive"
"""Its fault is a bucket that no policy names: enforced, the answer is that it may not be written to."""
MIB_OF_ALL = 1.2 * 1024
SOAK_RUNS = 10


@pytest.mark.parametrize("name", quick_ones([name for name in NAMES if name != THOUSAND], QUICK))
def test_a_media_scenario_passes_with_its_golden_timeline(name: str, clients: Clients, tmp_path: Path) -> None:
    scenario = scenario_named(name)
    Emulator(clients).iam("observe" if name == MISSPELT else "enforce")
    outcome = run_apart(clients.endpoint, scenario, RunOptions(account_id=clients.account_id), tmp_path)
    assert outcome.run.verdict is Verdict.PASSED, story(outcome)
    assert outcome.leaked == ()
    assert outcome.run.timeline.canonical() == golden_file(f"{name}.jsonl")
    assert load(outcome.run.folder).timeline.canonical() == outcome.run.timeline.canonical()
    for artefact in scenario.artefacts:
        assert (outcome.run.folder / artefact).stat().st_size > 0


def test_the_run_keeps_the_picture_before_and_after(clients: Clients, tmp_path: Path) -> None:
    scenario = scenario_named("media-pipeline")
    outcome = run_apart(clients.endpoint, scenario, RunOptions(account_id=clients.account_id), tmp_path)
    before, after = (outcome.run.folder / name for name in ("before.jpg", "after.jpg"))
    for path in (before, after):
        with Image.open(path) as picture:
            assert picture.format == "JPEG"
    assert compare(before.read_bytes(), after.read_bytes()).marked


def test_a_number_of_a_scenario_can_be_chosen(clients: Clients, tmp_path: Path) -> None:
    options = RunOptions(account_id=clients.account_id, parameters={"images": 3})
    outcome = run_apart(clients.endpoint, scenario_named("media-batch"), options, tmp_path)
    assert outcome.run.verdict is Verdict.PASSED, story(outcome)
    ends = outcome.run.timeline.last("ends")
    assert ends is not None
    assert ends.facts["uploads"] == 3


def test_the_wall_clock_has_the_same_history(endpoint: Endpoint, tmp_path: Path) -> None:
    options = RunOptions(clock="real", account_id="710000000001")
    outcome = run_apart(endpoint, scenario_named("media-pipeline"), options, tmp_path)
    assert outcome.run.verdict is Verdict.PASSED, story(outcome)
    assert outcome.run.timeline.canonical() == golden_file("media-pipeline.jsonl")


@pytest.mark.slow
def test_a_thousand_images_are_none_lost_none_twice_and_keep_within_their_memory(
    tmp_path: Path,
) -> None:
    """On an emulator of its own: what other tests have left in a shared one would count as well."""
    engine = EmbeddedEngine(Home(tmp_path / "home"), free_port())
    try:
        with most_memory(engine.folder) as most_mib:
            outcome = run_apart(engine.start(), scenario_named(THOUSAND), RunOptions(), tmp_path)
    finally:
        engine.stop()
    assert outcome.run.verdict is Verdict.PASSED, story(outcome)
    assert outcome.leaked == ()
    assert outcome.run.timeline.canonical() == golden_file(f"{THOUSAND}.jsonl")
    assert 0 < most_mib[0] < MIB_OF_ALL


@pytest.mark.slow
@pytest.mark.proof
@pytest.mark.parametrize("name", ["media-batch", "media-worker-crash", "media-duplicate-delivery"])
def test_ten_runs_in_a_row_are_one_timeline(name: str, clients: Clients, tmp_path: Path) -> None:
    options = RunOptions(account_id=clients.account_id)
    outcomes = [run_apart(clients.endpoint, scenario_named(name), options, tmp_path) for _ in range(SOAK_RUNS)]
    failed = [outcome for outcome in outcomes if outcome.run.verdict is not Verdict.PASSED]
    assert failed == [], story(failed[0])
    assert {outcome.run.timeline.canonical() for outcome in outcomes} == {golden_file(f"{name}.jsonl")}
