"""Bad input, interruption and full disks each get one clear line and the right exit code, and leave nothing behind."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from bootstrap.audit import inventory
from bootstrap.clients import Clients
from bootstrap.endpoint import Endpoint
from harness.engines.embedded import EmbeddedEngine
from harness.engines.free_port import free_port
from harness.engines.own_processes import processes_of
from harness.home import PROJECT, Home
from harness.probes.emulator import Emulator
from harness.run.clock import POLL_S, Deadline

USAGE, FAILED, UNKNOWN, INTERRUPTED = 2, 1, 4, 130


def harness(*arguments: str, cwd: Path, **environment: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "harness", *arguments]
    settings = {**os.environ, "PYTHONPATH": str(PROJECT), **environment}
    return subprocess.run(command, cwd=cwd, env=settings, capture_output=True, text=True, timeout=120, check=False)


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (["scenario", "nope"], USAGE, "there is no scenario 'nope'; there are: "),
        (["plan", "nope"], USAGE, "there is no stack 'nope'; there are: "),
        (["scenario", "--account", "12"], USAGE, "account '12' is not twelve digits"),
        (["scenario", "--runs", "0"], USAGE, "'0' is not a number of runs: give a whole number from 1"),
        (["draw", "nowhere"], USAGE, "nowhere is not a saved run"),
        (["--engine", "attached", "status"], USAGE, "the attached engine needs an endpoint"),
        (["--endpoint", "https://s3.amazonaws.com", "up"], USAGE, "is AWS; the harness talks to local emulators only"),
        (["--endpoint", "http://8.8.8.8:4566", "up"], USAGE, "which is not this machine"),
        (["--endpoint", "http://127.0.0.1:1", "up"], FAILED, "nothing that looks like LocalStack answers"),
    ],
)
def test_bad_input_gets_one_line(arguments: list[str], code: int, says: str, tmp_path: Path) -> None:
    answer = harness(*arguments, cwd=tmp_path, HARNESS_HOME=str(tmp_path / "home"))
    assert says in answer.stderr
    assert "Traceback" not in answer.stderr
    assert len(answer.stderr.strip().splitlines()) == 1
    assert answer.returncode == code
    assert not (tmp_path / "home" / "engine").exists()


@pytest.mark.parametrize(
    "arguments", [["nonsense"], ["--engine", "nonsense", "up"], ["scenario", "--clock", "nonsense"]]
)
def test_wrong_usage_exits_with_2(arguments: list[str], tmp_path: Path) -> None:
    answer = harness(*arguments, cwd=tmp_path)
    assert answer.returncode == USAGE
    assert "invalid choice" in answer.stderr


def test_a_deadline_that_is_no_number_is_named(tmp_path: Path) -> None:
    home = {"HARNESS_HOME": str(tmp_path / "home"), "HARNESS_START_DEADLINE_S": "soon"}
    answer = harness("up", cwd=tmp_path, **home)
    assert answer.stderr == "harness: HARNESS_START_DEADLINE_S=soon: give seconds, for example 60\n"
    assert answer.returncode == USAGE


def test_what_is_left_in_docker_is_unknown_where_no_docker_answers(tmp_path: Path) -> None:
    home = {"HARNESS_HOME": str(tmp_path / "home"), "DOCKER_HOST": f"unix://{tmp_path}/no-socket"}
    answer = harness("--engine", "container", "down", cwd=tmp_path, **home)
    assert answer.stderr.startswith("harness: whether anything is left can't be told: ")
    assert "Traceback" not in answer.stderr
    assert answer.returncode == UNKNOWN


@pytest.mark.parametrize("port", ["0", "65536", "-1", "http"])
def test_a_port_that_does_not_exist_is_refused(port: str, tmp_path: Path) -> None:
    answer = harness(f"--port={port}", "up", cwd=tmp_path, HARNESS_HOME=str(tmp_path / "home"))
    assert answer.returncode == USAGE
    assert f"{port!r} is not a port: give a number from 1 to 65535" in answer.stderr
    assert not (tmp_path / "home").exists()


def test_down_and_status_without_an_emulator(tmp_path: Path) -> None:
    home = {"HARNESS_HOME": str(tmp_path / "home")}
    port = f"--port={free_port()}"
    assert harness(port, "status", cwd=tmp_path, **home).stdout.strip() == "embedded: down"
    answer = harness(port, "down", cwd=tmp_path, **home)
    assert (answer.returncode, answer.stderr) == (0, "")
    assert not (tmp_path / "home").exists()


def test_a_folder_in_the_way_of_runs_is_named(endpoint: Endpoint, tmp_path: Path) -> None:
    (tmp_path / "runs").write_text("in the way")
    answer = harness("--endpoint", endpoint.url, "scenario", cwd=tmp_path)
    assert answer.returncode == FAILED
    assert str(Path("runs")) in answer.stderr
    assert len(answer.stderr.strip().splitlines()) == 1


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can mount a small file system")
def test_a_full_disk_is_named_and_nothing_is_left(endpoint: Endpoint, clients: Clients, tmp_path: Path) -> None:
    small = tmp_path / "small"
    small.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=16k", "tmpfs", small], check=False).returncode:
        pytest.skip("this machine mounts no tmpfs")
    try:
        arguments = ["scenario", "--account", clients.account_id, "--store", str(small)]
        answer = harness("--endpoint", endpoint.url, *arguments, cwd=tmp_path)
    finally:
        subprocess.run(["umount", "-l", small], check=True)
    assert answer.returncode == FAILED
    assert "No space left on device" in answer.stderr
    assert "Traceback" not in answer.stderr
    assert len(inventory(clients)) == 0


def test_an_interrupted_start_leaves_nothing(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    engine = EmbeddedEngine(home)
    command = [sys.executable, "-m", "harness", "--engine", "embedded", "--port", str(free_port()), "up"]
    settings = {**os.environ, "PYTHONPATH": str(PROJECT), "HARNESS_HOME": str(home.root)}
    with subprocess.Popen(command, cwd=tmp_path, env=settings, stderr=subprocess.PIPE, text=True) as process:
        try:
            deadline = Deadline.after(60)
            while not engine.pid_file.exists():
                assert not deadline.passed
                deadline.nap(POLL_S / 10)
            process.send_signal(signal.SIGINT)
            _, said = process.communicate(timeout=60)
        finally:
            process.kill()
            left = processes_of(engine.folder)
            engine.stop()
    assert left == []
    assert process.returncode == INTERRUPTED
    assert "Traceback" not in said


def test_an_interrupted_scenario_is_saved_and_taken_down(endpoint: Endpoint, clients: Clients, tmp_path: Path) -> None:
    arguments = ["scenario", "--account", clients.account_id, "--store", str(tmp_path / "runs")]
    command = [sys.executable, "-m", "harness", "--endpoint", endpoint.url, *arguments]
    settings = {**os.environ, "PYTHONPATH": str(PROJECT), "PYTHONUNBUFFERED": "1"}
    log = tmp_path / "out"
    with log.open("w") as out:
        process = subprocess.Popen(command, cwd=tmp_path, env=settings, stdout=out, stderr=subprocess.STDOUT)
        try:
            deadline = Deadline.after(60)
            while "total 18" not in log.read_text():
                assert not deadline.passed, log.read_text()
                deadline.nap(POLL_S)
            process.send_signal(signal.SIGINT)
            assert process.wait(60) == INTERRUPTED, log.read_text()
        finally:
            process.kill()
            process.wait(10)
    assert "Traceback" not in log.read_text()
    assert log.read_text().splitlines()[-1].startswith("interrupted  s3-cleanup")
    assert len(inventory(clients)) == 0
    assert Emulator(clients).call("GET", "clock")["mode"] == "real"
    (run,) = (tmp_path / "runs").iterdir()
    verdict = json.loads((run / "verdict.json").read_text())
    assert verdict["verdict"] == "unknown"
