"""One scenario, from an empty account to an empty account."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Literal

from bootstrap.apply import apply
from bootstrap.audit import Inventory, inventory
from bootstrap.clients import Clients
from bootstrap.endpoint import Endpoint
from bootstrap.model.scope import DEFAULT_ACCOUNT
from bootstrap.model.stack import Stack
from bootstrap.stacks import RUNTIME, StackOptions
from bootstrap.survey import plan
from bootstrap.teardown import teardown
from harness.probes.emulator import Emulator, EmulatorError
from harness.probes.function_logs import FunctionLogs
from harness.probes.usage import UsageMeter
from harness.run.clock import Clock, RealClock, Stopwatch, stepped
from harness.run.context import Stage
from harness.run.lease import exclusive
from harness.run.record import Life, Listener, cause
from harness.run.store import About, SavedRun, save, save_usage
from harness.run.system import Scenario
from harness.run.verdict import judge
from harness.run.versions import versions

NOT_ENFORCED = {"id": "iam-not-enforced", "detail": ""}
"""True of every run; the emulator can't tell that a policy was not asked for."""

ClockKind = Literal["stepped", "real"]


@dataclass(frozen=True)
class RunOptions:
    """How a scenario is run."""

    clock: ClockKind = "stepped"
    period_s: int = 60
    account_id: str = DEFAULT_ACCOUNT
    delivery_s: float = 30.0
    """Real seconds that queues and functions get for what they do without any window."""
    keep: bool = False
    """Leave the stack standing at the end: nothing is torn down, and leaks can't be judged."""
    parameters: Mapping[str, int] = field(default_factory=dict)
    """Numbers chosen for the scenario; see `harness.run.system.Scenario.chosen`."""
    stack_options: Mapping[str, int] = field(default_factory=dict)
    """Choices of `bootstrap.stacks.StackOptions`; those that the scenario makes itself come first."""


@dataclass
class Outcome:
    """A finished run: saved, judged, and what was left behind."""

    run: SavedRun
    leaked: tuple[str, ...] = ()
    error: BaseException | None = None


class Runner:
    """Runs scenarios on one emulator and saves each run into its folder."""

    def __init__(self, endpoint: Endpoint, cache: Path, listener: Listener | None = None) -> None:
        self.endpoint = endpoint
        self.cache = cache
        self.listener = listener or Listener()

    def run(self, scenario: Scenario, options: RunOptions, folder: Path) -> Outcome:
        """Run `scenario` once; the outcome is saved into `folder` whatever happens. AccountInUse if another run is on.

        account leased -> leftovers of an interrupted run torn down -> inventory before -> stack applied -> clock taken
        -> steps, each an action or a wait, every observation appended to the timeline -> clock given back -> logs
        captured -> teardown -> inventory after -> account given back -> checks judge the timeline -> verdict saved.
        Logs and teardown happen however the steps end.
        """
        watch = Stopwatch()
        life = Life()
        life.timeline.listen(self.listener.on_entry)
        stack = stack_of(scenario, options)
        clients = Clients(self.endpoint, stack.scope.region, options.account_id)
        with exclusive(Emulator(clients), f"a run of {scenario.name}") as lease:
            try:
                self._steps_on_a_fresh_stack(scenario, stack, clients, options, folder, life)
            except (Exception, KeyboardInterrupt) as error:
                life.error = error
                life.note(f"ended by {cause(error)}")
        life.error = life.error or lease.loss()
        life.wall_s["total"] = watch.elapsed_s
        return self._judged(scenario, options, folder, life)

    def _steps_on_a_fresh_stack(
        self, scenario: Scenario, stack: Stack, clients: Clients, options: RunOptions, folder: Path, life: Life
    ) -> None:
        emulator = Emulator(clients)
        with life.phase("leftovers", self.listener):
            self._clear_leftovers(stack, clients, life)
            emulator.forget(stack.metric_namespaces(), stack.alarms())
            before = inventory(clients, emulator.regions())
            interpreter = emulator.interpreter(RUNTIME)
            (folder / "plan.txt").write_text(plan(stack, clients, interpreter).text() + "\n")
        try:
            with life.phase("apply", self.listener):
                outputs = apply(stack, clients, interpreter, self.cache, self.listener.on_resource)
            life.meter = UsageMeter(clients, tuple(stack.functions()))
            if options.keep:
                life.note(f"the stack will be left standing: {', '.join(f'{k} {v}' for k, v in outputs.items())}")
            with self._clock(scenario, options, emulator) as clock:
                stage = Stage(
                    clients,
                    clock,
                    life.timeline,
                    outputs,
                    scenario.period_s or options.period_s,
                    options.delivery_s,
                    partial(scenario.system.chain, stack, clients),
                    life.artefacts,
                    self.listener.on_look,
                    scenario.chosen(options.parameters),
                )
                with life.phase("steps", self.listener):
                    try:
                        scenario.steps(stage)
                    finally:
                        life.wall_s["waiting for windows"] = clock.waited_s
        finally:
            try:
                with life.phase("logs", self.listener):
                    self._capture(stack, clients, folder, life)
            finally:
                if not options.keep:
                    with life.phase("teardown", self.listener):
                        life.leaked = self._tear_down(stack, clients, before)

    @contextmanager
    def _clock(self, scenario: Scenario, options: RunOptions, emulator: Emulator) -> Iterator[Clock]:
        if options.clock == "real":
            yield RealClock(emulator)
            return
        with stepped(emulator, lambda deadline: emulator.quiet(scenario.own_functions)) as clock:
            yield clock

    def _clear_leftovers(self, stack: Stack, clients: Clients, life: Life) -> None:
        left = teardown(stack, clients, self.listener.on_resource, regions=Emulator(clients).regions())
        if left.deleted:
            life.note(f"{len(left.deleted)} resources of an earlier run were torn down first")

    def _tear_down(self, stack: Stack, clients: Clients, before: Inventory) -> tuple[str, ...]:
        """What is left, in whichever region: of the stack with the reason, and all else that wasn't there before."""
        emulator = Emulator(clients)
        left = teardown(stack, clients, self.listener.on_resource, regions=emulator.regions()).left
        emulator.forget(stack.metric_namespaces(), stack.alarms())
        more = inventory(clients, emulator.regions()).minus(before)
        return tuple(sorted(f"{address} ({reason})" for address, reason in left.items())) + tuple(
            address for address in more if address not in left
        )

    def _capture(self, stack: Stack, clients: Clients, folder: Path, life: Life) -> None:
        """Logs, divergences and usage, before the teardown takes them; a dead emulator hides no other error."""
        logs = folder / "logs"
        logs.mkdir(exist_ok=True)
        try:
            written = {function: FunctionLogs(clients, function).lines() for function in stack.functions()}
            for function, lines in written.items():
                (logs / f"{function}.log").write_text("".join(f"{text}\n" for _, text in lines))
            life.divergences = tuple(Emulator(clients).divergences())
            if life.meter:
                save_usage(folder, life.meter.read(stack.metric_namespaces(), written))
        except EmulatorError as error:
            life.note(f"logs could not be captured: {error}")

    def _judged(self, scenario: Scenario, options: RunOptions, folder: Path, life: Life) -> Outcome:
        findings = judge(scenario.checks, life.timeline)
        findings += life.ended_early()
        if not options.keep:
            findings.append(life.clean())
        about = About(
            scenario=scenario.name,
            stack=scenario.system.name,
            clock=options.clock,
            period_s=scenario.period_s or options.period_s,
            account_id=options.account_id,
            threshold=scenario.thresholds[0],
            more_thresholds=list(scenario.thresholds[1:]),
            started=folder.name.split("-")[0],
            versions=versions(),
            wall_s={name: round(seconds, 3) for name, seconds in life.wall_s.items()},
        )
        run = SavedRun(folder, about, life.timeline, tuple(findings), (*life.divergences, NOT_ENFORCED))
        save(folder, run)
        for name, content in life.artefacts.items():
            (folder / name).write_bytes(content)
        return Outcome(run, life.leaked or (), life.error)


def stack_of(scenario: Scenario, options: RunOptions) -> Stack:
    """The scenario's stack with the resources of its own."""
    made = scenario.system.stack(
        StackOptions(
            account_id=options.account_id,
            period_s=options.period_s,
            **{**options.stack_options, **scenario.stack_options},
        )
    )
    return replace(made, declared=(*made.declared, *scenario.own_resources(made)))
