"""Who may read and write what LocalStack unpacked: the archive's word isn't the last.

A function isn't the user that LocalStack is, so everyone must be able to read its code. Where it can't have a file
system of its own, its code is read-only by permission at least.
"""

import os
import stat
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

_WRITE = 0o222


def make_readable(folder: Path) -> None:
    """Let every user read what is below `folder`."""
    for path, mode in _entries(folder):
        wanted = mode | (0o555 if stat.S_ISDIR(mode) or mode & 0o111 else 0o444)
        if wanted != mode:
            path.chmod(stat.S_IMODE(wanted))


def make_read_only(folder: Path) -> None:
    """Let nobody write there, except for a superuser, whom permissions don't stop."""
    for path, mode in _entries(folder):
        path.chmod(stat.S_IMODE(mode & ~_WRITE))


def make_removable(folder: Path) -> None:
    """Undo `make_read_only` as far as it keeps from deleting."""
    for path, mode in _entries(folder):
        if stat.S_ISDIR(mode) and not mode & stat.S_IWUSR:
            with suppress(OSError):
                path.chmod(stat.S_IMODE(mode | stat.S_IWUSR))


def _entries(folder: Path) -> Iterator[tuple[Path, int]]:
    """Everything below `folder` and itself, with its mode; links left out."""
    for parent, _, names in os.walk(folder):
        for path in (Path(parent), *(Path(parent) / name for name in names)):
            mode = path.lstat().st_mode
            if not stat.S_ISLNK(mode):
                yield path, mode
