"""Permissions of unpacked code."""

import shutil
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from emulator.lambda_.permissions import make_read_only, make_readable, make_removable


@pytest.fixture
def code(tmp_path: Path) -> Path:
    inner = tmp_path / "code" / "package"
    inner.mkdir(parents=True, mode=0o700)
    (inner / "app.py").write_text("x")
    (inner / "app.py").chmod(0o600)
    (inner / "tool").write_text("x")
    (inner / "tool").chmod(0o700)
    (inner / "link").symlink_to("/nowhere")
    return tmp_path / "code"


def modes(folder: Path) -> dict[str, int]:
    return {path.name: stat.S_IMODE(path.stat().st_mode) for path in folder.rglob("*") if not path.is_symlink()}


def test_everyone_may_read_and_run_what_the_owner_may(code: Path) -> None:
    make_readable(code)
    assert modes(code) == {"package": 0o755, "app.py": 0o644, "tool": 0o755}


def test_nobody_may_write(code: Path) -> None:
    make_readable(code)
    make_read_only(code)
    assert modes(code) == {"package": 0o555, "app.py": 0o444, "tool": 0o555}


def test_what_is_read_only_can_be_removed(code: Path) -> None:
    make_read_only(code)
    make_removable(code)
    shutil.rmtree(code)
    assert not code.exists()


@pytest.mark.parametrize("change", [make_readable, make_read_only, make_removable])
def test_code_that_was_never_unpacked_has_nothing_to_change(change: Callable[[Path], None], tmp_path: Path) -> None:
    change(tmp_path / "never")
