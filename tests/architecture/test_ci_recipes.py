"""The CI files run what there is, and need no secret."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
OWN = (ROOT / ".github" / "workflows" / "test.yml", ROOT / ".gitlab-ci.yml")
RECIPES = (ROOT / "docs" / "ci" / "github-actions.yml", ROOT / "docs" / "ci" / "gitlab-ci.yml")


def commands(path: Path) -> list[str]:
    """Every shell command of a file of either kind."""
    jobs: dict[str, Any] = yaml.safe_load(path.read_text())
    found: list[str] = []
    for job in (jobs["jobs"] if "jobs" in jobs else {"test": jobs["test"]}).values():
        found += job.get("script", [])
        found += [step["run"] for step in job.get("steps", []) if "run" in step]
    return found


@pytest.mark.parametrize("path", [*OWN, *RECIPES], ids=lambda path: str(path.relative_to(ROOT)))
def test_a_pipeline_runs_what_there_is_without_secrets(path: Path) -> None:
    assert "secrets." not in path.read_text()
    lines = commands(path)
    assert lines
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    called = {match[1] for line in lines for match in re.finditer(r"\bmake (?:-C \S+ )?([a-z-]+)", line)}
    assert called
    assert called <= targets
    (tested,) = (line for line in lines if "-m pytest" in line)
    assert tested.split("-m pytest")[0].endswith(".venv/bin/python ")
    assert "--junitxml=report.xml" in tested
    assert "report.xml" in path.read_text().split("-m pytest", 1)[1].split("\n", 1)[1]
    assert "runs/" in path.read_text()


@pytest.mark.parametrize("path", OWN, ids=lambda path: str(path.relative_to(ROOT)))
def test_our_own_pipelines_run_every_supported_python_and_the_example(path: Path) -> None:
    text = path.read_text()
    assert all(f'"{version}"' in text for version in ("3.11", "3.12", "3.13"))
    assert "examples/orders" in text
    assert (ROOT / "examples" / "orders" / "pyproject.toml").is_file()
