"""The emulator says which seams it has, and doesn't start on a LocalStack in which one of them is gone."""

import os
import shutil
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest

from harness.engines.embedded import EmbeddedEngine
from harness.engines.engine import EngineError
from harness.engines.free_port import free_port
from harness.engines.health import get_json
from harness.home import Home

RENAMED = ("services/sns/publisher.py", "_should_publish", "_may_publish")


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[EmbeddedEngine]:
    engine = EmbeddedEngine(Home(tmp_path / "home"), free_port())
    yield engine
    engine.stop()


def renamed_localstack(folder: Path) -> Path:
    """The installed LocalStack with one function renamed, everywhere in its module."""
    found = find_spec("localstack")
    assert found
    assert found.submodule_search_locations
    shutil.copytree(found.submodule_search_locations[0], folder / "localstack", copy_function=os.symlink)
    name, old, new = RENAMED
    file = folder / "localstack" / name
    text = file.read_text()
    file.unlink()
    file.write_text(text.replace(old, new))
    return folder


def test_a_localstack_whose_target_was_renamed_does_not_start_and_the_seam_is_named(
    engine: EmbeddedEngine, tmp_path: Path
) -> None:
    first = str(renamed_localstack(tmp_path / "renamed"))
    program = f"import runpy, sys; sys.path.insert(0, {first!r}); "
    program += "runpy.run_module('localstack.runtime.main', None, '__main__')"
    engine.command = (sys.executable, "-c", program)
    with pytest.raises(EngineError) as refused:
        engine.start()
    assert "LocalStack ended while starting" in str(refused.value)
    assert "localstack.services.sns.publisher:PublishDispatcher._should_publish" in str(refused.value)
    assert "the target is missing" in str(refused.value)
    assert not engine.status().up


def test_a_running_emulator_lists_its_seams_with_their_states(engine: EmbeddedEngine) -> None:
    endpoint = engine.start()
    answer = get_json(endpoint, "/_harness/plugins")
    assert answer
    states = {seam["target"]: seam["state"] for seam in answer["seams"]}
    assert states["localstack.services.plugins:ServicePluginManager._load_service_plugin"] == "applied"
    assert states["localstack.services.sns.publisher:PublishDispatcher._should_publish"] == "waits for its service"
    assert not [state for state in states.values() if state.startswith("failed")]
