"""A scenario as a test: run in the test's account, judged, and kept when it doesn't pass."""

import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bootstrap.errors import HarnessError
from bootstrap.stacks.from_template import from_template
from harness.pytest_support.record import TestRecord
from harness.pytest_support.running import RunningEmulator
from harness.run.clock import utc_now
from harness.run.registry import scenario_named
from harness.run.runner import ClockKind, Outcome, Runner, RunOptions
from harness.run.system import Scenario
from harness.run.verdict import Finding, Verdict


class ScenarioNotPassed(HarnessError, AssertionError):
    """A run failed or can't be judged. The message has each finding that isn't passed, and the folder."""


@dataclass(frozen=True)
class ScenarioRun:
    """Runs scenarios for one test. Folders of runs that pass are removed unless they are to be kept."""

    emulator: RunningEmulator
    account_id: str
    record: TestRecord
    keep: bool
    faults: Mapping[str, Any] | None = None
    """The profile of faults that the test is marked with."""

    def __call__(
        self,
        scenario: str | Scenario,
        clock: ClockKind = "stepped",
        period_s: int = 60,
        template: str | Path | None = None,
        region: str = "",
        workload: Sequence[Any] | None = None,
        **parameters: int,
    ) -> Outcome:
        """Run it once; the outcome when it passed, else ScenarioNotPassed.

        With a `template` on the stack of that, in that `region`, whose resources must bear the names that the steps
        use. `parameters` are numbers that the scenario lets choose; `workload` is done by one whose work is generated.
        UnknownScenario when there is none of that name.
        """
        chosen = scenario if isinstance(scenario, Scenario) else scenario_named(scenario)
        folder = self.record.store.new(chosen.name, utc_now())
        self.record.folders.append(folder)
        runner = Runner(self.emulator.endpoint, self.emulator.cache)
        declaration = from_template(template, region=region) if template is not None else None
        options = RunOptions(
            clock, period_s, self.account_id, parameters=parameters, faults=self.faults, workload=workload,
            declaration=declaration,
        )  # fmt: skip
        outcome = runner.run(chosen, options, folder)
        if outcome.run.verdict is not Verdict.PASSED:
            raise ScenarioNotPassed(_told(chosen.name, outcome.run.verdict, outcome.run.findings)) from outcome.error
        if not self.keep:
            shutil.rmtree(folder)
            self.record.folders.remove(folder)
        return outcome


def _told(name: str, verdict: Verdict, findings: tuple[Finding, ...]) -> str:
    lines = [f"{each.verdict}: {each.check}: {each.why}" for each in findings if each.verdict is not Verdict.PASSED]
    return "\n".join([f"scenario {name}: {verdict}", *lines])
