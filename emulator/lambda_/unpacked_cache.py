"""Unpacked archives that outlive their emulator, for the next one and for others beside it.

A plotting library is two thousand files, which are written anew for every emulator otherwise: half of what its first
scenario takes longer than later ones. The files are linked, not copied: what is removed here stays where it is in use.
"""

import os
import shutil
from contextlib import suppress
from pathlib import Path
from time import time
from uuid import uuid4

MOST = 6
"""So many archives are kept, those that were used last; each is 250 MB at most (AWS, Lambda quotas)."""
VERSION = "1"
"""Of how archives are unpacked: another one finds nothing of the one before."""
_UNFINISHED = "."
_ABANDONED_S = 3600.0


class UnpackedCache:
    """A folder with the contents of archives by their digests. Processes may share it: what is in it is complete.

    It only saves time: where nothing can be written, or linked from, nothing is kept.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def fetch(self, digest: str, target: Path) -> bool:
        """Put the contents of the archive at `target`, which isn't there yet; False when they aren't kept."""
        place = self._place(digest)
        if not place.is_dir():
            return False
        try:
            _link(place, target)
            os.utime(place)
        except OSError:  # it was removed meanwhile, or it is on another file system
            shutil.rmtree(target, ignore_errors=True)
            return False
        return True

    def keep(self, digest: str, source: Path) -> None:
        """Keep what was unpacked to `source`, and forget what was unused for longest."""
        unfinished = self._folder / f"{_UNFINISHED}{uuid4().hex}"
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            _link(source, unfinished)
            unfinished.rename(self._place(digest))
        except OSError:  # another one was first, or this can't be done here
            shutil.rmtree(unfinished, ignore_errors=True)
        with suppress(OSError):
            self._forget()

    def _place(self, digest: str) -> Path:
        return self._folder / f"{digest.replace('/', '_')}-{VERSION}"

    def _forget(self) -> None:
        used_s = {entry: entry.stat().st_mtime for entry in self._folder.iterdir()}
        kept = [entry for entry in used_s if not entry.name.startswith(_UNFINISHED)]
        too_many = sorted(kept, key=used_s.__getitem__, reverse=True)[MOST:]
        abandoned = [entry for entry in used_s.keys() - kept if used_s[entry] < time() - _ABANDONED_S]
        for entry in (*too_many, *abandoned):
            gone = self._folder / f"{_UNFINISHED}{uuid4().hex}"
            with suppress(OSError):  # another one was first
                entry.rename(gone)  # at once: who links from it now fails instead of having half of it
                shutil.rmtree(gone, ignore_errors=True)


def _link(source: Path, target: Path) -> None:
    """The same tree at `target`: files are links to those of `source`, folders and symbolic links are made anew."""
    shutil.copytree(source, target, symlinks=True, copy_function=os.link)
