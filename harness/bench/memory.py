"""How much memory the emulator and its functions really take: shared pages are counted once."""

from pathlib import Path

import psutil

from harness.engines.own_processes import processes_of

MIB = 1024 * 1024


def memory_mib(folder: Path) -> tuple[float, float]:
    """MiB of the emulator's process and of all function processes beside it.

    Proportional set size where the system tells it (Linux): a page shared by n processes counts 1/n for each. Elsewhere
    the resident set, which counts shared pages again for every process.
    """
    emulator, functions = 0.0, 0.0
    for process in processes_of(folder):
        try:
            size = _size(process) / MIB
            command = process.cmdline()
        except psutil.Error:
            continue
        if "emulator.localstack" in command:
            emulator += size
        else:
            functions += size
    return emulator, functions


def _size(process: psutil.Process) -> float:
    try:
        return float(process.memory_full_info().pss)
    except (AttributeError, psutil.AccessDenied):
        return float(process.memory_info().rss)
