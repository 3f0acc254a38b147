"""What a request costs an emulator: the CPU time of its main process, over many requests of one kind."""

import sys
import time
from collections.abc import Callable

import psutil

_OF_A_PROCESS = 2
"""The kernel's number for the time that a scheduler gave to a process (`CPUCLOCK_SCHED`)."""


def cpu_s(pid: int) -> float:
    """CPU seconds that the process has used, in user and kernel mode, all of its threads together.

    Linux tells them to the nanosecond: the clock of a process has a number that is made of the process's own
    (clock_getcpuclockid(3)). Elsewhere they are psutil's, to the hundredth.
    """
    if sys.platform == "linux":
        return time.clock_gettime(~pid << 3 | _OF_A_PROCESS)
    times = psutil.Process(pid).cpu_times()
    return float(times.user + times.system)


def cpu_ms_each(pid: int, request: Callable[[], object], count: int) -> float:
    """CPU milliseconds of the process for each of so many requests, one after another."""
    before_s = cpu_s(pid)
    for _ in range(count):
        request()
    return (cpu_s(pid) - before_s) * 1000 / count
