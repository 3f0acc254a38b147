"""A teardown that is killed, or loses its emulator, on its way is run again: nothing is left."""

import os
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from random import Random

import pytest

from bootstrap.clients import Clients
from harness.home import PROJECT
from harness.run.clock import Stopwatch
from tests.integration.teardown.between import LOST, Asked, Refusal, between
from tests.integration.teardown.standing import SYSTEMS, Standing, declared, harness, litter, stand

RANDOM = Random(20260301)
DEADLINE_S = 60
FEWEST_DELETIONS = 25
"""Either system takes more requests to remove."""


def kill_at(deletion: int, done: bool, standing: Standing, folder: Path) -> None:
    """Run `harness teardown` in a process, and kill it at its so-manieth deletion.

    That one is `done`, or lost; the process has no answer either way.
    """
    with between(standing.clients) as made:
        arguments = ["teardown", standing.stack.name, "--account", standing.clients.account_id]
        command = [sys.executable, "-m", "harness", "--endpoint", made.clients.endpoint.url, *arguments]
        process = subprocess.Popen(
            command, cwd=folder, env={**os.environ, "PYTHONPATH": str(PROJECT)}, stdout=subprocess.DEVNULL
        )

        def kill(asked: Asked) -> Refusal | None:
            if not asked.deletes or len(made.deletions) + 1 < deletion:
                return None
            with suppress(ProcessLookupError):
                process.send_signal(signal.SIGKILL)
            return None if done else LOST

        made.rule = kill
        try:
            assert process.wait(DEADLINE_S) == -signal.SIGKILL
        finally:
            process.kill()
            process.wait(DEADLINE_S)
        assert len(made.deletions) >= deletion


def is_finished_by_the_next(deletion: int, done: bool, standing: Standing, folder: Path) -> None:
    litter(standing)
    kill_at(deletion, done, standing, folder)
    assert standing.audit().ours, "it was killed on its way"
    assert standing.tear_down() == 0
    seen = standing.audit()
    assert (seen.ours, seen.whole) == ([], True)


def test_a_killed_teardown_is_finished_by_the_next(clients: Clients, tmp_path: Path) -> None:
    standing = stand(declared("s3-cleanup", clients), clients)
    is_finished_by_the_next(RANDOM.randint(2, FEWEST_DELETIONS), True, standing, tmp_path)


@pytest.mark.slow
@pytest.mark.proof
@pytest.mark.parametrize("name", SYSTEMS)
@pytest.mark.parametrize("done", [True, False], ids=["done", "lost"])
@pytest.mark.parametrize("deletion", [1, *sorted(RANDOM.sample(range(2, FEWEST_DELETIONS), 2))])
def test_a_teardown_killed_anywhere_is_finished_by_the_next(
    name: str, done: bool, deletion: int, clients: Clients, tmp_path: Path
) -> None:
    is_finished_by_the_next(deletion, done, stand(declared(name, clients), clients), tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize("deletion", [1, 5])
def test_an_emulator_that_is_gone_on_the_way_is_said_at_once(
    deletion: int, clients: Clients, capsys: pytest.CaptureFixture[str]
) -> None:
    """What can't be listed isn't called gone; and nobody waits for each resource in turn."""
    standing = stand(declared("billing", clients), clients)
    with between(clients) as made:
        made.rule = lambda asked: LOST if len(made.deletions) >= deletion else None
        watch = Stopwatch()
        code = harness(made.clients, "teardown", "billing", "--account", clients.account_id)
        assert watch.elapsed_s < DEADLINE_S
    said = capsys.readouterr()
    assert (code, "Traceback" in said.out + said.err) == (3, False)
    assert "can't be listed in us-east-1" in said.out
    assert "leak" in said.out
    assert standing.tear_down() == 0
    assert standing.audit().ours == []
