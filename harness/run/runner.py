"""One scenario, from an empty account to an empty account."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any, Literal

from bootstrap.apply import apply
from bootstrap.audit import Inventory
from bootstrap.clients import Clients
from bootstrap.endpoint import Endpoint
from bootstrap.model.scope import DEFAULT_ACCOUNT
from bootstrap.model.stack import Stack
from bootstrap.observed import Observed, observed, reserved_in, thresholds_of
from bootstrap.resources.cloudformation_stack import CloudFormationStack
from bootstrap.stacks import RUNTIME, StackOptions
from bootstrap.survey import plan
from bootstrap.teardown import teardown
from harness.permissions.findings import least_privilege
from harness.permissions.report import report
from harness.permissions.reserves import Reserves, read_reserves
from harness.permissions.seen import read
from harness.probes.emulator import Emulator, EmulatorError, clients_of
from harness.probes.function_logs import FunctionLogs
from harness.probes.iam import read_iam
from harness.probes.usage import UsageMeter
from harness.run.clock import Clock, EmulatorClock, RealClock, Stopwatch, stepped
from harness.run.context import RunContext
from harness.run.faults import injected, turns_of
from harness.run.lease import exclusive
from harness.run.record import Listener, RunRecord, cause
from harness.run.store import About, SavedRun, save, save_iam, save_moves, save_usage
from harness.run.system import Scenario
from harness.run.verdict import judge
from harness.run.versions import versions
from harness.wiring import saved
from harness.wiring.account import wiring_of

ClockKind = Literal["stepped", "real"]
WATCHED_S = 3600.0
"""How long a run that is watched may take."""


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
    faults: Mapping[str, Any] | None = None
    """A profile of faults that the account is under during the steps; see docs/faults.md."""
    workload: Sequence[Any] | None = None
    """What a scenario with a generated workload does instead of generating it."""
    declaration: Callable[[StackOptions], Stack] | None = None
    """Another stack than the system's own, such as one of a template that has resources of the same names."""
    watched: bool = False
    """Keep what led to what as well, so that the run can be replayed."""


@dataclass
class Outcome:
    """A finished run: saved, judged, and what was left behind."""

    run: SavedRun
    leaked: tuple[str, ...] = ()
    error: BaseException | None = None


class Runner:
    """Runs scenarios on one emulator and saves each run into its folder."""

    def __init__(
        self,
        endpoint: Endpoint,
        cache: Path,
        listener: Listener | None = None,
        held: Callable[[EmulatorClock], EmulatorClock] = lambda clock: clock,
    ) -> None:
        """`held` puts something between a run and the emulator's clock, such as a person who lets windows come."""
        self.endpoint = endpoint
        self.cache = cache
        self.listener = listener or Listener()
        self.held = held

    def run(self, scenario: Scenario, options: RunOptions, folder: Path) -> Outcome:
        """Run `scenario` once; the outcome is saved into `folder` whatever happens. AccountInUse if another run is on.

        account leased -> leftovers of an interrupted run torn down -> inventory before -> stack applied -> clock taken
        -> steps, each an action or a wait, every observation appended to the timeline -> clock given back -> logs
        captured -> teardown -> inventory after -> account given back -> checks judge the timeline -> verdict saved.
        Logs and teardown happen however the steps end.
        """
        watch = Stopwatch()
        record = RunRecord()
        record.timeline.listen(self.listener.on_entry)
        stack = stack_of(scenario, options)
        with (
            closing(clients_of(self.endpoint, options.account_id, stack.scope.region)) as clients,
            exclusive(Emulator(clients), f"a run of {scenario.name}") as lease,
        ):
            try:
                self._steps_on_a_fresh_stack(scenario, stack, clients, options, folder, record)
            except (Exception, KeyboardInterrupt) as error:
                record.error = error
                record.note(f"ended by {cause(error)}")
        record.error = record.error or lease.loss()
        record.wall_s["total"] = watch.elapsed_s
        return self._judged(scenario, stack, options, folder, record)

    def _steps_on_a_fresh_stack(
        self, scenario: Scenario, stack: Stack, clients: Clients, options: RunOptions, folder: Path, record: RunRecord
    ) -> None:
        emulator = Emulator(clients)
        record.mark = emulator.mark()
        with record.phase("leftovers", self.listener):
            before = self._clear_leftovers(stack, clients, record)
            emulator.call("DELETE", "iam")
            interpreter = emulator.interpreter(RUNTIME)
            planned = plan(stack, clients, interpreter, before.existing)
            (folder / "plan.txt").write_text(planned.text() + "\n")
        try:
            if options.watched:
                record.watched_from = emulator.feed(for_s=WATCHED_S)["last"]
            with record.phase("apply", self.listener):
                told = self.listener.on_resource
                outputs = apply(stack, clients, interpreter, self.cache, told, told, planned)
            seen = observed(stack, clients)
            record.meter = UsageMeter(clients, seen.functions, seen.names)
            if options.keep:
                record.note(f"the stack will be left standing: {', '.join(f'{k} {v}' for k, v in outputs.items())}")
            with (
                self._clock(scenario, seen, options, emulator) as clock,
                injected(emulator, options.faults, record.timeline),
            ):
                context = RunContext(
                    clients,
                    clock,
                    record.timeline,
                    outputs,
                    scenario.period_s or options.period_s,
                    options.delivery_s,
                    partial(scenario.system.chain, stack, clients),
                    record.artefacts,
                    self.listener.on_look,
                    scenario.chosen(options.parameters),
                    workload=options.workload,
                    own_functions=scenario.own_functions,
                    names=seen.names,
                )
                with record.phase("steps", self.listener):
                    try:
                        scenario.steps(context)
                    finally:
                        record.wall_s["waiting for windows"] = clock.waited_s
        finally:
            try:
                with record.phase("logs", self.listener):
                    self._capture(stack, Reserves(reserved_in(stack), scenario.unused), clients, folder, record)
            finally:
                if not options.keep:
                    with record.phase("teardown", self.listener):
                        record.leaked = self._tear_down(stack, clients, before)

    @contextmanager
    def _clock(self, scenario: Scenario, seen: Observed, options: RunOptions, emulator: Emulator) -> Iterator[Clock]:
        if options.clock == "real":
            yield RealClock(emulator)
            return
        names = sorted(seen.names)
        turn = turns_of(emulator, options.faults)
        with stepped(self.held(emulator), lambda _: emulator.busy(scenario.own_functions, names), turn) as clock:
            yield clock

    def _clear_leftovers(self, stack: Stack, clients: Clients, record: RunRecord) -> Inventory:
        """What there is when nothing of the stack is any more: the last listing that proved it."""
        emulator, seen = Emulator(clients), observed(stack, clients)
        left = teardown(stack, clients, self.listener.on_resource, regions=emulator.regions())
        emulator.forget(seen.namespaces, seen.alarms)
        if left.deleted:
            record.note(f"{len(left.deleted)} resources of an earlier run were torn down first")
        return Inventory(left.shown.whole())

    def _tear_down(self, stack: Stack, clients: Clients, before: Inventory) -> tuple[str, ...]:
        """What is left, in whichever region: of the stack with the reason, and all else that wasn't there before."""
        emulator, seen = Emulator(clients), observed(stack, clients)
        report = teardown(stack, clients, self.listener.on_resource, regions=emulator.regions())
        emulator.forget(seen.namespaces, seen.alarms)
        left, more = report.left, Inventory(report.shown.whole()).minus(before)
        return tuple(sorted(f"{address} ({reason})" for address, reason in left.items())) + tuple(
            address for address in more if address not in left
        )

    def _capture(self, stack: Stack, reserves: Reserves, clients: Clients, folder: Path, record: RunRecord) -> None:
        """Logs, divergences and usage, before the teardown takes them; a dead emulator hides no other error."""
        logs = folder / "logs"
        logs.mkdir(exist_ok=True)
        try:
            seen = observed(stack, clients)
            written = {function: FunctionLogs(clients, function).lines() for function in seen.functions}
            for function, lines in written.items():
                (logs / f"{function}.log").write_text("".join(f"{text}\n" for _, text in lines))
            record.divergences = tuple(Emulator(clients).divergences(record.mark))
            self._capture_iam(clients, seen.names, reserves, folder, record)
            if record.watched_from is not None:
                told = Emulator(clients).feed(record.watched_from)
                save_moves(folder, {"wiring": saved.as_json(wiring_of(clients)), **told})
            if record.meter:
                save_usage(folder, record.meter.read(seen.namespaces, written))
        except EmulatorError as error:
            record.note(f"logs could not be captured: {error}")

    @staticmethod
    def _capture_iam(
        clients: Clients, names: frozenset[str], reserves: Reserves, folder: Path, record: RunRecord
    ) -> None:
        """What the stack's roles were granted and asked, and may leave unused; nothing when nobody looked."""
        found = read_iam(clients, names) | {"reserves": reserves.as_json()}
        if found["mode"] != "off":
            record.iam = found
            save_iam(folder, found)

    def _judged(
        self, scenario: Scenario, stack: Stack, options: RunOptions, folder: Path, record: RunRecord
    ) -> Outcome:
        findings = judge(scenario.checks, record.timeline)
        findings += record.ended_early()
        if record.iam is not None and record.iam["roles"]:
            reports = report(read(record.iam), read_reserves(record.iam["reserves"]))
            findings += least_privilege(reports, scenario.denied, comes_to_all(scenario, stack, options, record))
        if not options.keep:
            findings.append(record.clean())
        about = About(
            scenario=scenario.name,
            stack=scenario.system.name,
            clock=options.clock,
            period_s=scenario.period_s or options.period_s,
            account_id=options.account_id,
            thresholds=thresholds_of(stack),
            started=folder.name.split("-")[0],
            versions=versions(),
            wall_s={name: round(seconds, 3) for name, seconds in record.wall_s.items()},
        )
        run = SavedRun(folder, about, record.timeline, tuple(findings), tuple(record.divergences))
        save(folder, run)
        for name, content in record.artefacts.items():
            (folder / name).write_bytes(content)
        return Outcome(run, record.leaked or (), record.error)


def comes_to_all(scenario: Scenario, stack: Stack, options: RunOptions, record: RunRecord) -> bool:
    """Whether the run came to all that the stack's roles are for.

    One that ended early, whose work was generated, or whose functions were made to fail, may not have. What a template
    grants beyond that is its author's business: `harness iam` tells it.
    """
    cut_short = record.error is not None or scenario.generated or options.faults is not None
    return not cut_short and not stack.of_type(CloudFormationStack)


def stack_of(scenario: Scenario, options: RunOptions) -> Stack:
    """The scenario's stack with the resources of its own."""
    declare = options.declaration or scenario.declaration or scenario.system.stack
    made = declare(
        StackOptions(
            account_id=options.account_id,
            period_s=options.period_s,
            **{**options.stack_options, **scenario.stack_options},
        )
    )
    return replace(made, declared=(*made.declared, *scenario.own_resources(made)))
