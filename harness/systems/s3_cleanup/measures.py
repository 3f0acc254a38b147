"""What `make bench` measures on the S3 cleanup system: stack, reference scenario, uploads, and several at once."""

from collections.abc import Iterator

from bootstrap.endpoint import Endpoint
from bootstrap.stacks import StackOptions
from bootstrap.stacks.s3_cleanup import s3_cleanup
from harness.bench.bench import Bench
from harness.bench.faults import with_over_without
from harness.bench.figures import Figure
from harness.bench.groups import Group
from harness.bench.measures import scenario, stack_of
from harness.bench.permissions import enforced_over_off
from harness.bench.side_by_side import side_by_side
from harness.engines.engine import EngineError
from harness.probes.emulator import Emulator
from harness.run.clock import utc_now
from harness.run.registry import scenario_named
from harness.run.runner import Runner, RunOptions
from harness.run.store import Store
from harness.run.verdict import Verdict
from harness.systems.s3_cleanup.load import uploads

ACCOUNT, UPLOADS_ACCOUNT = "111111111111", "555555555555"
BOOTSTRAP_S = 2.8
SCENARIO = "s3-cleanup"

IAM_ACCOUNT, ROUNDS = "777777777777", 16
FAULTS_ACCOUNT = "888888888888"


def _iam(bench: Bench) -> Iterator[Figure]:
    """The whole reference scenario, from an empty account to an empty account."""
    runner, store = Runner(bench.endpoint, bench.cache), Store(bench.store)

    def took_s() -> float:
        folder = store.new(SCENARIO, utc_now())
        return runner.run(scenario_named(SCENARIO), RunOptions(account_id=IAM_ACCOUNT), folder).run.about.wall_s[
            "total"
        ]

    took_s()  # an emulator's first run loads what later ones find
    yield from enforced_over_off(SCENARIO, Emulator(bench.clients(IAM_ACCOUNT)).iam, took_s, bench.used_s, ROUNDS)


def _faults(bench: Bench) -> Iterator[Figure]:
    """The whole reference scenario, none of whose deliveries is to meet a fault."""
    store = Store(bench.store)

    def run(endpoint: Endpoint) -> None:
        folder = store.new(SCENARIO, utc_now())
        options = RunOptions(account_id=FAULTS_ACCOUNT)
        verdict = Runner(endpoint, bench.cache).run(scenario_named(SCENARIO), options, folder).run.verdict
        if verdict is not Verdict.PASSED:
            raise EngineError(f"{SCENARIO} {verdict}; see {folder}")

    yield from with_over_without(SCENARIO, bench.alone(), run)


GROUPS: dict[str, Group] = {
    "bootstrap and teardown": lambda bench: stack_of(
        s3_cleanup(StackOptions(account_id=ACCOUNT)), bench.clients(ACCOUNT), bench.cache, BOOTSTRAP_S
    ),
    "scenario": lambda bench: scenario(SCENARIO, bench.engine, bench.cache, bench.store),
    "uploads": lambda bench: uploads(bench.clients(UPLOADS_ACCOUNT), bench.cache),
    "IAM: s3-cleanup": _iam,
    "faults: s3-cleanup": _faults,
    "side by side": lambda bench: side_by_side(SCENARIO, bench),
}
