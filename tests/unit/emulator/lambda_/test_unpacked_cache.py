"""What is unpacked outlives its emulator: complete, shared by links, and no more than a few archives of it."""

import errno
import os
import shutil
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from emulator.lambda_ import unpacked_cache
from emulator.lambda_.unpacked_cache import MOST, UnpackedCache


@pytest.fixture
def cache(tmp_path: Path) -> UnpackedCache:
    return UnpackedCache(tmp_path / "cache" / "unpacked")


@pytest.fixture
def contents(tmp_path: Path) -> Path:
    """Something unpacked: files of two modes, a folder of another mode, a symbolic link."""
    made = tmp_path / "contents"
    (made / "python" / "package").mkdir(parents=True)
    (made / "python" / "package" / "__init__.py").write_text("x = 1")
    (made / "run").write_text("#!/bin/sh")
    (made / "run").chmod(0o755)
    (made / "python").chmod(0o751)
    (made / "link").symlink_to("python/package")
    return made


def tree(folder: Path) -> dict[str, tuple[int, str]]:
    """Modes and contents by name."""
    return {
        str(path.relative_to(folder)): (
            path.lstat().st_mode,
            str(path.readlink()) if path.is_symlink() else path.read_text() if path.is_file() else "",
        )
        for path in folder.rglob("*")
    }


def test_what_was_kept_is_there_again(cache: UnpackedCache, contents: Path, tmp_path: Path) -> None:
    target = tmp_path / "here" / "code"
    assert not cache.fetch("a/b", target)
    assert not target.exists()
    cache.keep("a/b", contents)
    assert cache.fetch("a/b", target)
    assert tree(target) == tree(contents)


def test_what_is_removed_on_one_side_stays_on_the_other(cache: UnpackedCache, contents: Path, tmp_path: Path) -> None:
    before = tree(contents)
    cache.keep("a", contents)
    shutil.rmtree(contents)
    one, other = tmp_path / "one", tmp_path / "other"
    assert cache.fetch("a", one)
    shutil.rmtree(one)
    assert cache.fetch("a", other)
    shutil.rmtree(tmp_path / "cache")
    assert tree(other) == before


def test_those_used_last_are_kept(cache: UnpackedCache, contents: Path, tmp_path: Path) -> None:
    folder = tmp_path / "cache" / "unpacked"
    for number in range(MOST):
        cache.keep(f"{number}", contents)
        os.utime(folder / f"{number}-{unpacked_cache.VERSION}", (number, number))
    cache.fetch("0", tmp_path / "used")
    cache.keep("new", contents)
    there = [number for number in range(MOST) if cache.fetch(f"{number}", tmp_path / f"{number}")]
    assert there == [0, *range(2, MOST)]


def test_what_was_begun_by_a_dead_emulator_goes_and_by_a_living_one_stays(
    cache: UnpackedCache, contents: Path, tmp_path: Path
) -> None:
    dead, living = (tmp_path / "cache" / "unpacked" / name for name in (".dead", ".living"))
    for folder in (dead, living):
        folder.mkdir(parents=True)
    os.utime(dead, (0, 0))
    cache.keep("a", contents)
    assert living.exists()
    assert not dead.exists()


def test_emulators_that_keep_the_same_at_once_agree(cache: UnpackedCache, contents: Path, tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as emulators:
        list(emulators.map(lambda _: cache.keep("a", contents), range(16)))
        targets = [tmp_path / f"{number}" for number in range(8)]
        assert all(emulators.map(lambda target: cache.fetch("a", target), targets))
    assert all(tree(target) == tree(contents) for target in targets)
    assert [path.name for path in (tmp_path / "cache" / "unpacked").iterdir()] == [f"a-{unpacked_cache.VERSION}"]


def refuse(number: int) -> Callable[..., None]:
    def link(*_: object, **__: object) -> None:
        raise OSError(number, os.strerror(number))

    return link


@pytest.mark.parametrize("number", [errno.EXDEV, errno.EPERM, errno.EMLINK, errno.ENOSPC])
def test_where_nothing_can_be_linked_nothing_is_kept(
    number: int, cache: UnpackedCache, contents: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache.keep("there", contents)
    monkeypatch.setattr(os, "link", refuse(number))
    cache.keep("a", contents)
    assert not cache.fetch("a", tmp_path / "a")
    assert not cache.fetch("there", tmp_path / "there")
    assert not (tmp_path / "there").exists()
    assert [path.name for path in (tmp_path / "cache" / "unpacked").iterdir()] == [f"there-{unpacked_cache.VERSION}"]


def test_what_somebody_else_keeps_is_done_without(
    cache: UnpackedCache, contents: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A folder of another user: root, for whom these tests may run, could read it."""
    cache.keep("a", contents)
    for name in ("read_text", "stat", "iterdir", "mkdir"):
        monkeypatch.setattr(Path, name, refuse(errno.EACCES))
    assert not cache.fetch("a", tmp_path / "here")
    cache.keep("b", contents)


@pytest.mark.parametrize("damage", [lambda file: file.write_text(""), Path.unlink], ids=["emptied", "removed"])
@pytest.mark.parametrize("name", ["contents/python/package/__init__.py", "bytes"])
def test_what_was_damaged_is_forgotten(
    cache: UnpackedCache, contents: Path, tmp_path: Path, damage: Callable[[Path], object], name: str
) -> None:
    cache.keep("a", contents)
    entry = tmp_path / "cache" / "unpacked" / f"a-{unpacked_cache.VERSION}"
    damage(entry / name)
    assert not cache.fetch("a", tmp_path / "here")
    assert not (tmp_path / "here").exists()
    assert not entry.exists()


def test_what_was_kept_just_now_is_no_older_than_what_was_used(
    cache: UnpackedCache, contents: Path, tmp_path: Path
) -> None:
    for number in range(MOST):
        cache.keep(f"{number}", contents)
    os.utime(contents, (0, 0))
    cache.keep("new", contents)
    assert cache.fetch("new", tmp_path / "here")


def test_a_folder_that_can_not_be_made_is_done_without(contents: Path, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    cache = UnpackedCache(tmp_path / "file" / "unpacked")
    cache.keep("a", contents)
    assert not cache.fetch("a", tmp_path / "a")
