"""A user's own scripts by LocalStack's convention run before the emulator counts as up, or say that they failed."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bootstrap.clients import Clients
from harness.engines.embedded import EmbeddedEngine
from harness.engines.engine import EngineError
from harness.engines.free_port import free_port
from harness.engines.init_scripts import VARIABLE
from harness.home import Home
from tests.integration.documents.blocks import code_of


@pytest.fixture
def scripts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "init"
    (folder / "ready.d").mkdir(parents=True)
    monkeypatch.setenv(VARIABLE, str(folder))
    return folder


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[EmbeddedEngine]:
    engine = EmbeddedEngine(Home(tmp_path / "home"), free_port())
    yield engine
    engine.stop()


def shell_script(path: Path, line: str) -> None:
    path.write_text(f"#!/bin/sh\n{line}\n")
    path.chmod(0o755)


def test_scripts_of_ready_d_have_run_when_it_is_up(scripts: Path, engine: EmbeddedEngine, tmp_path: Path) -> None:
    (scripts / "ready.d" / "10-queue.py").write_text(code_of("docs/your-tools.md", 3))
    shell_script(scripts / "ready.d" / "20-said.sh", f'echo "$LOCALSTACK_HOST" > {tmp_path}/said')
    endpoint = engine.start()
    assert (tmp_path / "said").read_text() == f"127.0.0.1:{endpoint.port}\n"
    assert Clients(endpoint).sqs.list_queues()["QueueUrls"][0].endswith("/from-a-script")


def test_a_script_that_fails_is_named_and_nothing_is_left(scripts: Path, engine: EmbeddedEngine) -> None:
    shell_script(scripts / "ready.d" / "10-no.sh", "exit 3")
    with pytest.raises(EngineError, match=r"scripts of HARNESS_INIT failed: READY 10-no\.sh; the emulator's log says"):
        engine.start()
    assert not engine.status().up


@pytest.mark.parametrize("stage", ["boot.d", "shutdown.d"])
def test_what_only_a_container_runs_is_refused(stage: str, scripts: Path, engine: EmbeddedEngine) -> None:
    (scripts / stage).mkdir()
    with pytest.raises(EngineError, match=rf"{stage} is run in a container only: "):
        engine.start()


def test_a_folder_without_a_stage_is_none(
    engine: EmbeddedEngine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VARIABLE, str(tmp_path))
    with pytest.raises(EngineError, match=r"there is no start\.d or ready\.d in it"):
        engine.start()
