"""Removing what an emulator and its functions wrote, whatever permissions they took away and however deep it is.

The system's own commands do so: they change a folder before they look into it, and know no longest path.
"""

import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from harness.engines.engine import EngineError

REMOVE = ("rm", "-rf", "--")


def folders_in(folder: Path) -> list[Path]:
    """The folders in `folder`; links to folders are none."""
    return [entry for entry in folder.iterdir() if entry.is_dir() and not entry.is_symlink()]


@contextmanager
def meanwhile_removing(folders: Sequence[Path]) -> Iterator[None]:
    """Begin to remove them, and be done with that at the end of the block; what can't be removed so stays."""
    removing = subprocess.Popen(
        [*REMOVE, *map(str, folders)], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        yield
    finally:
        removing.wait()


def remove_trees(folders: Sequence[Path]) -> None:
    """Remove them; EngineError when one stays."""
    said = ""
    for command in (REMOVE, ("chmod", "-R", "u+rwx", "--"), REMOVE):
        left = [str(folder) for folder in folders if folder.exists()]
        if left:
            said = subprocess.run([*command, *left], capture_output=True, text=True, check=False).stderr
    for folder in folders:
        if folder.exists():
            raise EngineError(f"{folder} can't be removed: {said.strip()}; remove it, then run `make down` again")
