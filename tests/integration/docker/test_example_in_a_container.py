"""The example's tests in containers: as its authors would run them, each worker with a container of its own."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from harness.engines.container import OWNER
from harness.engines.docker_cli import ask
from harness.engines.image import Image
from harness.home import PROJECT

pytestmark = pytest.mark.docker


def owned() -> list[str]:
    """The containers of test sessions, running or not."""
    return ask("ps", "-a", "-q", "--filter", f"label={OWNER}")


def test_the_example_passes_in_containers_and_leaves_none(image: Image, tmp_path: Path) -> None:
    project = shutil.copytree(PROJECT / "examples" / "orders", tmp_path / "orders")
    before = owned()
    answer = subprocess.run(
        [sys.executable, "-m", "pytest", "-n", "2", "--emulator-engine", "container", "-p", "no:cacheprovider"],
        cwd=project,
        env={**os.environ, "HARNESS_IMAGE": image.name},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert answer.returncode == 0, answer.stdout + answer.stderr
    assert "6 passed" in answer.stdout
    assert owned() == before
    assert not (project / "runs").exists()
    assert not (project / ".harness" / "engine").exists()


def test_an_image_that_is_not_there_is_an_error_that_says_how_to_have_it(docker: None, tmp_path: Path) -> None:
    (tmp_path / "test_it.py").write_text("def test_it(emulator):\n    pass\n")
    answer = subprocess.run(
        [sys.executable, "-m", "pytest", "--emulator-engine", "container"],
        cwd=tmp_path,
        env={**os.environ, "HARNESS_IMAGE": "emulation-harness/never-built"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert answer.returncode == 1
    assert (
        "there is no image emulation-harness/never-built:4.14.0; `make up ENGINE=container` builds it" in answer.stdout
    )
