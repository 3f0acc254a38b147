"""The wheel in an environment of its own, outside the checkout: a scenario and the example project pass with it."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
DEADLINE_S = 900
PASSED_ON = ("PATH", "LANG", "PIP_INDEX_URL", "PIP_CONFIG_FILE", "UV_INDEX_URL", "UV_DEFAULT_INDEX", "SSL_CERT_FILE")

pytestmark = [pytest.mark.slow, pytest.mark.proof]


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


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installed]:
    """The wheel of this checkout, installed by pip with what its metadata asks for."""
    folder = tmp_path_factory.mktemp("package")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)],
        cwd=ROOT, check=True, capture_output=True, timeout=DEADLINE_S,
    )  # fmt: skip
    (wheel,) = folder.glob("*.whl")
    made = Installed(folder)
    made.run(sys.executable, "-m", "venv", str(made.bin.parent))
    made.run(str(made.bin / "python"), "-m", "pip", "install", "-q", f"{wheel}[testing]")
    made.run(str(made.bin / "harness"), "install-runtimes")
    try:
        yield made
    finally:
        made.run(str(made.bin / "harness"), "down")


def test_nothing_of_the_checkout_is_used(installed: Installed) -> None:
    assert installed.run(str(installed.bin / "harness"), "--version") == "harness 0.1.0\n"
    where = "import bootstrap, harness, emulator; print(bootstrap.__file__, harness.__file__, emulator.__file__)"
    assert str(ROOT) not in installed.run(str(installed.bin / "python"), "-c", where)


def test_a_scenario_passes(installed: Installed) -> None:
    said = installed.run(str(installed.bin / "harness"), "--port", "4711", "scenario", "s3-cleanup")
    assert "passed  s3-cleanup" in said
    assert list(installed.work.glob("runs/*-s3-cleanup/plot.png"))


def test_the_example_project_passes(installed: Installed, tmp_path: Path) -> None:
    example = tmp_path / "orders"
    shutil.copytree(ROOT / "examples" / "orders", example, ignore=shutil.ignore_patterns("__pycache__"))
    said = installed.run(str(installed.bin / "python"), "-m", "pytest", "-q", "-p", "no:cacheprovider", cwd=example)
    assert " passed" in said
