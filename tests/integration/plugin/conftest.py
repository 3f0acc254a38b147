"""Projects of their own, with pytest run in them as their authors would."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

Project = Callable[..., subprocess.CompletedProcess[str]]
HEADER = "[pytest]\naddopts = -p no:cacheprovider --strict-markers\nfilterwarnings = error\n"


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """Write `test_it.py` and run pytest on it in a folder that knows nothing of this repository."""
    (tmp_path / "pytest.ini").write_text(HEADER)
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("HARNESS", "PYTEST"))}

    def run(source: str, *arguments: str, ini: str = "") -> subprocess.CompletedProcess[str]:
        (tmp_path / "pytest.ini").write_text(HEADER + ini)
        (tmp_path / "test_it.py").write_text(source)
        return subprocess.run(
            [sys.executable, "-m", "pytest", *arguments],
            cwd=tmp_path,
            env=environment,
            capture_output=True,
            text=True,
            timeout=180,
            check=False,
        )

    return run
