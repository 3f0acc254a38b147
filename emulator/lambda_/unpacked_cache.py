"""Unpacked archives that outlive their emulator, for the next one and for others beside it.

A plotting library is two thousand files, which every emulator writes anew otherwise. The files are linked, not copied:
what is removed here stays where it is in use, and what is written into in place is changed everywhere. So it is for
functions that can't write into what they are given.
"""

import os
import shutil
from contextlib import suppress
from pathlib import Path
from time import time
from uuid import uuid4

from emulator.lambda_.layers import size_bytes

MOST = 6
"""So many archives are kept, those that were used last; each is 250 MB at most (AWS, Lambda quotas)."""
VERSION = "1"
"""Of how archives are unpacked: another one finds nothing of the one before."""
_UNFINISHED = "."
_ABANDONED_S = 3600.0
_CONTENTS, _SIZE = "contents", "bytes"


class UnpackedCache:
    """A folder with the contents of archives by their digests, each with its size. Processes may share it.

    It only saves time: where nothing can be written, read, or linked from, nothing is kept. An entry whose files don't
    have the size that they had, after the machine lost its power for example, is forgotten.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def fetch(self, digest: str, target: Path) -> bool:
        """Put the contents of the archive at `target`, which isn't there yet; False when they aren't kept."""
        place = self._place(digest)
        try:
            size = int((place / _SIZE).read_text())
        except (FileNotFoundError, ValueError):  # not kept, or not whole
            self._remove(place)
            return False
        except OSError:  # somebody else's
            return False
        try:
            _link(place / _CONTENTS, target)
            os.utime(place)
        except OSError:  # removed meanwhile, or on another file system
            shutil.rmtree(target, ignore_errors=True)
            return False
        if size_bytes(target) != size:
            shutil.rmtree(target, ignore_errors=True)
            self._remove(place)
            return False
        return True

    def keep(self, digest: str, source: Path) -> None:
        """Keep what was unpacked to `source`, and forget what was unused for longest."""
        unfinished = self._unfinished()
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            unfinished.mkdir()
            _link(source, unfinished / _CONTENTS)
            (unfinished / _SIZE).write_text(str(size_bytes(source)))
            unfinished.rename(self._place(digest))
        except OSError:  # another one was first, or this can't be done here
            shutil.rmtree(unfinished, ignore_errors=True)
        with suppress(OSError):
            self._forget()

    def _place(self, digest: str) -> Path:
        return self._folder / f"{digest.replace('/', '_')}-{VERSION}"

    def _unfinished(self) -> Path:
        return self._folder / f"{_UNFINISHED}{uuid4().hex}"

    def _forget(self) -> None:
        used_s = {entry: entry.stat().st_mtime for entry in self._folder.iterdir()}
        kept = [entry for entry in used_s if not entry.name.startswith(_UNFINISHED)]
        too_many = sorted(kept, key=used_s.__getitem__, reverse=True)[MOST:]
        abandoned = [entry for entry in used_s.keys() - kept if used_s[entry] < time() - _ABANDONED_S]
        for entry in (*too_many, *abandoned):
            self._remove(entry)

    def _remove(self, entry: Path) -> None:
        gone = self._unfinished()
        with suppress(OSError):  # another one was first
            entry.rename(gone)  # at once: who links from it now fails instead of having half of it
            shutil.rmtree(gone, ignore_errors=True)


def _link(source: Path, target: Path) -> None:
    """The same tree at `target`: files are links to those of `source`, folders and symbolic links are made anew."""
    shutil.copytree(source, target, symlinks=True, copy_function=os.link)
