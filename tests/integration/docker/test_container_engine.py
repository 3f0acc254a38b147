"""The engine that testcontainers runs keeps the engine contract, without Ryuk, and leaves nothing."""

import json
import subprocess
import sys

import pytest

from bootstrap.clients import Clients
from harness.engines.container import MACHINE, OWNER, ContainerEngine
from harness.engines.docker_cli import ask, containers
from harness.engines.engine import EngineError
from harness.engines.free_port import free_port
from harness.engines.image import Image

pytestmark = pytest.mark.docker


def test_start_and_stop_are_idempotent_and_leave_nothing(image: Image) -> None:
    volumes = set(ask("volume", "ls", "-q"))
    engine = ContainerEngine(free_port(), image)
    endpoint = engine.start()
    try:
        assert engine.start() == endpoint
        assert engine.status().up
        assert "Ready." in engine.log_tail(200)
        Clients(endpoint).s3.create_bucket(Bucket="in-a-container")
        assert [bucket["Name"] for bucket in Clients(endpoint).s3.list_buckets()["Buckets"]] == ["in-a-container"]
        assert len([each for each in containers() if each.port == engine.port]) == 1
        assert not [name for name in ask("ps", "-a", "--format", "{{.Image}}") if "ryuk" in name]
    finally:
        engine.stop()
    assert not [each for each in containers() if each.port == engine.port]
    assert set(ask("volume", "ls", "-q")) <= volumes
    assert engine.status().line == "container: down"
    engine.stop()


def test_what_a_dead_owner_left_is_removed_by_the_next_start(image: Image) -> None:
    dead = subprocess.run(
        [sys.executable, "-c", "import os; print(os.getpid())"], capture_output=True, text=True, check=True
    )
    process = json.dumps({"pid": int(dead.stdout), "created": 1.0, "port": 1})
    create = ("create", "--entrypoint", "sleep", "--label")
    (orphan,) = ask(*create, f"{OWNER}={MACHINE} {process}", image.reference, "600")
    (foreign,) = ask(*create, f"{OWNER}=another-machine {process}", image.reference, "600")
    engine = ContainerEngine(free_port(), image)
    try:
        engine.start()
        left = ask("ps", "-a", "-q", "--no-trunc", "--filter", f"label={OWNER}")
        assert orphan not in left
        assert foreign in left
    finally:
        engine.stop()
        ask("rm", "-f", "-v", foreign)


def test_an_image_that_is_not_there_is_named(docker: None) -> None:
    engine = ContainerEngine(free_port(), Image("emulation-harness/never-built"))
    with pytest.raises(EngineError, match="there is no image emulation-harness/never-built"):
        engine.start()
    engine.stop()
