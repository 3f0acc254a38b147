"""How much a function keeps in its `/tmp`, asked for after each invocation of which most use none of it."""

import os
from collections.abc import Callable
from pathlib import Path
from time import time_ns

from emulator.lambda_.layers import size_bytes

_TICK_NS = 2_100_000_000
"""A change within so long of the last one may leave a folder's time as it was: some file systems count two seconds."""


class Scratch:
    """A folder that one environment writes to."""

    def __init__(self, folder: Path, now_ns: Callable[[], int] = time_ns) -> None:
        self._folder, self._now_ns = folder, now_ns
        self._empty_since_ns = -1

    def size_bytes(self) -> int:
        """The size of all files below it; 0 when it can't be looked at.

        A folder that was empty and hasn't changed still is, and isn't listed. When it changed is what the system says:
        what a program may set is the time of its contents.
        """
        try:
            changed_ns = os.stat(self._folder).st_ctime_ns  # noqa: PTH116 - after every invocation
            if changed_ns == self._empty_since_ns:
                return 0
            is_settled = self._now_ns() - changed_ns > _TICK_NS
            is_empty = not os.listdir(self._folder)  # noqa: PTH208
        except OSError:
            return 0
        self._empty_since_ns = changed_ns if is_empty and is_settled else -1
        return 0 if is_empty else size_bytes(self._folder)
