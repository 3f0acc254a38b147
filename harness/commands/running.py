"""Running scenarios and showing them as they happen."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from rich.console import Console

from bootstrap.endpoint import Endpoint
from harness.commands import FAILED, INTERRUPTED, LEAK, PASSED, UNKNOWN, USAGE, CommandError
from harness.commands.accounts import checked
from harness.commands.drawing import draw
from harness.commands.lifecycle import started
from harness.commands.live import PHASES, LiveView
from harness.commands.terminal import print_json, results, terminal
from harness.engines.emulators import Emulators
from harness.engines.engine import Engine
from harness.engines.spreading import spread
from harness.home import Home
from harness.plots.run_plot import import_meanwhile
from harness.run.clock import utc_now
from harness.run.lease import AccountInUse
from harness.run.record import ENDED_EARLY, Listener
from harness.run.registry import UnknownScenario, scenario_named
from harness.run.runner import Outcome, Runner, RunOptions
from harness.run.store import Store
from harness.run.system import Scenario, UnknownParameter
from harness.run.verdict import Verdict

EXIT_CODES = {Verdict.PASSED: PASSED, Verdict.FAILED: FAILED, Verdict.UNKNOWN: UNKNOWN}
PLOT = "plot.png"
Place = tuple[Engine, Endpoint]
"""An emulator that is up, and where it answers."""
COLOURS = {Verdict.PASSED: "green", Verdict.FAILED: "red", Verdict.UNKNOWN: "yellow"}


@dataclass(frozen=True)
class Series:
    """How many runs in a row, where they are saved, and whether one JSON document is printed of them."""

    runs: int = 1
    store: Path = Path("runs")
    as_json: bool = False


def run_scenario(choose: Callable[[], Emulators], name: str, options: RunOptions, series: Series) -> int:
    """Run a scenario so many times; the exit code is the worst run's. Engines are chosen when all else is right.

    With several emulators runs are side by side, one on each at a time.
    """
    try:
        scenario = scenario_named(name)
        scenario.chosen(options.parameters)
    except (UnknownScenario, UnknownParameter) as error:
        raise CommandError(str(error), USAGE) from error
    checked(options.account_id)
    _refuse(name, scenario, options, series)
    emulators = choose().at_most(series.runs)
    console = terminal()
    places = tuple(zip(emulators.engines, started(emulators), strict=True))
    for engine, endpoint in places:
        console.print(f"{engine.name} engine at {endpoint.url}")
    outcomes = list[Outcome]()
    runs = _one_after_another if len(places) == 1 else _side_by_side
    for outcome in runs(scenario, options, series, places):
        outcomes.append(outcome)
        if not series.as_json:
            report(outcome, console)
        if isinstance(outcome.error, KeyboardInterrupt):
            break
    if series.as_json:
        print_json(document(outcomes))
    elif series.runs > 1:
        results().print(summary(outcomes, series.runs))
    return max(exit_code(outcome) for outcome in outcomes)


def _one_after_another(
    scenario: Scenario, options: RunOptions, series: Series, places: Sequence[Place]
) -> Iterator[Outcome]:
    """Each is shown as it happens."""
    (place,) = places
    for number in range(1, series.runs + 1):
        if series.runs > 1:
            terminal().rule(f"run {number} of {series.runs}")
        with LiveView(terminal(), scenario.system.lines) as view:
            outcome = _run_once(scenario, options, Store(series.store), place, view.listener())
        yield outcome


def _side_by_side(
    scenario: Scenario, options: RunOptions, series: Series, places: Sequence[Place]
) -> Iterator[Outcome]:
    """Each is shown when it is over."""

    def run(place: Place, _: int) -> Outcome:
        return _run_once(scenario, options, Store(series.store), place, Listener())

    for number, (_, outcome) in enumerate(spread(range(series.runs), run, places), 1):
        terminal().rule(f"run {number} of {series.runs}")
        yield outcome


def document(outcomes: Sequence[Outcome]) -> dict[str, Any]:
    """Runs as `--json` prints them."""
    return {
        "runs": [
            {
                "scenario": each.run.about.scenario,
                "verdict": each.run.verdict,
                "exit_code": exit_code(each),
                "interrupted": isinstance(each.error, KeyboardInterrupt),
                "folder": str(each.run.folder),
                "findings": [asdict(finding) for finding in each.run.findings],
                "left": list(each.leaked),
                "wall_s": each.run.about.wall_s,
            }
            for each in outcomes
        ],
        "canonical_timelines": len({each.run.timeline.canonical() for each in outcomes}),
    }


def summary(outcomes: Sequence[Outcome], runs: int) -> str:
    """How many passed, and whether all of them told the same story."""
    passed = [exit_code(outcome) for outcome in outcomes].count(PASSED)
    different = len({outcome.run.timeline.canonical() for outcome in outcomes})
    same = "all canonical timelines are the same" if different == 1 else f"{different} different canonical timelines"
    return f"{passed} of {runs} runs passed; {same}"


def _refuse(name: str, scenario: Scenario, options: RunOptions, series: Series) -> None:
    """CommandError for what can't be meant."""
    if options.clock == "real" and scenario.period_s:
        why = f"its windows have {scenario.period_s} s, and it waits for several; run it on the stepped clock"
        raise CommandError(f"{name} can't run on the wall's clock: {why}", USAGE)
    if series.runs < 1:
        raise CommandError(f"{series.runs} runs: give at least 1", USAGE)


def exit_code(outcome: Outcome) -> int:
    """Interrupted, leaked, or by verdict."""
    if isinstance(outcome.error, KeyboardInterrupt):
        return INTERRUPTED
    if outcome.run.verdict is Verdict.PASSED or not outcome.leaked:
        return EXIT_CODES[outcome.run.verdict]
    return LEAK


def _run_once(scenario: Scenario, options: RunOptions, store: Store, place: Place, listener: Listener) -> Outcome:
    engine, endpoint = place
    folder = store.new(scenario.name, utc_now())
    try:
        outcome = Runner(endpoint, Home.default().cache, _preparing(listener)).run(scenario, options, folder)
    except AccountInUse:
        folder.rmdir()
        raise
    (folder / "logs").mkdir(exist_ok=True)
    (folder / "logs" / "localstack.log").write_text(engine.log_tail(5000) + "\n")
    draw(outcome.run, folder / PLOT)
    return outcome


def _preparing(listener: Listener) -> Listener:
    """The listener, which has drawing imported when the steps begin: they mostly wait."""

    def on_phase(name: str) -> None:
        if name == "steps":
            import_meanwhile()
        listener.on_phase(name)

    return replace(listener, on_phase=on_phase)


def report(outcome: Outcome, console: Console) -> None:
    """Findings, divergences and times; then, quiet or not, the verdict and where it all is."""
    run = outcome.run
    unjudged = 0
    for finding in run.findings:
        if outcome.error and finding.verdict is Verdict.UNKNOWN and finding.check != ENDED_EARLY:
            unjudged += 1
            continue
        console.print(f"  [{COLOURS[finding.verdict]}]{finding.verdict:>7}[/]  {finding.check}: {finding.why}")
    if unjudged:
        console.print(f"  [dim]{unjudged} checks can't be judged because the run ended early[/]")
    if touched := ", ".join(sorted({divergence["id"] for divergence in run.divergences})):
        console.print(f"  [dim]differs from AWS in {touched}: `make fidelity` explains each[/]")
    wall = run.about.wall_s
    times = ", ".join(f"{PHASES.get(name, name)} {seconds:.1f} s" for name, seconds in wall.items() if seconds >= 0.05)
    console.print(f"  [dim]{times}[/]")
    results().print(f"{_ending(outcome)}  {run.about.scenario}  {run.folder / PLOT}")


def _ending(outcome: Outcome) -> str:
    if isinstance(outcome.error, KeyboardInterrupt):
        return "[bold yellow]interrupted[/]"
    return f"[bold {COLOURS[outcome.run.verdict]}]{outcome.run.verdict}[/]"
