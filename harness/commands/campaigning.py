"""Campaigns on the command line: progress while they go on, a report, and small cases of failures."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from rich.console import Console

from harness.campaign.case import Case, Fault, as_test, shrunk
from harness.campaign.one_run import Work, outcome_of, result_of, run_seed
from harness.campaign.report import page
from harness.campaign.results import Result, Results
from harness.campaign.seeds import seeded
from harness.campaign.workers import Run, Workers, work_off
from harness.commands import FAILED, PASSED, UNKNOWN, USAGE, CommandError
from harness.commands.drawing import draw
from harness.commands.faults import profile_named
from harness.commands.terminal import results as printed
from harness.commands.terminal import terminal
from harness.engines.emulators import automatic
from harness.home import Home
from harness.run.clock import Stopwatch
from harness.run.registry import UnknownScenario, scenario_named
from harness.run.runner import RunOptions
from harness.run.system import Scenario, UnknownParameter
from harness.run.verdict import Verdict

FILE, REPORT, FAILURES, EMULATORS = "campaign.sqlite", "report.html", "failures", "emulators"


@dataclass(frozen=True)
class CampaignOptions:
    """Where, which seeds, by how many workers (0: what fits the machine), for how long, or on which cluster."""

    store: Path
    seeds: range
    workers: int
    budget_s: float
    scheduler: str = ""


@dataclass
class Progress:
    """What is told while a campaign of so many runs, or of so many seconds, goes on."""

    console: Console
    left: int
    budget_s: float
    watch: Stopwatch = field(default_factory=Stopwatch)
    counts: Counter[str] = field(default_factory=Counter)

    def __call__(self, result: Result) -> None:
        """A run is over."""
        self.counts[result.verdict] += 1
        done, elapsed_s = self.counts.total(), self.watch.elapsed_s
        rate = done / elapsed_s * 60
        counts = ", ".join(f"{count} {verdict}" for verdict, count in sorted(self.counts.items()))
        eta_s = min((self.left - done) / done * elapsed_s, max(0.0, self.budget_s - elapsed_s))
        self.console.print(f"  {done}/{self.left}: {counts}; {rate:.1f} a minute, {eta_s:.0f} s to go")
        if result.verdict != Verdict.PASSED:
            self.console.print(f"  [red]seed {result.seed}[/]: {result.why.splitlines()[0] if result.why else ''}")


def run_campaign(name: str, faults: str, parameters: Mapping[str, int], options: CampaignOptions) -> int:
    """Run the seeds that have no result yet, write the report, and print the smallest seed that doesn't pass."""
    scenario = _scenario(name, parameters)
    work = Work(name, profile_named(faults), dict(parameters))
    results = Results(options.store / FILE)
    results.begin(work.as_json())
    seeds, console = results.missing(options.seeds), terminal()
    console.print(f"{len(seeds)} of {len(options.seeds)} seeds to run; results in {results.path}")
    failures = options.store / FAILURES
    if seeds:
        told = Progress(console, len(seeds), options.budget_s)
        try:
            if options.scheduler:
                _on_a_cluster(options, seeds, work, results, failures, told)
            else:
                count = min(options.workers or automatic(), len(seeds))
                workers = Workers(options.store.resolve() / EMULATORS, count)
                work_off(seeds, _runs_in(work, failures), results, workers, options.budget_s, told)
        except KeyboardInterrupt:
            console.print("interrupted: the same command goes on where it stopped")
    return _told(scenario, work, results, options)


def shrink_seed(store: Path, seed: int, output: Path | None) -> int:
    """Find the smallest case of a failing seed and write it as a test; FAILED when the seed doesn't fail any more."""
    results = Results(store / FILE)
    work = Work.from_json(results.asked())
    found = next((one for one in results.all() if one.seed == seed), None)
    if found is None or found.verdict != Verdict.FAILED:
        raise CommandError(f"seed {seed} did not fail in {results.path}; the report lists those that did", USAGE)
    scenario, console = scenario_named(work.scenario), terminal()
    case = Case(work, seed, tuple(_keys(found)), _work_of(scenario, work, seed))
    checks = {line.partition(":")[0] for line in found.why.splitlines()}
    with Workers(store.resolve() / EMULATORS, 1).at_work() as (worker,):

        def tries(smaller: Case) -> Sequence[Fault] | None:
            found = worker.run(lambda endpoint, _: _judged(smaller, endpoint, store, checks), seed)
            operations = sum(map(len, smaller.workload or ()))
            said = "fails" if found.why else "passes"
            console.print(f"  {len(smaller.faults)} faults, {operations} operations: {said}")
            return _keys(found) if found.why else None

        if tries(case) is None:
            console.print(f"seed {seed} passes now with the faults that it had")
            return FAILED
        case = shrunk(case, tries)
    path = output or store / f"test_seed_{seed}.py"
    path.write_text(as_test(case, found.why))
    operations = sum(map(len, case.workload or ()))
    printed().print(f"{len(case.faults)} faults and {operations} operations are enough: {path}")
    return PASSED


def _judged(case: Case, endpoint: object, store: Path, checks: Set[str]) -> Result:
    """The case run; `why` is empty unless it fails as the seed did: another failure is another story."""
    outcome = outcome_of(endpoint, Home.default().cache, case.as_work(), case.seed, store / "shrinking")  # type: ignore[arg-type]
    found = result_of(outcome, case.seed)
    failed = [each.check for each in outcome.run.findings if each.verdict is Verdict.FAILED]
    return replace(found, why=", ".join(check for check in failed if check in checks))


def _on_a_cluster(
    options: CampaignOptions, seeds: Sequence[int], work: Work, results: Results, failures: Path, told: Progress
) -> None:
    if options.workers:
        raise CommandError("--workers is about this machine; a cluster's workers are those that it has", USAGE)
    try:
        from harness.campaign.cluster import Cluster, work_off_on
    except ModuleNotFoundError as error:
        raise CommandError(
            f"a cluster needs {error.name}: `pip install {error.name}`, "
            "or `make campaign SCHEDULER=…`, which installs it",
            USAGE,
        ) from error
    cluster = Cluster(options.scheduler, lambda text: told.console.print(f"  {text}"))
    work_off_on(cluster, seeds, partial(_runs_in, work), results, failures, options.budget_s, told)


def _runs_in(work: Work, failures: Path) -> Run:
    """Runs a seed; what didn't pass is kept below `failures`."""
    return partial(_run, work, failures)


def _run(work: Work, failures: Path, endpoint: object, seed: int) -> Result:
    return run_seed(endpoint, Home.default().cache, work, seed, failures / f"seed-{seed}", draw)  # type: ignore[arg-type]


def _scenario(name: str, parameters: Mapping[str, int]) -> Scenario:
    try:
        scenario = scenario_named(name)
        scenario.chosen(parameters)
    except (UnknownScenario, UnknownParameter) as error:
        raise CommandError(str(error), USAGE) from error
    return scenario


def _told(scenario: Scenario, work: Work, results: Results, options: CampaignOptions) -> int:
    everything = [one for one in results.all() if one.seed in options.seeds]
    command = command_of(work)
    report = options.store / REPORT
    report.write_text(page(work.as_json(), everything, command))
    counts = Counter(one.verdict for one in everything)
    said = ", ".join(f"{count} {verdict}" for verdict, count in sorted(counts.items())) or "nothing was run"
    printed().print(f"{scenario.name}: {said} of {len(options.seeds)} seeds; {report}")
    wrong = [one for one in everything if one.verdict != Verdict.PASSED]
    if wrong:
        printed().print(f"smallest seed: {command.replace('{seed}', str(wrong[0].seed))}")
    if counts[Verdict.FAILED]:
        return FAILED
    return PASSED if everything and not wrong else UNKNOWN


def command_of(work: Work) -> str:
    """What runs one seed again; `{seed}` stands for it."""
    own = {name: value for name, value in work.faults.items() if name != "seed"}
    faults = own["name"] if set(own) == {"name"} else json.dumps(own)
    settings = " ".join(f"--set {name}={value}" for name, value in work.parameters.items())
    arguments = f" ARGS='{settings}'" if settings else ""
    return f"make scenario SCENARIO={work.scenario} FAULTS='{faults}' SEED={{seed}}{arguments}"


def _keys(result: Result) -> list[dict[str, object]]:
    return [{name: fault[name] for name in ("kind", "place", "what", "n")} for fault in result.faults]


def _work_of(scenario: Scenario, work: Work, seed: int) -> tuple[Sequence[object], ...] | None:
    """What the seed generates, for a scenario that tells; None for others."""
    if scenario.workload is None:
        return None
    chosen = seeded(RunOptions(parameters=work.parameters), scenario, seed).parameters
    return tuple(scenario.workload(scenario.chosen(chosen)))
