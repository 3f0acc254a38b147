"""A system in one folder outside the tree is planned, run, judged, drawn and torn down like our own."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from bootstrap.clients import Clients

DOORBELL = Path(__file__).parents[3] / "examples" / "doorbell"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The system's one folder, and nothing else of ours beside it."""
    return shutil.copytree(DOORBELL, tmp_path / "doorbell")


def harness(clients: Clients, folder: Path, *command: str) -> subprocess.CompletedProcess[str]:
    """One command on the tests' emulator, typed beside the folder."""
    typed = [sys.executable, "-m", "harness", "--engine", "attached", "--endpoint", clients.endpoint.url, *command]
    environment = {**os.environ, "HARNESS_SYSTEMS": str(folder)}
    done = subprocess.run(typed, cwd=folder.parent, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done


def test_it_is_planned_run_judged_drawn_and_torn_down(clients: Clients, folder: Path) -> None:
    account = ("--account", clients.account_id)
    assert "7 to create" in harness(clients, folder, "plan", "doorbell", *account).stdout
    told = harness(clients, folder, "scenario", "doorbell", *account).stdout
    assert "window 2: rings 3 → alarm ALARM" in told
    (run,) = (folder.parent / "runs").iterdir()
    verdict = json.loads((run / "verdict.json").read_text())
    assert verdict["verdict"] == "passed"
    assert {"three rings raised the alarm once", "nothing is left"} <= {each["check"] for each in verdict["findings"]}
    assert json.loads((run / "run.json").read_text())["thresholds"] == [3]
    assert (run / "plot.png").read_bytes().startswith(b"\x89PNG")
    assert "7 to create" in harness(clients, folder, "plan", "doorbell", *account).stdout


@pytest.mark.slow
def test_it_can_be_left_standing_priced_and_taken_down(clients: Clients, folder: Path) -> None:
    account = ("--account", clients.account_id)
    assert "queue_url" in harness(clients, folder, "apply", "doorbell", *account).stdout
    assert "7 as declared" in harness(clients, folder, "plan", "doorbell", *account).stdout
    assert "doorbell for a month" in harness(clients, folder, "cost", "doorbell").stdout
    assert "clean" in harness(clients, folder, "teardown", "doorbell", *account).stdout
