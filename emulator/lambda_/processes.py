"""Which processes a process started, as Linux's `/proc` tells; nothing elsewhere."""

import os
from collections.abc import Iterator
from contextlib import suppress

KNOWN = os.path.exists(f"/proc/self/task/{os.getpid()}/children")  # noqa: PTH110
"""Whether this system tells."""
_AT_ONCE = 16384
"""Bytes; the kernel may tell fewer at a time, a page of them, and more the next time."""


def machine_is_busy() -> bool:
    """Whether more threads want to run now than the machine has processors, this one aside; False where it isn't told.

    Of the whole machine, in a container too: what `/proc/loadavg` and `os.cpu_count` tell is its.
    """
    try:
        running = int(told("/proc/loadavg").split()[3].partition(b"/")[0])
    except (OSError, ValueError, IndexError):
        return False
    return running - 1 > (os.cpu_count() or 1)


def children(pid: int) -> list[int]:
    """What a process started, by whichever of its threads; nothing when it has ended."""
    found: list[int] = []
    with suppress(OSError, ValueError):
        for thread in os.listdir(f"/proc/{pid}/task"):  # noqa: PTH208 - asked for at every look at a function
            with suppress(OSError):
                found += map(int, told(f"/proc/{pid}/task/{thread}/children").split())
    return found


def told(path: str) -> bytes:
    """What a short file of `/proc` says; OSError when there is no such process any more."""
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        said = b""
        while piece := os.read(descriptor, _AT_ONCE):
            said += piece
        return said
    finally:
        os.close(descriptor)


def descendants(pid: int) -> list[int]:
    """All that the process started, directly or not, and that live now."""
    found: list[int] = []
    left = children(pid)
    while left:
        found.append(left.pop())
        left += children(found[-1])
    return found


def parents(pid: int) -> Iterator[int]:
    """The process, its parent, that one's parent, and so on."""
    while pid > 0:
        yield pid
        try:
            with open(f"/proc/{pid}/stat", encoding="ascii", errors="replace") as file:  # noqa: PTH123
                pid = int(file.read().rpartition(")")[2].split()[1])
        except (OSError, ValueError, IndexError):
            return
