"""One seed of a campaign: a run in an account that nobody else has, and what came of it."""

import json
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import Any

from bootstrap.clients import Clients
from bootstrap.endpoint import Endpoint
from harness.campaign.results import Result
from harness.campaign.seeds import seeded
from harness.probes.emulator import Emulator
from harness.run.faults import FAULT
from harness.run.registry import scenario_named
from harness.run.runner import Outcome, Runner, RunOptions
from harness.run.store import SavedRun
from harness.run.verdict import Verdict

PLOT = "plot.png"


@dataclass(frozen=True)
class Work:
    """What every run of a campaign has in common. `only` and `workload` are for a case that is being shrunk."""

    scenario: str
    faults: Mapping[str, Any]
    parameters: Mapping[str, int]
    workload: Sequence[Any] | None = None

    def as_json(self) -> dict[str, Any]:
        """As a campaign's file keeps it."""
        return {"scenario": self.scenario, "faults": dict(self.faults), "parameters": dict(self.parameters)}

    @classmethod
    def from_json(cls, said: Mapping[str, Any]) -> "Work":
        """As `as_json` wrote it."""
        return cls(str(said["scenario"]), dict(said["faults"]), dict(said["parameters"]))


def run_seed(
    endpoint: Endpoint, cache: Path, work: Work, seed: int, folder: Path, draw: Callable[[SavedRun, Path], object]
) -> Result:
    """Run the seed; the run stays in `folder`, with what `draw` draws of it, only when it didn't pass."""
    outcome = outcome_of(endpoint, cache, work, seed, folder)
    result = result_of(outcome, seed)
    if outcome.run.verdict is Verdict.PASSED:
        shutil.rmtree(folder, ignore_errors=True)
        return replace(result, folder="")
    draw(outcome.run, folder / PLOT)
    return result


def outcome_of(endpoint: Endpoint, cache: Path, work: Work, seed: int, folder: Path) -> Outcome:
    """The run itself, on the stepped clock."""
    folder.mkdir(parents=True, exist_ok=True)
    scenario = scenario_named(work.scenario)
    account_id = str(Emulator(Clients(endpoint)).call("POST", "accounts")["account"])
    options = RunOptions(account_id=account_id, parameters=work.parameters, faults=work.faults, workload=work.workload)
    return Runner(endpoint, cache).run(scenario, seeded(options, scenario, seed), folder)


def result_of(outcome: Outcome, seed: int) -> Result:
    """What the campaign keeps of a run."""
    run = outcome.run
    wrong = [f"{each.check}: {each.why}" for each in run.findings if each.verdict is not Verdict.PASSED]
    canonical = sha256(run.timeline.canonical().encode()).hexdigest()[:16]
    faults = tuple(json.loads(json.dumps(dict(entry.facts))) for entry in run.timeline.named(FAULT))
    return Result(
        seed, str(run.verdict), "\n".join(wrong), run.about.wall_s.get("total", 0.0), canonical, faults, str(run.folder)
    )
