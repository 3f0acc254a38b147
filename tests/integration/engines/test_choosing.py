"""Nobody who has no Docker waits for it: which engine is chosen, and why, whatever is wrong with Docker here."""

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from harness.engines.choose import pick
from harness.engines.compose import ComposeEngine
from harness.engines.embedded import EmbeddedEngine
from harness.engines.engine import EngineError
from harness.engines.free_port import free_port
from harness.engines.image import Image, sources
from harness.engines.memory import remember
from harness.home import PROJECT, Home
from harness.run.clock import Stopwatch

NEVER_BUILT = Image("emulation-harness/never-built")
SOON_S = 3.0
"""Choosing may cost so much at most."""
LONGEST = 240
"""So many characters at most has the line that says what was chosen."""

DEAD = "Cannot connect to the Docker daemon at unix:///nowhere.sock. Is the docker daemon running?"
LOST = 'error during connect: Get "http://nowhere:2375/v1.41/containers/json": dial tcp: lookup nowhere: no such host'

FORBIDDEN = (
    "permission denied while trying to connect to the Docker daemon socket at unix:///var/run/docker.sock: "
    'Get "http://%2Fvar%2Frun%2Fdocker.sock/v1.41/containers/json?all=1": dial unix /var/run/docker.sock: '
    "connect: permission denied"
)
STRANGER = "request returned 404 Not Found for API route and version http://nowhere:2375/v1.50/containers/json"


def docker_that(folder: Path, monkeypatch: pytest.MonkeyPatch, script: str) -> None:
    """Put a `docker` before every other that does what the shell script says."""
    command = folder / "bin" / "docker"
    command.parent.mkdir()
    command.write_text(f"#!/bin/sh\n{script}\n")
    command.chmod(0o755)
    monkeypatch.setenv("PATH", f"{command.parent}:{os.environ['PATH']}")


def chosen(home: Path) -> str:
    """The line of the choice, which is made soon and is the embedded engine."""
    watch = Stopwatch()
    choice = pick(EmbeddedEngine(Home(home)), ComposeEngine(Home(home), image=NEVER_BUILT))
    assert watch.elapsed_s < SOON_S
    assert choice.engine.name == "embedded"
    assert "\n" not in choice.why
    assert len(choice.why) < LONGEST
    return choice.why


@pytest.fixture
def once_in_docker(tmp_path: Path) -> Path:
    """A home whose emulator ran in a container last."""
    (tmp_path / "home").mkdir()
    remember(tmp_path / "home", "container")
    return tmp_path / "home"


@pytest.fixture
def silent_socket(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A socket that takes every connection and never answers."""
    path = tmp_path_factory.mktemp("s") / "s"
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(path))
        listening.listen()
        yield path


def test_docker_is_not_asked_before_it_was_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who has built the image, or has no rights to Docker, is neither moved nor told about it at each start."""
    docker_that(tmp_path, monkeypatch, f"touch {tmp_path}/asked")
    assert chosen(tmp_path / "home") == ""
    remember(tmp_path, "embedded")
    assert chosen(tmp_path) == ""
    assert not (tmp_path / "asked").exists()


def test_the_container_is_chosen_again_where_it_was_last(
    once_in_docker: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    docker_that(tmp_path, monkeypatch, f'test "$1" = ps || echo "harness.sources={sources()}"')
    home = Home(once_in_docker)
    choice = pick(EmbeddedEngine(home), ComposeEngine(home, image=NEVER_BUILT))
    assert choice.engine.name == "container"
    assert choice.why == "auto: the container engine, as last time; ENGINE=embedded does without Docker"


@pytest.mark.parametrize(
    ("script", "why"),
    [
        (f"echo '{DEAD}' >&2; exit 1", f"no Docker engine answers ({DEAD})"),
        (f"echo '{LOST}' >&2; exit 1", f"no Docker engine answers ({LOST[:40]}"),
        (f"echo '{STRANGER}' >&2; exit 1", f"no Docker engine answers ({STRANGER[:40]}"),
        (f"echo '{FORBIDDEN}' >&2; exit 1", "this user has no rights to the Docker engine"),
        ("exec sleep 60", "the Docker engine does not answer within 2 s"),
        ('test "$1" = ps || { echo No such image >&2; exit 1; }', f"there is no image {NEVER_BUILT.reference}"),
    ],
    ids=["dead", "lost", "no engine but something else", "no rights", "hanging", "without our image"],
)
def test_where_the_container_can_not_be_had_any_more_the_line_says_why(
    once_in_docker: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str, why: str
) -> None:
    docker_that(tmp_path, monkeypatch, script)
    assert chosen(once_in_docker).startswith(f"auto: the embedded engine, not the container as last time, for {why}")


def test_a_machine_without_docker_says_so(
    once_in_docker: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert chosen(once_in_docker).endswith("for the docker command is not installed")
    with pytest.raises(
        EngineError, match=r"not installed; install Docker Engine with Compose .* or use ENGINE=embedded"
    ):
        ComposeEngine(Home(tmp_path / "home"), free_port()).start()
    assert not (tmp_path / "home" / "container").exists()


def test_who_has_no_rights_is_told_how_to_get_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    docker_that(tmp_path, monkeypatch, f"echo '{FORBIDDEN}' >&2; exit 1")
    with pytest.raises(EngineError, match=r"no rights to the Docker engine; .*usermod -aG docker .* ENGINE=embedded"):
        ComposeEngine(Home(tmp_path / "home"), free_port()).start()


def test_an_engine_that_does_not_answer_is_said_when_compose_is_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    docker_that(tmp_path, monkeypatch, f"echo '{DEAD}' >&2; exit 1")
    with pytest.raises(EngineError, match=r"no Docker engine answers .* start it .* or use ENGINE=embedded"):
        ComposeEngine(Home(tmp_path / "home"), free_port()).start()
    assert not (tmp_path / "home" / "container").exists()


@pytest.mark.skipif(shutil.which("docker") is None, reason="the docker command is not installed")
def test_the_emulator_is_up_although_dockers_socket_never_answers(tmp_path: Path, silent_socket: Path) -> None:
    environment = {**os.environ, "DOCKER_HOST": f"unix://{silent_socket}", "HARNESS_HOME": str(tmp_path / "home")}

    def harness(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "harness", "--port", str(free_port()), *arguments]
        return subprocess.run(
            command, cwd=PROJECT, env=environment, capture_output=True, text=True, check=True, timeout=120
        )

    up = harness("up")
    try:
        assert up.stderr == ""
        assert "up embedded engine" in up.stdout
    finally:
        assert "nothing is left running" in harness("down").stdout
