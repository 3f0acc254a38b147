"""What the systems do in Docker is what they do without: the same canonical timelines, whichever way functions run."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from harness.engines.compose import FUNCTION_LABEL, ComposeEngine
from harness.engines.container import ContainerEngine
from harness.engines.docker_cli import ask, containers, filters
from harness.engines.engine import Engine
from harness.engines.free_port import free_port
from harness.engines.image import Image
from harness.run.registry import scenario_named
from harness.run.runner import Outcome, RunOptions
from harness.run.verdict import Verdict
from tests.goldens import golden_file
from tests.integration.docker.conftest import stand_in
from tests.integration.s3_cleanup.run_apart import run_apart, story

pytestmark = pytest.mark.docker

RUNTIME = "python3.11"
STARTER = "/usr/lib/localstack/lambda-runtime/v0.1.41-pre/x86_64/var/rapid/init"


def run_like_without_docker(engine: Engine, name: str, folder: Path) -> Outcome:
    """Run a scenario, hold its timeline against the one of the embedded engine, and hand the run on."""
    outcome = run_apart(engine.start(), scenario_named(name), RunOptions(), folder)
    assert outcome.run.verdict is Verdict.PASSED, story(outcome) + engine.log_tail(200)
    assert outcome.leaked == ()
    assert outcome.run.timeline.canonical() == golden_file(f"{name}.jsonl")
    return outcome


def divergences(outcome: Outcome) -> set[str]:
    return {each["id"] for each in outcome.run.divergences}


@pytest.fixture
def container(image: Image) -> Iterator[ContainerEngine]:
    engine = ContainerEngine(free_port(), image)
    yield engine
    engine.stop()


@pytest.mark.parametrize("name", ["s3-cleanup", "media-pipeline"])
def test_compose_has_the_timeline_of_the_embedded_engine(name: str, running: ComposeEngine, tmp_path: Path) -> None:
    outcome = run_like_without_docker(running, name, tmp_path)
    assert {"lambda-process-executor", "lambda-no-mount-namespace"} <= divergences(outcome)


def test_testcontainers_have_the_timeline_of_the_embedded_engine(container: ContainerEngine, tmp_path: Path) -> None:
    run_like_without_docker(container, "s3-cleanup", tmp_path)


def test_functions_have_awss_paths_where_the_container_may_mount(
    compose: ComposeEngine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COMPOSE_FILE", "docker-compose.yml:docker-compose.isolated.yml")
    outcome = run_like_without_docker(compose, "s3-cleanup", tmp_path)
    assert "lambda-no-mount-namespace" not in divergences(outcome)


def test_functions_run_in_lambda_images_with_their_layers(
    compose: ComposeEngine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COMPOSE_FILE", with_lambda_images(tmp_path))
    image = stand_in("lambda")
    monkeypatch.setenv("LAMBDA_RUNTIME_IMAGE_MAPPING", json.dumps({RUNTIME: image}))
    outcome = run_like_without_docker(compose, "s3-cleanup", tmp_path)
    assert not {"lambda-process-executor", "lambda-runtime-version"} & divergences(outcome)
    compose.stop()
    label = f"{FUNCTION_LABEL}={compose.project}"
    assert containers(label) == []
    assert ask("volume", "ls", "-q", *filters((label,))) == []


def with_lambda_images(folder: Path) -> str:
    """The compose files to use, with the program that starts functions put where LocalStack's image has its own."""
    starter = Path(__file__).parent / "lambda_init.py"
    override = folder / "starter.yml"
    override.write_text(json.dumps({"services": {"localstack": {"volumes": [f"{starter}:{STARTER}:ro"]}}}))
    return f"docker-compose.yml:docker-compose.lambda-images.yml:{override}"
