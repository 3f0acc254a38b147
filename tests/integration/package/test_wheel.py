"""The wheel in an environment of its own, outside the checkout: a scenario and the example project pass with it."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from harness.engines.free_port import free_port

ROOT = Path(__file__).resolve().parents[3]
DEADLINE_S = 1200
PASSED_ON = ("PATH", "LANG", "PIP_INDEX_URL", "PIP_CONFIG_FILE", "UV_INDEX_URL", "UV_DEFAULT_INDEX", "SSL_CERT_FILE")

pytestmark = pytest.mark.slow


class Installed:
    """An environment with the wheel in it, and a home of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.bin = folder, folder / "environment" / "bin"
        self.work = folder / "work"
        self.work.mkdir()

    def run(self, *command: str, cwd: Path | None = None) -> str:
        """What a command prints, run in an empty folder without a variable of ours; it must succeed."""
        environment = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
        environment |= {"HOME": str(Path.home()), "HARNESS_HOME": str(self.folder / "home"), "PYTHONSAFEPATH": "1"}
        place = cwd or self.work
        answer = subprocess.run(
            command, cwd=place, env=environment, capture_output=True, text=True, timeout=DEADLINE_S, check=False
        )
        assert answer.returncode == 0, f"{command}: {answer.stdout[-3000:]}\n{answer.stderr[-3000:]}"
        return answer.stdout


@pytest.fixture
def installed(tmp_path: Path) -> Iterator[Installed]:
    """The wheel of this checkout, installed by pip with what its metadata asks for."""
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)],
        cwd=ROOT, check=True, capture_output=True, timeout=DEADLINE_S,
    )  # fmt: skip
    (wheel,) = tmp_path.glob("*.whl")
    made = Installed(tmp_path)
    made.run(sys.executable, "-m", "venv", str(made.bin.parent))
    made.run(str(made.bin / "python"), "-m", "pip", "install", "-q", f"{wheel}[testing]")
    made.run(str(made.bin / "harness"), "install-runtimes")
    try:
        yield made
    finally:
        made.run(str(made.bin / "harness"), "down")


def test_a_wheel_alone_is_a_harness(installed: Installed) -> None:
    """One test, for an installation takes minutes: nothing of the checkout is used, a scenario and the example pass."""
    harness, python = str(installed.bin / "harness"), str(installed.bin / "python")
    assert installed.run(harness, "--version") == "harness 0.1.0\n"
    assert json.loads(installed.run(harness, "--json-schema"))
    where = "import bootstrap, harness, emulator; print(bootstrap.__file__, harness.__file__, emulator.__file__)"
    assert str(ROOT) not in installed.run(python, "-c", where)

    said = installed.run(harness, "--port", str(free_port()), "scenario", "s3-cleanup")
    assert "passed  s3-cleanup" in said
    assert list(installed.work.glob("runs/*-s3-cleanup/plot.png"))

    installed.run(harness, "init", "demo")
    said = installed.run(python, "-m", "pytest", "-q", "-p", "no:cacheprovider", cwd=installed.work / "demo")
    assert "2 passed" in said, "a new project passes as it is"

    example = installed.folder / "orders"
    shutil.copytree(ROOT / "examples" / "orders", example, ignore=shutil.ignore_patterns("__pycache__"))
    said = installed.run(python, "-m", "pytest", "-q", "-p", "no:cacheprovider", cwd=example)
    assert " passed" in said
