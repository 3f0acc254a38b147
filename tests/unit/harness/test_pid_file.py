"""A pid file that names no process is as good as none, whatever is in it."""

from pathlib import Path

import psutil
import pytest

from harness.engines.embedded import EmbeddedEngine, Process
from harness.engines.locks import lock_folder
from harness.home import Home


@pytest.mark.parametrize(
    "content",
    [
        "",
        "garbage",
        "\0",
        "[]",
        "1",
        "{}",
        '{"pid": "1", "created": 1.0, "port": 4566}',
        '{"pid": 1.5, "created": 1.0, "port": 4566}',
        '{"pid": true, "created": 1.0, "port": 4566}',
        '{"pid": -1, "created": 1.0, "port": 4566}',
        '{"pid": 0, "created": 1.0, "port": 4566}',
        '{"pid": 99999999999999999999, "created": 1.0, "port": 4566}',
        '{"pid": 1, "created": null, "port": 4566}',
        '{"pid": 1, "created": NaN, "port": 4566}',
        '{"pid": 1, "created": 1.0, "port": "4566"}',
        '{"pid": 1, "created": 1.0, "port": 70000}',
        '{"pid": 1, "created": 1.0, "port": 4566, "more": 1}',
    ],
)
def test_a_damaged_pid_file_counts_as_stale(content: str, tmp_path: Path) -> None:
    engine = EmbeddedEngine(Home(tmp_path))
    with lock_folder(engine.folder):
        engine.pid_file.write_text(content)
    assert "stale pid file" in engine.status().line
    engine.stop()
    assert not engine.folder.exists()


def test_a_pid_file_with_bytes_that_are_no_text_counts_as_stale(tmp_path: Path) -> None:
    engine = EmbeddedEngine(Home(tmp_path))
    engine.folder.mkdir()
    engine.pid_file.write_bytes(b"\xff\xfe\x00")
    assert not engine.status().up


def test_a_number_that_another_process_has_now_is_not_alive() -> None:
    mine = psutil.Process()
    assert Process(mine.pid, mine.create_time(), 4566).alive
    assert not Process(mine.pid, mine.create_time() - 60, 4566).alive
