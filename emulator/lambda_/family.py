"""What `/proc` tells again and again of one environment: its supervisor, the function's process, what that one starts.

Each system call lets other threads run, and a thread that does so among busy ones gets its turn again much later. So
the few files that tell of the two processes that are always there stay open, and one call reads each; of others there
are paths. Nothing is told where there is no `/proc`.
"""

import os
from contextlib import suppress
from math import inf
from threading import Lock

from emulator.lambda_.processes import KNOWN, children

_WHOLE = 2048
"""Bytes; what tells fewer has told all: the kernel fills a page before it leaves anything for the next time."""


class Family:
    """The processes below a supervisor, which has one thread. From any thread, until `close`."""

    def __init__(self, supervisor: int) -> None:
        self._supervisor, self._own = supervisor, 0
        self._lock = Lock()
        self._files: dict[str, int] = {}
        self._is_closed = not KNOWN

    def threads(self, most: float = inf) -> dict[int, int]:
        """How many threads each process below the supervisor has now, by its id.

        The search ends once they have more than `most` together.
        """
        with self._lock:
            found: dict[int, int] = {}
            left, total = self._begin(), 0
            while left and total <= most:
                pid = left.pop()
                count = self._threads(pid)
                if count:
                    found[pid] = count
                    total += count
                    left += self._children(pid, count)
            return found

    def peak_kib(self) -> int:
        """The most that the function's own process has had resident; 0 when it has ended."""
        with self._lock:
            peak_kib = _field(self._status(), b"VmHWM")
            if not peak_kib and self._begin():
                peak_kib = _field(self._status(), b"VmHWM")
            return peak_kib

    def close(self) -> None:
        """Close the files; nothing is told any more."""
        with self._lock:
            self._is_closed = True
            self._own = 0
            self._forget()

    def _begin(self) -> list[int]:
        """The supervisor's children. The first is the function's own process."""
        found = [] if self._is_closed else self._children(self._supervisor, 1)
        if self._own != (first := found[0] if found else 0):
            self._forget()
            self._own = first
        return found

    def _children(self, pid: int, threads: int) -> list[int]:
        if threads > 1 or pid not in (self._supervisor, self._own):
            return children(pid)
        said = self._said(f"/proc/{pid}/task/{pid}/children")
        return children(pid) if len(said) >= _WHOLE else [int(each) for each in said.split()]

    def _threads(self, pid: int) -> int:
        """0 when it has ended."""
        if pid == self._own:
            return _field(self._status(), b"Threads")
        with suppress(OSError):
            return len(os.listdir(f"/proc/{pid}/task"))  # noqa: PTH208 - asked for at every look at a function
        return 0

    def _status(self) -> bytes:
        return self._said(f"/proc/{self._own}/status") if self._own else b""

    def _said(self, path: str) -> bytes:
        """What a file says at once; nothing when its process has ended."""
        with suppress(OSError):
            if path not in self._files:
                self._files[path] = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
            return os.pread(self._files[path], 2 * _WHOLE, 0)
        return b""

    def _forget(self) -> None:
        for descriptor in self._files.values():
            os.close(descriptor)
        self._files.clear()


def _field(status: bytes, name: bytes) -> int:
    """A number of a process's status."""
    found = status.partition(b"\n" + name + b":")[2].split(None, 1)
    return int(found[0]) if found else 0
