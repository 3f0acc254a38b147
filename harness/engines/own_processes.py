"""Which processes of this machine are an embedded emulator's: what `make down` ends, and nothing else.

A process is known by what only the emulator gives it: its environment or the command line of `guest/start.py`. That it
works in the folder, or names a file there, says nothing: so does a shell, an editor or the reader of a log.
"""

import os
from collections import defaultdict
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

import psutil

from harness.run.clock import Deadline

_LOOK_S = 0.01
_MARKS = ("HARNESS_WORK_DIR", "LAMBDA_TASK_ROOT")
"""Variables that lead into the folder: of the emulator with all that it starts, and of a function in that folder."""


def processes_of(folder: Path) -> list[psutil.Process]:
    """Every process of this machine that the emulator in `folder` is or has started, however it was orphaned."""
    everything = list(psutil.process_iter())
    children = _by_parent(everything)
    waiting = [process for process in everything if _is_marked(process, folder)]
    found: set[psutil.Process] = set()
    while waiting:
        process = waiting.pop()
        if process not in found:
            found.add(process)
            waiting += children.get(process.pid, ())
    return sorted((process for process in found if process.pid != os.getpid()), key=lambda process: process.pid)


def has_ended(process: psutil.Process) -> bool:
    """Whether it runs no more. Who started it may not have noticed: in a container that may take for ever.

    A process that is killed may lose its first thread before the others, which hold its ports and files until they end.
    """
    try:
        return process.status() == psutil.STATUS_ZOMBIE and process.num_threads() <= 1
    except psutil.NoSuchProcess:
        return True


def wait_for_the_end(processes: Iterable[psutil.Process], deadline: Deadline) -> list[psutil.Process]:
    """Wait until all have ended; those that haven't when the deadline has passed."""
    left = list(processes)
    while (left := [process for process in left if not has_ended(process)]) and not deadline.passed:
        deadline.nap(_LOOK_S)
    return left


def _is_marked(process: psutil.Process, folder: Path) -> bool:
    with suppress(psutil.Error, OSError):
        if _runs_functions(process.cmdline(), folder):
            return True
        environment = process.environ()
        return any(_leads_into(environment.get(name, ""), folder) for name in _MARKS)
    return False


def _runs_functions(command: list[str], folder: Path) -> bool:
    """Whether this is the command line of a zygote or of a function, which names the folder after the program."""
    for number, part in enumerate(command[:-1]):
        if Path(part).name == "start.py" and command[number + 1] in ("zygote", "function"):
            return any(_leads_into(later, folder) for later in command[number + 2 :])
    return False


def _leads_into(path: str, folder: Path) -> bool:
    return bool(path) and Path(path).is_relative_to(folder)


def _by_parent(processes: Iterable[psutil.Process]) -> dict[int, list[psutil.Process]]:
    """The children of each process, read once: asking each process for its own reads all of them each time."""
    children: defaultdict[int, list[psutil.Process]] = defaultdict(list)
    for process in processes:
        with suppress(psutil.Error):
            children[process.ppid()].append(process)
    return children
