"""The Makefile's commands run as they were installed, whatever Python is told elsewhere on the machine."""

import json
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from harness.engines.localstack_settings import PLUGINS

PROJECT = Path(__file__).parents[2]
ELSEWHERE = dict.fromkeys(("PYTHONPATH", "PYTHONHOME", "PYTHONSTARTUP", "PYTHONOPTIMIZE"), "elsewhere")


def test_modules_of_the_host_stand_in_for_none_of_ours(tmp_path: Path) -> None:
    """A PYTHONPATH for other programs (ROS sets one for every shell) must not shadow what is locked."""
    probe = tmp_path / "probe.mk"
    probe.write_text("probe:\n\t@env\n")
    seen = subprocess.run(
        ["make", "--no-print-directory", "-f", "Makefile", "-f", str(probe), "probe"],
        cwd=PROJECT,
        env={**os.environ, **ELSEWHERE, "MARK": "seen"},
        capture_output=True,
        text=True,
        check=True,
    ).stdout.splitlines()
    assert "MARK=seen" in seen
    assert not [line for line in seen if line.startswith("PYTHON") and line.endswith("=elsewhere")]


@pytest.fixture
def bare_clone(tmp_path: Path) -> Path:
    """What a clone has before anything is installed, as far as make reads it."""
    (tmp_path / "requirements").mkdir()
    for name in ("Makefile", "requirements/install.py"):
        shutil.copy(PROJECT / name, tmp_path / name)
    for name in ("bootstrap", "harness"):
        shutil.copytree(PROJECT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path


class Healthy(BaseHTTPRequestHandler):
    """Answers as an emulator with all our plugins does."""

    def do_GET(self) -> None:
        body = json.dumps({"plugins": sorted(PLUGINS)}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Nothing is logged."""


@pytest.fixture
def healthy_port() -> Iterator[int]:
    """The port of an emulator that somebody else started."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Healthy) as server:
        thread = Thread(target=server.serve_forever, name="emulator", daemon=True)
        thread.start()
        yield server.server_port
        server.shutdown()
        thread.join()


@pytest.fixture
def nobodys_port() -> int:
    """A port at which nothing answers."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


def make(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {
        name: value
        for name, value in os.environ.items()
        if name not in ("PYTHON", "MAKEFLAGS", "MAKELEVEL", "HARNESS_HOME")
    }
    return subprocess.run(
        ["make", "--no-print-directory", *arguments],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


@pytest.mark.parametrize(
    ("target", "said"),
    [
        ("down", "down it was not running; nothing is left"),
        ("status", "down: nothing is installed here yet; `make up` installs and starts"),
        ("logs", "the log is empty: the emulator has not been started here"),
    ],
)
def test_what_only_looks_or_stops_installs_nothing(bare_clone: Path, target: str, said: str, nobodys_port: int) -> None:
    before = sorted(bare_clone.rglob("*"))
    answer = make(bare_clone, target, f"PORT={nobodys_port}")
    assert (answer.returncode, answer.stdout.strip(), answer.stderr) == (0, said, "")
    assert sorted(bare_clone.rglob("*")) == before


@pytest.mark.parametrize("target", ["down", "status"])
def test_an_emulator_that_was_started_by_hand_is_named_where_nothing_is_installed(
    bare_clone: Path, target: str, healthy_port: int
) -> None:
    before = sorted(bare_clone.rglob("*"))
    answer = make(bare_clone, target, f"PORT={healthy_port}")
    assert f"another emulator is up at http://127.0.0.1:{healthy_port}" in answer.stdout
    assert (answer.returncode, answer.stderr) == (0, "")
    assert sorted(bare_clone.rglob("*")) == before


@pytest.mark.parametrize("target", ["down", "status", "logs"])
def test_an_emulator_whose_environment_is_gone_is_not_said_to_be_down(bare_clone: Path, target: str) -> None:
    (bare_clone / ".harness" / "engine").mkdir(parents=True)
    answer = make(bare_clone, target)
    assert answer.returncode != 0
    assert "an emulator was started, and its environment is gone: run `make install`, then this again" in answer.stderr


def test_the_help_installs_nothing(bare_clone: Path) -> None:
    before = sorted(bare_clone.rglob("*"))
    answer = make(bare_clone)
    assert answer.returncode == 0
    assert "run SCENARIO, judge it and draw it" in answer.stdout
    assert sorted(bare_clone.rglob("*")) == before


def installer_of(folder: Path, *arguments: str) -> str:
    """The command by which `make install` would call the installer."""
    return make(folder, "-n", "install", *arguments).stdout.strip()


def test_an_environment_keeps_its_interpreter_until_another_is_named(bare_clone: Path) -> None:
    assert installer_of(bare_clone) == "python3 requirements/install.py"
    (bare_clone / ".venv" / "bin").mkdir(parents=True)
    (bare_clone / ".venv" / "bin" / "python").symlink_to(sys.executable)
    assert installer_of(bare_clone) == ".venv/bin/python requirements/install.py"
    assert installer_of(bare_clone, "PYTHON=python3.12") == "python3.12 requirements/install.py"


def test_an_environment_whose_interpreter_is_gone_is_made_anew(bare_clone: Path) -> None:
    (bare_clone / ".venv" / "bin").mkdir(parents=True)
    (bare_clone / ".venv" / "bin" / "python").symlink_to(bare_clone / "gone")
    assert installer_of(bare_clone) == "python3 requirements/install.py"
