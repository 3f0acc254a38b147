"""The size of a folder is right whatever was written to it since it was last asked for."""

import os
from collections.abc import Callable
from pathlib import Path
from time import time_ns

import pytest

from emulator.lambda_.scratch import Scratch


def _new(folder: Path) -> None:
    (folder / "file").write_bytes(b"x" * 100)


def _grown(folder: Path) -> None:
    with (folder / "file").open("ab") as file:
        file.write(b"x" * 100)


def _below(folder: Path) -> None:
    (folder / "a/b").mkdir(parents=True, exist_ok=True)
    (folder / "a/b/file").write_bytes(b"x" * 50)


def _gone(folder: Path) -> None:
    (folder / "file").unlink()


SEVERAL_TICKS_NS = 50_000_000
"""So long after a change another one has another time."""
STEPS: list[tuple[Callable[[Path], None], int]] = [(_new, 100), (_grown, 200), (_below, 250), (_gone, 50), (_new, 150)]


def wait_for_another_time(folder: Path) -> None:
    """Until the kernel's time, of which it stamps the folder's next change, isn't that of the last one."""
    made_ns = folder.stat().st_ctime_ns
    while time_ns() - made_ns < SEVERAL_TICKS_NS:
        pass


@pytest.mark.parametrize("later_s", [0, 3600])
def test_each_change_counts(tmp_path: Path, later_s: int) -> None:
    """Whether the folder was just made or long ago."""
    scratch = Scratch(tmp_path, lambda: time_ns() + later_s * 10**9)
    assert [scratch.size_bytes() for _ in range(3)] == [0, 0, 0]
    for change, size in STEPS:
        wait_for_another_time(tmp_path)
        change(tmp_path)
        assert [scratch.size_bytes() for _ in range(2)] == [size, size]


def test_a_time_that_was_put_back_hides_nothing(tmp_path: Path) -> None:
    scratch = Scratch(tmp_path, lambda: time_ns() + 10**10)
    os.utime(tmp_path, (0, 0))
    assert scratch.size_bytes() == 0
    wait_for_another_time(tmp_path)
    _new(tmp_path)
    os.utime(tmp_path, (0, 0))
    assert scratch.size_bytes() == 100


def test_an_empty_folder_is_not_listed_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    scratch = Scratch(tmp_path, lambda: time_ns() + 10**10)
    assert scratch.size_bytes() == 0
    monkeypatch.setattr(os, "listdir", None)
    assert scratch.size_bytes() == 0


def test_of_what_cannot_be_looked_at_nothing_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As of a folder that goes away between two looks, or that its function has closed to others."""
    assert Scratch(tmp_path / "none").size_bytes() == 0

    def refuse(_: Path) -> list[str]:
        raise PermissionError

    monkeypatch.setattr(os, "listdir", refuse)
    assert Scratch(tmp_path).size_bytes() == 0
