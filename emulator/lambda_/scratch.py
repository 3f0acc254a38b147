"""How much a function keeps in its `/tmp`, asked for after each invocation of which most use none of it."""

import os
from pathlib import Path
from time import time_ns

from emulator.lambda_.layers import size_bytes

_TICK_NS = 100_000_000
"""A change within so long of the last one may leave a folder's time as it was: kernels count it in ticks."""


class Scratch:
    """A folder that one environment writes to."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._empty_since_ns = -1

    def size_bytes(self) -> int:
        """The size of all files below it. A folder that was empty and hasn't changed still is: it isn't listed."""
        try:
            changed_ns = os.stat(self._folder).st_mtime_ns  # noqa: PTH116 - after every invocation
        except OSError:
            return 0
        if changed_ns == self._empty_since_ns:
            return 0
        looked_ns = time_ns()
        is_empty = not os.listdir(self._folder)  # noqa: PTH208
        self._empty_since_ns = changed_ns if is_empty and looked_ns - changed_ns > _TICK_NS else -1
        return 0 if is_empty else size_bytes(self._folder)
