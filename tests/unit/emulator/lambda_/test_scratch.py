"""The size of a folder is right whatever was written to it since it was last asked for."""

import os
from collections.abc import Callable
from pathlib import Path

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


STEPS: list[tuple[Callable[[Path], None], int]] = [(_new, 100), (_grown, 200), (_below, 250), (_gone, 50), (_new, 150)]


@pytest.mark.parametrize("age_s", [0, 3600])
def test_each_change_counts(tmp_path: Path, age_s: int) -> None:
    """Whether the folder was just made or is old."""
    if age_s:
        then_s = tmp_path.stat().st_mtime - age_s
        os.utime(tmp_path, (then_s, then_s))
    scratch = Scratch(tmp_path)
    for _ in range(3):
        assert scratch.size_bytes() == 0
    for change, size in STEPS:
        change(tmp_path)
        assert [scratch.size_bytes() for _ in range(2)] == [size, size]


def test_an_empty_folder_is_not_listed_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    os.utime(tmp_path, (0, 0))
    scratch = Scratch(tmp_path)
    assert scratch.size_bytes() == 0
    monkeypatch.setattr(os, "listdir", None)
    assert scratch.size_bytes() == 0


def test_a_folder_that_is_gone_has_nothing(tmp_path: Path) -> None:
    assert Scratch(tmp_path / "none").size_bytes() == 0
