"""`EMULATORS=2`: both start, runs are spread over them, and both are taken down with nothing left."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from harness.engines.free_port import free_port
from harness.engines.own_processes import processes_of
from harness.home import PROJECT


def harness(home: Path, *arguments: str, code: int = 0) -> str:
    answer = subprocess.run(
        [sys.executable, "-m", "harness", *arguments], cwd=PROJECT, env={**os.environ, "HARNESS_HOME": str(home)},
        capture_output=True, text=True, check=False, timeout=180,
    )  # fmt: skip
    assert answer.returncode == code, answer.stderr + answer.stdout
    return answer.stdout + answer.stderr


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


def test_runs_are_spread_over_two_and_both_are_taken_down(home: Path, tmp_path: Path) -> None:
    try:
        program = ("--port", str(free_port()), "--emulators", "2")
        runs = ("--runs", "2", "--store", str(tmp_path / "runs"), "--json")
        done = json.loads(harness(home, *program, "scenario", "missing-data", *runs))
        assert [each["verdict"] for each in done["runs"]] == ["passed", "passed"]
        assert done["canonical_timelines"] == 1
        status = json.loads(harness(home, "status", "--json"))
        (further,) = status["further"]
        assert status["endpoint"] != further
        assert f"up at {further}" in harness(home, "status")
        logs = [(Path(each["folder"]) / "logs" / "localstack.log").read_text() for each in done["runs"]]
        assert logs[0] != logs[1]
        assert harness(home, "emergency").count("clean") == 2
        assert harness(home, "down").count("nothing is left running") == 2
        assert processes_of(home) == []
        assert json.loads(harness(home, "status", "--json"))["further"] == []
    finally:
        harness(home, "down")


def test_several_and_an_endpoint_contradict_each_other(home: Path) -> None:
    said = harness(home, "--emulators", "2", "--endpoint", "http://127.0.0.1:4566", "scenario", code=2)
    assert "2 emulators and an endpoint contradict each other" in said
    assert not home.exists()
