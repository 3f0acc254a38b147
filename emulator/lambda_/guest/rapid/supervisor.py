"""The process above a function's: it waits for the function's end or for the order to end, and leaves nothing behind.

The order is the end of the lifeline, a pipe that only the emulator holds: when the emulator closes it, or dies however
hard, the kernel delivers it.
"""

import os
import select
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from typing import Any

PR_SET_PDEATHSIG = 1
PR_SET_CHILD_SUBREAPER = 36


def supervise(own_group: "Callable[[], Any]", report: int, lifeline: int, closing: "tuple[int, ...]") -> bool:
    """Fork the function's process and return True in it; in the supervisor, stay until its end and never return.

    `report` gets one line, `<wait status> <peak resident KiB>`, when the function ended by itself. `closing` are
    descriptors that only the function keeps.
    """
    woken, wake = os.pipe()
    for end in (woken, wake):
        os.set_blocking(end, False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.set_wakeup_fd(wake, warn_on_full_buffer=False)
    adopt_orphans()
    child = os.fork()
    if child == 0:
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        for descriptor in (woken, wake, report, lifeline):
            os.close(descriptor)
        own_group()
        die_with_parent()
        return True
    for descriptor in closing:
        os.close(descriptor)
    last_word = _wait(child, woken, lifeline)
    end_all(child)
    with suppress(OSError):
        os.write(report, last_word)
    os._exit(0)


def _wait(child: int, woken: int, lifeline: int) -> bytes:
    """Reap until `child` ended or the lifeline did."""
    while True:
        ready, _, _ = select.select([woken, lifeline], [], [])
        if lifeline in ready:
            return b""
        with suppress(BlockingIOError):
            os.read(woken, 64)
        with suppress(ChildProcessError):
            while True:
                pid, status, usage = os.wait4(-1, os.WNOHANG)
                if pid == child:
                    return f"{status} {_kibibytes(usage.ru_maxrss)}\n".encode()
                if pid == 0:
                    break


def _kibibytes(peak: int) -> int:
    return peak // 1024 if sys.platform == "darwin" else peak


def end_all(child: int) -> None:
    """Kill everything below this process: all of the namespace when it is its first process, else what can be found."""
    if os.getpid() == 1:
        with suppress(ProcessLookupError):
            os.kill(-1, signal.SIGKILL)
        return
    for kill, target in ((os.killpg, child), (os.kill, child)):
        with suppress(ProcessLookupError, PermissionError):
            kill(target, signal.SIGKILL)
    while children := _children():
        for pid in children:
            with suppress(ProcessLookupError, PermissionError):
                os.kill(pid, signal.SIGKILL)
        with suppress(ChildProcessError):
            os.wait()


def _children() -> "list[int]":
    """Direct children, orphans of the function included where the kernel hands them to us (Linux)."""
    try:
        with open(f"/proc/self/task/{os.getpid()}/children", encoding="ascii") as listing:  # noqa: PTH123
            return [int(pid) for pid in listing.read().split()]
    except OSError:
        return []


def adopt_orphans() -> None:
    """Make orphaned descendants ours, where the system can (Linux)."""
    _prctl(PR_SET_CHILD_SUBREAPER, 1)


def die_with_parent() -> None:
    """Have the kernel kill this process when its parent ends, where the system can (Linux)."""
    _prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def _prctl(option: int, value: int) -> None:
    if sys.platform == "linux":
        import ctypes

        ctypes.CDLL(None).prctl(option, value, 0, 0, 0)
