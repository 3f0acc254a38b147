"""The folder that an engine empties is its own: nobody else's files are touched."""

from pathlib import Path

import pytest

from harness.commands import USAGE, CommandError
from harness.commands.lifecycle import down
from harness.engines.embedded import EmbeddedEngine
from harness.engines.locks import ForeignFolder, lock_folder
from harness.home import Home


@pytest.fixture
def engine(tmp_path: Path) -> EmbeddedEngine:
    return EmbeddedEngine(Home(tmp_path / "home"))


@pytest.mark.parametrize("named", ["src", "lock"])
def test_a_folder_of_somebody_else_s_is_refused_and_kept(engine: EmbeddedEngine, named: str) -> None:
    engine.folder.mkdir(parents=True)
    (engine.folder / named).write_text("work of a week")
    with pytest.raises(ForeignFolder, match=r"nothing was touched.*HARNESS_HOME"):
        engine.start()
    with pytest.raises(ForeignFolder):
        engine.stop()
    with pytest.raises(CommandError) as told:
        down(engine)
    assert told.value.exit_code == USAGE
    assert [(each.name, each.read_text()) for each in engine.folder.iterdir()] == [(named, "work of a week")]


def test_a_link_to_another_folder_is_refused(engine: EmbeddedEngine, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    engine.folder.parent.mkdir()
    engine.folder.symlink_to(tmp_path / "other")
    with pytest.raises(ForeignFolder):
        engine.stop()


def test_a_folder_is_the_harness_s_once_it_was_locked(tmp_path: Path) -> None:
    """Also when whoever made it was killed before it wrote the lock, or while it worked there."""
    (tmp_path / "engine").mkdir()
    (tmp_path / "engine" / "lock").touch()
    for _ in range(2):
        with lock_folder(tmp_path / "engine"):
            (tmp_path / "engine" / "pid").touch()
