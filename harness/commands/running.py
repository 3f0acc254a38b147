"""Running scenarios and showing them as they happen."""

from collections.abc import Callable
from pathlib import Path

from rich.console import Console

from harness.commands import FAILED, INTERRUPTED, LEAK, PASSED, UNKNOWN, USAGE, CommandError
from harness.commands.accounts import checked
from harness.commands.drawing import draw
from harness.commands.live import LiveView
from harness.engines.engine import Engine
from harness.home import Home
from harness.run.clock import utc_now
from harness.run.lease import AccountInUse
from harness.run.record import ENDED_EARLY
from harness.run.registry import UnknownScenario, scenario_named
from harness.run.runner import Outcome, Runner, RunOptions
from harness.run.store import Store
from harness.run.system import Scenario, UnknownParameter
from harness.run.verdict import Verdict

EXIT_CODES = {Verdict.PASSED: PASSED, Verdict.FAILED: FAILED, Verdict.UNKNOWN: UNKNOWN}
COLOURS = {Verdict.PASSED: "green", Verdict.FAILED: "red", Verdict.UNKNOWN: "yellow"}


def run_scenario(choose: Callable[[], Engine], name: str, options: RunOptions, runs: int, store_root: Path) -> int:
    """Run a scenario so many times; the exit code is the worst run's. The engine is chosen when all else is right."""
    try:
        scenario = scenario_named(name)
        scenario.chosen(options.parameters)
    except (UnknownScenario, UnknownParameter) as error:
        raise CommandError(str(error), USAGE) from error
    checked(options.account_id)
    if options.clock == "real" and scenario.period_s:
        why = f"its windows have {scenario.period_s} s, and it waits for several; run it on the stepped clock"
        raise CommandError(f"{name} can't run on the wall's clock: {why}", USAGE)
    if runs < 1:
        raise CommandError(f"{runs} runs: give at least 1", USAGE)
    engine = choose()
    console = Console(highlight=False)
    with console.status(f"starting the {engine.name} engine"):
        endpoint = engine.start()
    console.print(f"{engine.name} engine at {endpoint.url}", soft_wrap=True)
    store = Store(store_root)
    codes, canonical = [], set()
    for number in range(1, runs + 1):
        if runs > 1:
            console.rule(f"run {number} of {runs}")
        outcome = _run_once(scenario, options, Runner(endpoint, Home.default().cache), store, engine, console)
        codes.append(exit_code(outcome))
        canonical.add(outcome.run.timeline.canonical())
        if isinstance(outcome.error, KeyboardInterrupt):
            break
    if runs > 1:
        console.print(
            f"{codes.count(PASSED)} of {runs} runs passed; {len(canonical)} different canonical timelines",
            soft_wrap=True,
        )
    return max(codes)


def exit_code(outcome: Outcome) -> int:
    """Interrupted, leaked, or by verdict."""
    if isinstance(outcome.error, KeyboardInterrupt):
        return INTERRUPTED
    if outcome.run.verdict is Verdict.PASSED or not outcome.leaked:
        return EXIT_CODES[outcome.run.verdict]
    return LEAK


def _run_once(
    scenario: Scenario, options: RunOptions, runner: Runner, store: Store, engine: Engine, console: Console
) -> Outcome:
    folder = store.new(scenario.name, utc_now())
    with LiveView(console, scenario.system.lines) as view:
        runner.listener = view.listener()
        try:
            outcome = runner.run(scenario, options, folder)
        except AccountInUse:
            folder.rmdir()
            raise
    (folder / "logs").mkdir(exist_ok=True)
    (folder / "logs" / "localstack.log").write_text(engine.log_tail(5000) + "\n")
    plot = draw(outcome.run, folder / "plot.png")
    report(outcome, plot, console)
    return outcome


def report(outcome: Outcome, plot: Path, console: Console) -> None:
    """Findings, divergences, times, verdict, and where it all is."""
    run = outcome.run
    unjudged = 0
    for finding in run.findings:
        if outcome.error and finding.verdict is Verdict.UNKNOWN and finding.check != ENDED_EARLY:
            unjudged += 1
            continue
        console.print(
            f"  [{COLOURS[finding.verdict]}]{finding.verdict:>7}[/]  {finding.check}: {finding.why}", soft_wrap=True
        )
    if unjudged:
        console.print(f"  [dim]{unjudged} checks can't be judged because the run ended early[/]")
    touched = ", ".join(sorted({divergence["id"] for divergence in run.divergences}))
    console.print(f"  [dim]differs from AWS in {touched}: `make fidelity` explains each[/]", soft_wrap=True)
    wall = run.about.wall_s
    times = ", ".join(f"{name} {seconds:.1f} s" for name, seconds in wall.items() if seconds >= 0.05)
    console.print(f"  [dim]{times}[/]", soft_wrap=True)
    console.print(
        f"[bold {COLOURS[run.verdict]}]{run.verdict}[/]  {run.about.scenario}  {run.folder / plot.name}",
        soft_wrap=True,
    )
