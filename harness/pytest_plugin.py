"""The pytest plugin: an emulator, accounts of their own, stacks, clocks, waits and scenarios for any project's tests.

pytest finds it by its entry point. Nothing is imported, started or written before a test asks for a fixture, so that
sessions without an emulator don't notice it. `docs/testing.md` is its manual.
"""

import sys
from collections.abc import Generator, Iterator
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from bootstrap.clients import Clients
    from harness.pytest_support.record import TestRecord
    from harness.pytest_support.running import AppliedStack, RunningEmulator
    from harness.pytest_support.scenario import ScenarioRun
    from harness.pytest_support.waiting import Wait
    from harness.run.clock import Clock
    from harness.run.context import RunContext

MARKERS = (
    # By keyword: pytest takes a marker with a lone function for a decorated test.
    "emulator_stack(declaration=…, **options): the stack that the test works on, as a function of StackOptions or the "
    "name of one of the harness's own; options are those of StackOptions. Or template=…, parameters=…, region=…: a "
    "template of CloudFormation or SAM, or cdk.out. Or name=…, account_id=…, region=…: one that is deployed already",
    "emulator_region(name): the region of the test's clients",
    "emulator_iam(mode): what IAM's decisions do in the test's account: off, observe (the default) or enforce",
    "emulator_clock(kind): CloudWatch's clock in the test: stepped (the default) or real",
    "emulator_faults(name=…, seed=…): faults in the test's account while the clock is the test's, and in the scenarios "
    "that it runs: light, heavy, or the fields of a profile of its own",
)
DELIVERY_S = 30.0
"""Real seconds that queues and functions get where a wait says nothing."""

_record = pytest.StashKey["TestRecord"]()


def pytest_addoption(parser: pytest.Parser) -> None:
    """The options, see `harness.pytest_support.settings`."""
    from harness.pytest_support.settings import add_options

    add_options(parser)


def pytest_configure(config: pytest.Config) -> None:
    """The markers."""
    for marker in MARKERS:
        config.addinivalue_line("markers", marker)


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop each emulator that tests started and nobody uses any more; with xdist once all workers are done."""
    from harness.pytest_support.settings import settings_of

    if hasattr(config, "workerinput") or not (used := settings_of(config).used()):
        return
    from harness.engines.engine import EngineError
    from harness.pytest_support.shared_engine import shared_engine

    for settings in used:
        shared = shared_engine(settings)
        try:
            if settings.stay_up:
                shared.leave_up()
            else:
                shared.stop_if_last()
        except (EngineError, OSError) as error:
            print(f"emulator: {error}", file=sys.stderr)  # noqa: T201 - pytest's own reports are over


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """A failing test keeps what it saw, and its report says where; see `harness.pytest_support.record`."""
    report = yield
    record = item.stash.get(_record, None)
    if record is not None:
        from harness.pytest_support.record import tell

        tell(item, report, record, call.excinfo.value if call.excinfo else None)
    return report


@pytest.fixture(scope="session")
def emulator(request: pytest.FixtureRequest) -> "Iterator[RunningEmulator]":
    """The emulator, as `harness.pytest_support.engine.engine_in_use` has it."""
    from harness.engines.emulators import shared_out
    from harness.pytest_support.engine import engine_in_use
    from harness.pytest_support.running import RunningEmulator
    from harness.pytest_support.settings import settings_of, worker_number

    settings = settings_of(request.config)
    mine = shared_out(worker_number(request.config), range(settings.emulators))
    with engine_in_use(settings.of_emulator(mine)) as (endpoint, log_tail):
        yield RunningEmulator(endpoint, settings.as_home.cache, log_tail)


@pytest.fixture
def emulator_account(request: pytest.FixtureRequest, emulator: "RunningEmulator") -> str:
    """The id of an account that nobody else uses: what the test makes in it is seen nowhere else."""
    account_id = emulator.new_account()
    if mode := _argument(request, "emulator_iam"):
        from harness.engines.engine import IAM_MODES

        if mode not in IAM_MODES:
            raise pytest.UsageError(f"{request.node.nodeid}: emulator_iam({mode!r}); give {', '.join(IAM_MODES)}")
        emulator.set_iam(account_id, str(mode))
    return account_id


@pytest.fixture
def emulator_clients(request: pytest.FixtureRequest, emulator: "RunningEmulator", emulator_account: str) -> "Clients":
    """boto3 clients of the test's account: `.s3`, `.sqs`, `.sns`, `.lambda_`, `.dynamodb`, `.logs`, `.cloudwatch` …."""
    region = _argument(request, "emulator_region") or request.config.getini("emulator_region")
    clients = emulator.clients(emulator_account, str(region))
    record: TestRecord = request.getfixturevalue("emulator_record")
    record.clients = clients
    return clients


@pytest.fixture
def emulator_stack(
    request: pytest.FixtureRequest,
    emulator: "RunningEmulator",
    emulator_account: str,
    emulator_record: "TestRecord",
) -> "Iterator[AppliedStack]":
    """The stack of `@pytest.mark.emulator_stack(…)` in the test's account; taken down with proof.

    One that is only named, `name=…`, is somebody's: it is where they deployed it, and stays.
    """
    from harness.pytest_support.marked import stack_marked

    with stack_marked(request, emulator, emulator_account) as applied:
        emulator_record.stack = applied
        yield applied


@pytest.fixture
def emulator_clock(request: pytest.FixtureRequest, emulator_clients: "Clients") -> "Iterator[Clock]":
    """CloudWatch's clock in the test's account: stepped for the test and given back, unless it is marked real."""
    from harness.probes.emulator import Emulator
    from harness.pytest_support.marked import faults_marked
    from harness.run.clock import RealClock, stepped
    from harness.run.faults import injected, turns_of

    emulator, faults = Emulator(emulator_clients), faults_marked(request)
    record: TestRecord = request.getfixturevalue("emulator_record")
    kind = _argument(request, "emulator_clock") or "stepped"
    if kind not in ("stepped", "real"):
        raise pytest.UsageError(f"{request.node.nodeid}: emulator_clock({kind!r}); give stepped or real")
    if kind == "real":
        with injected(emulator, faults, record.timeline):
            yield RealClock(emulator)
        return
    with (
        stepped(emulator, lambda _: emulator.busy(), turns_of(emulator, faults)) as clock,
        injected(emulator, faults, record.timeline),
    ):
        yield clock


@pytest.fixture
def emulator_context(
    request: pytest.FixtureRequest,
    emulator_clients: "Clients",
    emulator_record: "TestRecord",
) -> "RunContext":
    """Where the test acts, waits and observes, on its stack if it is marked with one; everything is recorded."""
    from functools import partial

    from harness.diagnosis.of_wiring import chain_of_account
    from harness.run.context import RunContext

    marked = request.node.get_closest_marker("emulator_stack")
    stack: AppliedStack | None = request.getfixturevalue("emulator_stack") if marked else None
    return RunContext(
        stack.clients if stack else emulator_clients,
        request.getfixturevalue("emulator_clock"),
        emulator_record.timeline,
        stack.outputs if stack else {},
        marked.kwargs.get("period_s", 60) if marked else 60,
        DELIVERY_S,
        stack.chain if stack else partial(chain_of_account, emulator_clients),
    )


@pytest.fixture
def emulator_wait(emulator_context: "RunContext") -> "Wait":
    """`emulator_wait(condition)`, `emulator_wait(lambda: …, "what for", seconds=10)`, `emulator_wait(…, windows=3)`."""
    from harness.pytest_support.waiting import Wait

    return Wait(emulator_context)


@pytest.fixture
def emulator_scenario(
    request: pytest.FixtureRequest,
    emulator: "RunningEmulator",
    emulator_account: str,
    emulator_record: "TestRecord",
) -> "ScenarioRun":
    """`emulator_scenario(name)` runs a scenario in the test's account and fails the test unless it passes."""
    from harness.pytest_support.marked import faults_marked
    from harness.pytest_support.scenario import ScenarioRun
    from harness.pytest_support.settings import settings_of

    keep = settings_of(request.config).keep_runs
    return ScenarioRun(emulator, emulator_account, emulator_record, keep, faults_marked(request))


@pytest.fixture
def emulator_record(request: pytest.FixtureRequest, emulator: "RunningEmulator") -> "TestRecord":
    """What the test saw, kept if it fails. `.timeline` is the recorded history."""
    from harness.pytest_support.record import TestRecord
    from harness.pytest_support.settings import settings_of
    from harness.run.store import Store

    settings = settings_of(request.config)
    record = TestRecord(request.node.name, Store(settings.runs), emulator.log_tail, settings.keep_runs)
    request.node.stash[_record] = record
    return record


def _argument(request: pytest.FixtureRequest, marker: str) -> Any:
    """The one argument of the test's marker, or None."""
    found = request.node.get_closest_marker(marker)
    return found.args[0] if found and found.args else None
