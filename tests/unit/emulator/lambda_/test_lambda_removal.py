"""What a function left is removed by who may: an ordinary user can't open what has no permission, until it has one."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from emulator.lambda_.removal import remove
from harness.engines.removal import folders_in, meanwhile_removing, remove_trees

NOBODY = 65534
DEPTH = 1100


def as_ordinary_user(work: Callable[[], None]) -> int:
    """Do it in a process that no permission is overruled for; its exit code."""
    child = os.fork()
    if child == 0:
        code = 1
        try:
            if os.getuid() == 0:
                os.setgroups([])
                os.setgid(NOBODY)
                os.setuid(NOBODY)
            work()
            code = 0
        finally:
            os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def closed(folder: Path) -> None:
    (folder / "l" / "m" / "n").mkdir(parents=True)
    (folder / "l" / "file").write_text("x")
    (folder / "l" / "m").chmod(0)
    (folder / "l").chmod(0)
    folder.chmod(0o500)


def deep(folder: Path) -> None:
    folder.mkdir()
    os.chdir(folder)
    for _ in range(DEPTH):
        Path("inside").mkdir()
        os.chdir("inside")
    os.chdir("/")


def linked(folder: Path) -> None:
    folder.mkdir()
    (folder / "out").symlink_to(folder.parent / "kept")


@pytest.fixture
def place() -> Iterator[Path]:
    """A folder that everybody can reach and write in, as a test's usual one isn't."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o777)
        yield folder


@pytest.mark.parametrize("removing", [remove, lambda folder: remove_trees([folder])], ids=["emulator", "harness"])
@pytest.mark.parametrize("make", [closed, deep, linked])
def test_an_ordinary_user_removes_what_functions_leave(
    place: Path, removing: Callable[[Path], None], make: Callable[[Path], None]
) -> None:
    (place / "kept").mkdir()
    (place / "kept" / "file").write_text("x")
    folder = place / "folder"

    def work() -> None:
        make(folder)
        removing(folder)

    assert as_ordinary_user(work) == 0
    assert not folder.exists()
    assert (place / "kept" / "file").read_text() == "x"


def test_folders_are_removed_while_something_else_is_done(tmp_path: Path) -> None:
    for name in ("one", "other"):
        (tmp_path / name / "deep").mkdir(parents=True)
        (tmp_path / name / "deep" / "file").touch()
    (tmp_path / "file").touch()
    (tmp_path / "link").symlink_to(tmp_path / "one")
    with meanwhile_removing(folders_in(tmp_path)):
        pass
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["file", "link"]


def test_the_end_of_an_interrupted_block_waits_for_the_removal(tmp_path: Path) -> None:
    (tmp_path / "one").mkdir()
    with pytest.raises(KeyboardInterrupt), meanwhile_removing(folders_in(tmp_path)):
        raise KeyboardInterrupt
    assert list(tmp_path.iterdir()) == []
