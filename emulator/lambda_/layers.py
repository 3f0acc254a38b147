"""A function's layers as one read-only folder: each version unpacked once, later ones over earlier ones.

Rules of AWS's guide "Working with layers for Python Lambda functions".
"""

import hashlib
import os
import shutil
import threading
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path

from emulator.lambda_.walking import below

MAX_UNZIPPED_BYTES = 262_144_000
"""250 MB for the function's code and its layers together (AWS, Lambda quotas)."""


class TooLarge(Exception):
    """A function's code and layers are over the limit; the message is AWS's."""


class LayerStore:
    """Merged layers, each combination made once and kept, whoever published them."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = threading.Lock()

    def merged(self, layers: Sequence[Path]) -> Path | None:
        """The folder to put at `/opt`, which stays when a layer version is deleted; None without layers.

        `layers` are the folders in which they are unpacked: in one of that name there is never anything else.
        """
        if not layers:
            return None
        name = hashlib.sha256("\n".join(map(str, layers)).encode()).hexdigest()[:32]
        target = self._folder / name
        with self._lock:
            if not target.exists():
                unfinished = target.with_suffix(".part")
                shutil.rmtree(unfinished, ignore_errors=True)
                for layer in layers:
                    overlay(layer, unfinished)
                unfinished.rename(target)
        return target


def overlay(source: Path, target: Path) -> None:
    """Put `source` over `target`: folders are joined, files and links replaced; files are shared, not copied."""
    target.mkdir(parents=True, exist_ok=True)
    for entry in sorted(source.iterdir()):
        destination = target / entry.name
        if entry.is_dir() and not entry.is_symlink():
            if destination.is_symlink() or destination.is_file():
                destination.unlink()
            overlay(entry, destination)
            continue
        if destination.is_dir() and not destination.is_symlink():
            shutil.rmtree(destination)
        else:
            destination.unlink(missing_ok=True)
        os.link(entry, destination, follow_symlinks=False)


def check_size(folders: Iterable[Path]) -> None:
    """TooLarge when code and layers, unpacked in `folders`, are together over AWS's limit, in AWS's words."""
    size = sum(map(size_bytes, folders))
    if size > MAX_UNZIPPED_BYTES:
        raise TooLarge(
            f"Function code combined with layers exceeds the maximum allowed size of {MAX_UNZIPPED_BYTES} bytes. "
            f"The actual size is {size} bytes."
        )


def size_bytes(folder: Path) -> int:
    """The size of every file below `folder`; files that go away meanwhile don't count."""
    size = 0
    for entry in below(folder):
        with suppress(FileNotFoundError):
            if not entry.is_dir(follow_symlinks=False):
                size += entry.stat(follow_symlinks=False).st_size
    return size
