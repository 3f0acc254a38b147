"""The CI files keep to their schemas, run what there is, and need no secret; Compose files keep to theirs."""

import re
import warnings
from pathlib import Path
from typing import Any

import check_jsonschema
import pytest
import yaml
from click.testing import CliRunner

ROOT = Path(__file__).resolve().parents[2]
OWN = (ROOT / ".github" / "workflows" / "test.yml", ROOT / ".gitlab-ci.yml")
RECIPES = (ROOT / "docs" / "ci" / "github-actions.yml", ROOT / "docs" / "ci" / "gitlab-ci.yml")


GITHUB, GITLAB, COMPOSE = "vendor.github-workflows", "vendor.gitlab-ci", "vendor.compose-spec"


def schema_of(path: Path) -> str:
    """The name of the schema, of those that `check-jsonschema` brings, that a file is to keep to."""
    if path.name.startswith("docker-compose"):
        return COMPOSE
    return GITLAB if "gitlab" in path.name else GITHUB


def breaches(path: Path, schema: str) -> str:
    """What is wrong with a file by its schema; empty when nothing is."""
    with warnings.catch_warnings(action="ignore", category=DeprecationWarning):  # Compose's names no known dialect
        answer = CliRunner().invoke(check_jsonschema.main, ["--builtin-schema", schema, str(path)])
    return "" if answer.exit_code == 0 else answer.output or repr(answer.exception)


@pytest.mark.parametrize(
    "path", [*OWN, *RECIPES, *sorted(ROOT.glob("docker-compose*.yml"))], ids=lambda path: str(path.relative_to(ROOT))
)
def test_a_file_keeps_to_its_schema(path: Path) -> None:
    assert breaches(path, schema_of(path)) == ""


@pytest.mark.parametrize(
    ("schema", "text"),
    [
        (GITHUB, "name: x\non: push\njobs: {test: {run-on: ubuntu-24.04, steps: []}}\n"),
        (GITLAB, "test: {script: [make], artifacts: {when: sometimes}}\n"),
        (COMPOSE, "services: {localstack: {image: x, port: ['4566']}}\n"),
    ],
)
def test_a_schema_catches_a_slip(schema: str, text: str, tmp_path: Path) -> None:
    (tmp_path / "slip.yml").write_text(text)
    assert "Schema validation errors" in breaches(tmp_path / "slip.yml", schema)


def commands(path: Path) -> list[str]:
    """Every shell command of a file of either kind."""
    jobs: dict[str, Any] = yaml.safe_load(path.read_text())
    found: list[str] = []
    for job in (jobs["jobs"] if "jobs" in jobs else {"test": jobs["test"]}).values():
        found += job.get("script", [])
        found += [step["run"] for step in job.get("steps", []) if "run" in step]
    return found


@pytest.mark.parametrize("path", [*OWN, *RECIPES], ids=lambda path: str(path.relative_to(ROOT)))
def test_a_pipeline_needs_no_secret(path: Path) -> None:
    assert "secrets." not in path.read_text()


@pytest.mark.parametrize("path", OWN, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_pipeline_runs_what_there_is(path: Path) -> None:
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
