"""A run leaves nothing open: neither in the process that drove it nor in the emulator."""

import gc
from pathlib import Path

import psutil

from bootstrap.clients import Clients
from harness.engines.embedded import EmbeddedEngine
from harness.run.context import RunContext
from harness.run.runner import RunOptions
from tests.integration.emulator_files import kept_open
from tests.integration.s3_cleanup.run_apart import run_apart, story, with_steps


def nothing(context: RunContext) -> None:
    """The stack comes and goes: that opens connections and files enough."""


def test_a_run_leaves_nothing_open(clients: Clients, engine: EmbeddedEngine, tmp_path: Path) -> None:
    harness = psutil.Process()
    counts = []
    for number in range(3):
        options = RunOptions(account_id=clients.account_id)
        outcome = run_apart(clients.endpoint, with_steps(nothing), options, tmp_path / str(number))
        assert outcome.error is None, story(outcome)
        gc.collect()  # what earlier tests left to the collector is no run's
        counts.append((harness.num_fds(), len(kept_open(engine, clients.account_id))))

    assert counts[1] == counts[2]
