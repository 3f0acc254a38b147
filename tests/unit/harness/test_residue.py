"""What counts as left behind by an embedded emulator."""

import socket
from pathlib import Path

import pytest

from harness.engines.embedded import EmbeddedEngine
from harness.engines.engine import EngineError
from harness.engines.residue import Footprint
from harness.home import Home


def test_a_start_that_was_refused_leaves_nothing_behind(tmp_path: Path) -> None:
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        engine = EmbeddedEngine(Home(tmp_path), holder.getsockname()[1])
        with pytest.raises(EngineError, match="is taken"):
            engine.start()
    assert Footprint.of(engine.folder).left() == []


def test_what_an_emulator_wrote_is_left_behind(tmp_path: Path) -> None:
    (tmp_path / "volume").mkdir()
    assert Footprint.of(tmp_path).left() == [f"folder {tmp_path}"]
