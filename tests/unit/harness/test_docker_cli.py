"""A long command of Docker's: what it says is passed on, and nothing of it outlives who follows it."""

import os
import re
import sys
import threading
from pathlib import Path

import psutil
import pytest

from harness.engines.docker_cli import NoDocker, ask, follow
from harness.engines.engine import EngineError
from harness.run.clock import POLL_S, Deadline

WAITS = "import os, signal; print(os.getpid(), flush=True); signal.pause()"
STARTS_ANOTHER = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {WAITS!r}])"
STUBBORN = f"import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); {WAITS}"


def waiting_timers() -> list[threading.Thread]:
    """Timers that still run, although those that were called off had the time to end."""
    timers = [thread for thread in threading.enumerate() if isinstance(thread, threading.Timer)]
    for timer in timers:
        timer.join(5.0)
    return [timer for timer in timers if timer.is_alive()]


def has_ended(pid: int) -> bool:
    """Whether a process ends soon; one that ended and that nobody has asked for yet has."""
    try:
        process, deadline = psutil.Process(pid), Deadline.after(5.0)
        while process.status() != psutil.STATUS_ZOMBIE and not deadline.passed:
            deadline.nap(POLL_S)
        return process.status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


def following(program: str, folder: Path, said: list[str], deadline_s: float = 60.0) -> None:
    follow((sys.executable, "-c", program), os.environ, folder, said.append, deadline_s)


def test_what_it_says_is_passed_on_line_by_line(tmp_path: Path) -> None:
    said: list[str] = []
    following("print('one'); print('two')", tmp_path, said)
    assert said == ["one", "two"]


def test_a_failure_shows_the_last_lines(tmp_path: Path) -> None:
    with pytest.raises(EngineError, match=r"failed:\n  no such base$"):
        following("print('no such base'); raise SystemExit(3)", tmp_path, [])


def test_past_its_deadline_it_is_ended(tmp_path: Path) -> None:
    said: list[str] = []
    with pytest.raises(EngineError, match=r"did not end within 0\.5 s and was ended"):
        following(WAITS, tmp_path, said, 0.5)
    assert has_ended(int(said[0]))


@pytest.mark.parametrize("program", [WAITS, STUBBORN, STARTS_ANOTHER], ids=["willing", "stubborn", "grandchild"])
def test_an_interruption_ends_it_and_nothing_waits_for_the_deadline(program: str, tmp_path: Path) -> None:
    said: list[str] = []

    def interrupt(line: str) -> None:
        said.append(line)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        follow((sys.executable, "-c", program), os.environ, tmp_path, interrupt, 60.0, end_s=0.5)
    assert has_ended(int(said[0]))
    assert waiting_timers() == []


@pytest.mark.parametrize(
    "said",
    [
        "Cannot connect to the Docker daemon at unix:///nonexistent. Is the docker daemon running?",
        'Failed to initialize: unix socket path "/a/very/long/one" is too long',
    ],
)
def test_an_engine_that_is_nowhere_is_none(said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    docker = tmp_path / "docker"
    docker.write_text(f"#!/bin/sh\necho '{said}' >&2\nexit 1\n")
    docker.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    with pytest.raises(NoDocker, match=re.escape(said[:40])):
        ask("ps")
