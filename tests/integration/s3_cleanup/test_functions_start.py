"""Each function of docs/s3-cleanup.md starts with the packages and variables that the guide gives to it."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.unit.lambdas.s3_cleanup.test_guide_of_functions import COLUMNS, FUNCTIONS, packages, variables


def start(folder: str, task: Path, environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """Import the handler as Lambda does, from a folder laid out like the function's package."""
    shutil.copytree(FUNCTIONS / folder, task, dirs_exist_ok=True, ignore=shutil.ignore_patterns("__pycache__"))
    for package in packages()[folder]:
        shutil.copytree(FUNCTIONS / "packages" / package, task / package, ignore=shutil.ignore_patterns("__pycache__"))
    code = f"import sys; sys.path.insert(0, {str(task)!r}); from handler import handler; print(sorted(sys.modules))"
    return subprocess.run(
        [sys.executable, "-I", "-B", "-c", code],
        env={
            "PATH": os.environ["PATH"],
            "MPLCONFIGDIR": str(task.parent / "matplotlib"),
            "AWS_DEFAULT_REGION": "us-east-1",
            "AWS_EC2_METADATA_DISABLED": "true",
            **environment,
        },
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize("folder", COLUMNS)
def test_a_function_starts_with_its_package_and_uses_all_of_it(folder: str, tmp_path: Path) -> None:
    started = start(folder, tmp_path / "task", variables(folder))
    assert started.returncode == 0, started.stderr
    unused = [name for name in packages()[folder] if f"'{name}'" not in started.stdout]
    assert unused == []


def test_a_missing_variable_fails_the_start_with_its_name(tmp_path: Path) -> None:
    given = {name: value for name, value in variables("cleaner").items() if name != "OBJECT_TABLE"}
    started = start("cleaner", tmp_path / "task", given)
    assert started.returncode == 1
    assert "KeyError: 'OBJECT_TABLE'" in started.stderr
