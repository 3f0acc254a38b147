"""`up`, `wait`, `logs`, `restart` and `down` as they are typed, on an emulator of a home of their own."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from bootstrap.audit import inventory
from bootstrap.clients import Clients
from bootstrap.endpoint import Endpoint
from harness.engines.free_port import free_port
from harness.home import PROJECT, Home


@pytest.fixture
def port() -> str:
    return str(free_port())


def harness(home: Path, port: str, *arguments: str) -> str:
    command = [sys.executable, "-m", "harness", "--port", port, *arguments]
    answer = subprocess.run(
        command, cwd=PROJECT, env={**os.environ, "HARNESS_HOME": str(home)},
        capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    assert answer.returncode == 0, answer.stderr
    return answer.stdout


def test_an_emulator_that_is_started_anew_is_empty(tmp_path: Path, port: str) -> None:
    home, clients = tmp_path / "home", Clients(Endpoint(f"http://127.0.0.1:{port}"))
    try:
        harness(home, port, "up")
        assert f"up http://127.0.0.1:{port}" in harness(home, port, "wait", "--timeout", "5")
        clients.sqs.create_queue(QueueName="gone-with-the-restart")
        assert len(harness(home, port, "logs", "--tail", "3").splitlines()) == 3
        assert len(inventory(clients)) == 1
        first = (Home(home).engine / "process.json").read_text()
        said = harness(home, port, "restart")
        assert said.index("nothing is left running") < said.index("up embedded engine")
        assert (Home(home).engine / "process.json").read_text() != first
        assert len(inventory(clients)) == 0
        assert harness(home, port, "--quiet", "restart") == ""
    finally:
        harness(home, port, "down")


def test_quiet_prints_nothing_when_all_is_well(tmp_path: Path, port: str) -> None:
    assert harness(tmp_path / "home", port, "--quiet", "down") == ""
