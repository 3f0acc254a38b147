"""The Makefile's commands run as they were installed, whatever Python is told elsewhere on the machine."""

import os
import subprocess
from pathlib import Path

PROJECT = Path(__file__).parents[2]
ELSEWHERE = dict.fromkeys(("PYTHONPATH", "PYTHONHOME", "PYTHONSTARTUP", "PYTHONOPTIMIZE"), "elsewhere")


def test_modules_of_the_host_stand_in_for_none_of_ours(tmp_path: Path) -> None:
    """A PYTHONPATH for other programs (ROS sets one for every shell) must not shadow what is locked."""
    probe = tmp_path / "probe.mk"
    probe.write_text("probe:\n\t@env\n")
    seen = subprocess.run(
        ["make", "-f", "Makefile", "-f", str(probe), "probe"],
        cwd=PROJECT,
        env={**os.environ, **ELSEWHERE, "MARK": "seen"},
        capture_output=True,
        text=True,
        check=True,
    ).stdout.splitlines()
    assert "MARK=seen" in seen
    assert not [line for line in seen if line.startswith("PYTHON") and line.endswith("=elsewhere")]
