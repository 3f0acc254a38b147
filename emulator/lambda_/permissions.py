"""Who may read and write what LocalStack unpacked: the archive's word isn't the last.

A function isn't the user that LocalStack is, so everyone must be able to read its code. Where it can't have a file
system of its own, its code is read-only by permission at least.
"""

import stat
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from emulator.lambda_.walking import below

_WRITE = 0o222


def make_readable(folder: Path) -> None:
    """Let every user read what is below `folder`."""
    for path, mode in _entries(folder):
        wanted = mode | (0o555 if stat.S_ISDIR(mode) or mode & 0o111 else 0o444)
        if wanted != mode:
            Path(path).chmod(stat.S_IMODE(wanted))


def make_read_only(folder: Path) -> None:
    """Let nobody write there, except for a superuser, whom permissions don't stop."""
    for path, mode in _entries(folder):
        Path(path).chmod(stat.S_IMODE(mode & ~_WRITE))


def make_removable(folder: Path) -> None:
    """Undo `make_read_only` as far as it keeps from deleting."""
    for path, mode in _entries(folder):
        if stat.S_ISDIR(mode) and not mode & stat.S_IWUSR:
            with suppress(OSError):
                Path(path).chmod(stat.S_IMODE(mode | stat.S_IWUSR))


def _entries(folder: Path) -> Iterator[tuple[str, int]]:
    """Everything below `folder` and itself, with its mode; links left out. Nothing of one that isn't there."""
    if not folder.exists():
        return
    yield str(folder), folder.stat().st_mode
    for entry in below(folder):
        if not entry.is_symlink():
            yield entry.path, entry.stat(follow_symlinks=False).st_mode
