"""What other projects use in their pipelines keeps to its schemas, agrees with itself, and runs dry."""

import json
import os
import re
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.architecture.test_ci_recipes import GITLAB, breaches

ROOT = Path(__file__).resolve().parents[2]
ACTION = ROOT / ".github" / "actions" / "harness" / "action.yml"
COMPONENT = ROOT / "templates" / "emulation-harness.yml"
CI = ROOT / "docs" / "ci"
SCRIPTS = (CI / "install.sh", CI / "run.sh")
SHOWN = re.compile(r"\bv(\d+\.\d+\.\d+)\b")
SAME_INPUTS = {"python-version", "scenarios", "tests", "requirements", "workers"}
STUB = '#!/bin/sh\necho "$(basename "$0")" "$@" >> "$CALLS"\ncase "$*" in *pytest*) exit "${ENDS:-0}";; esac\n'


def component() -> tuple[dict[str, Any], str]:
    """The inputs, and the text of the jobs with each input's default or `x` in its place."""
    spec, jobs = COMPONENT.read_text().split("\n---\n")
    inputs = yaml.safe_load(spec)["spec"]["inputs"]
    return inputs, re.sub(
        r"\$\[\[ inputs\.([\w-]+) \]\]", lambda found: str(inputs[found[1]].get("default", "x")), jobs
    )


def test_the_action_keeps_to_its_schema() -> None:
    assert breaches(ACTION, "vendor.github-actions") == ""


def test_the_component_keeps_to_its_schema(tmp_path: Path) -> None:
    _, jobs = component()
    (tmp_path / "jobs.yml").write_text(jobs)
    assert breaches(tmp_path / "jobs.yml", GITLAB) == ""


def test_action_and_component_take_the_same_and_use_all_of_it() -> None:
    action, (inputs, _) = yaml.safe_load(ACTION.read_text()), component()
    assert set(action["inputs"]) >= SAME_INPUTS <= set(inputs)
    assert [name for name in action["inputs"] if f"inputs.{name} " not in ACTION.read_text()] == []
    assert [name for name in inputs if f"inputs.{name} " not in COMPONENT.read_text()] == []


def test_the_recipes_pin_a_release_and_give_inputs_that_there_are() -> None:
    workflow = yaml.safe_load((CI / "github-actions.yml").read_text())
    (step,) = (each for each in workflow["jobs"]["test"]["steps"] if "emulation-harness" in each["uses"])
    used, release = step["uses"].split("@")
    assert (ROOT / used.split("/", 2)[2] / "action.yml").is_file()
    assert re.fullmatch(r"v\d+\.\d+\.\d+", release)
    assert set(step["with"]) <= set(yaml.safe_load(ACTION.read_text())["inputs"])
    (included,) = yaml.safe_load((CI / "gitlab-ci.yml").read_text())["include"]
    inputs, _ = component()
    assert set(included["inputs"]) <= set(inputs)
    assert {name for name, each in inputs.items() if each is None or "default" not in each} <= set(included["inputs"])
    assert included["component"].endswith(f"/{COMPONENT.stem}@{release}")


def test_the_recipe_runs_on_linux_and_macos_with_every_python_and_one_run_ends_another() -> None:
    workflow = yaml.safe_load((CI / "github-actions.yml").read_text())
    matrix = workflow["jobs"]["test"]["strategy"]["matrix"]
    assert {each.split("-")[0] for each in matrix["os"]} == {"ubuntu", "macos"}
    assert matrix["python"] == ["3.11", "3.12", "3.13"]
    assert workflow["concurrency"]["cancel-in-progress"] is True


def test_the_pipeline_s_matrix_chooses_the_component_s_image_and_cache() -> None:
    pipeline, job = yaml.safe_load((CI / "gitlab-ci.yml").read_text()), yaml.safe_load(component()[1])
    ((name, pythons),) = pipeline["emulation-harness"]["parallel"]["matrix"][0].items()
    assert pythons == ["3.11", "3.12", "3.13"]
    assert job["emulation-harness"]["image"] == f"python:${name}"
    assert f"${name}" in job["emulation-harness"]["cache"]["key"]
    assert job["emulation-harness"]["variables"][name] == "3.13"


def test_the_release_that_is_shown_is_this_one() -> None:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
    shown = {
        release for path in (*CI.glob("*.yml"), ROOT / "docs" / "ci.md") for release in SHOWN.findall(path.read_text())
    }
    assert shown == {version}
    assert f"## {version}" in (ROOT / "CHANGELOG.md").read_text()


def shells() -> dict[str, str]:
    """Every piece of shell that a pipeline runs."""
    steps = {step["name"]: step["run"] for step in yaml.safe_load(ACTION.read_text())["runs"]["steps"] if "run" in step}
    jobs = yaml.safe_load(component()[1])
    return steps | {"gitlab": "\n".join(jobs["emulation-harness"]["script"])} | {p.name: p.read_text() for p in SCRIPTS}


@pytest.mark.parametrize("text", shells().values(), ids=shells())
def test_the_shell_can_be_read(text: str) -> None:
    read = subprocess.run(["bash", "-n"], input=text, capture_output=True, text=True, check=False, timeout=30)
    assert (read.returncode, read.stderr) == (0, "")


def dry(place: Path, script: Path, **settings: str) -> tuple[int, list[str]]:
    """Run a script where Python and the harness only say how they were called."""
    own = place / "venv" / "bin"
    own.mkdir(parents=True, exist_ok=True)
    for name in ("python", "harness"):
        (own / name).write_text(STUB)
        (own / name).chmod(0o755)
    calls = place / "calls"
    calls.write_text("")
    environment = {"PATH": os.environ["PATH"], "PLACE": str(place), "CALLS": str(calls), **settings}
    ended = subprocess.run(
        ["bash", str(script)], cwd=place, env=environment, capture_output=True, text=True, check=False, timeout=60
    )
    return ended.returncode, calls.read_text().splitlines()


def test_an_installation_is_locked_and_brings_what_functions_need(tmp_path: Path) -> None:
    code, calls = dry(tmp_path, SCRIPTS[0], REQUIREMENTS="mine.txt")
    locked, own, mine, runtimes = calls
    assert code == 0
    assert "--require-hashes" in locked
    files = re.findall(r"-r (\S+)", locked)
    assert files
    assert all(Path(path).is_file() for path in files)
    assert own.endswith(f"--no-deps --no-build-isolation {ROOT}")
    assert mine.endswith("-r mine.txt")
    assert runtimes == "harness install-runtimes"


def test_scenarios_are_tests_with_a_report_and_pictures(tmp_path: Path) -> None:
    (tmp_path / "runs" / "one").mkdir(parents=True)
    (tmp_path / "runs" / "one" / "run.json").write_text("{}")
    code, (tested, drawn) = dry(tmp_path, SCRIPTS[1], SCENARIOS="s3-cleanup no-rearm")
    assert code == 0
    assert "--junitxml=report.xml --emulator-keep-runs" in tested
    assert tested.endswith(str(CI / "test_scenarios.py"))
    assert drawn == "harness draw runs/one"


def test_own_tests_get_what_they_are_given_and_their_failure_is_the_pipelines(tmp_path: Path) -> None:
    code, (tested,) = dry(tmp_path, SCRIPTS[1], TESTS="tests/a -k b", WORKERS="2", ENDS="1")
    assert (code, tested) == (1, "python -m pytest -n 2 --junitxml=report.xml tests/a -k b")


def test_the_development_container_installs_what_there_is() -> None:
    made = json.loads((ROOT / ".devcontainer" / "devcontainer.json").read_text())
    targets = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE)
    assert made["postCreateCommand"].removeprefix("make ") in targets
    assert made["forwardPorts"] == [4566]
