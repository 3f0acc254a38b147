"""How much memory a function uses, from what Linux tells of its processes; other systems tell nothing (0).

Memory is what its processes have mapped and what they keep in files that are memory (memfd), mapped or not: AWS counts
both, and so does the limit of a control group, which an ordinary user can't have.
"""

import os
import re
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from emulator.lambda_.processes import descendants, told

_MEMORY_FILE = "/memfd:"
_MAPPING = re.compile(r"[0-9a-f]+-[0-9a-f]+ \S+ [0-9a-f]+ \S+ (?P<inode>\d+)")


def holds_more_than(supervisor: int, limit_kib: int) -> bool:
    """Whether all processes of the function hold more now than `limit_kib` that they can't give back.

    What is resident or in files is no less than that and is told at once; only when it is over the limit are the pages
    counted. That takes a while, in which processes come and go: it is done again before it counts against them.
    """
    pids = descendants(supervisor)
    resident_kib = sum(memory_files(pids).values()) + sum(_kib(pid, "status", ("VmRSS",)) for pid in pids)
    return resident_kib > limit_kib and _counted_kib(supervisor) > limit_kib and _counted_kib(supervisor) > limit_kib


def _counted_kib(supervisor: int) -> int:
    pids = descendants(supervisor)
    files = memory_files(pids)
    return sum(files.values()) + sum(held_kib(pid, files) for pid in pids)


def held_kib(pid: int, files: Iterable[int] = ()) -> int:
    """What a process holds now and can't give back, without what it has mapped of `files`.

    A page that several processes share counts in part for each: what a function has from its zygote hardly counts, what
    it shares with processes it forked counts once. AWS counts the former, and file pages, too.
    """
    held = _kib(pid, "smaps_rollup", ("Pss_Anon", "Pss_Shmem"))
    return held - _mapped_kib(pid, frozenset(files)) if files else held


def memory_files(pids: Iterable[int]) -> dict[int, int]:
    """The files without a name that these processes have open in memory: KiB by inode, each once."""
    found: dict[int, int] = {}
    for pid in pids:
        folder = f"/proc/{pid}/fd"
        with suppress(OSError):
            for name in os.listdir(folder):  # noqa: PTH208 - ten times a second
                with suppress(OSError):
                    if os.readlink(f"{folder}/{name}").startswith(_MEMORY_FILE):  # noqa: PTH115
                        about = os.stat(f"{folder}/{name}")  # noqa: PTH116
                        found[about.st_ino] = about.st_blocks // 2
    return found


def _mapped_kib(pid: int, inodes: frozenset[int]) -> int:
    """How much of these files a process has mapped, by the same measure as `held_kib`."""
    counted, mapped = False, 0
    with suppress(OSError, ValueError):
        for line in Path(f"/proc/{pid}/smaps").read_text(errors="replace").splitlines():
            if mapping := _MAPPING.match(line):
                counted = int(mapping["inode"]) in inodes and _MEMORY_FILE in line
            elif counted and line.startswith("Pss:"):
                mapped += int(line.split()[1])
    return mapped


def _kib(pid: int, file: str, names: tuple[str, ...]) -> int:
    """The sum of these fields of a process; 0 when it has ended."""
    with suppress(OSError, ValueError):
        said = told(f"/proc/{pid}/{file}")
        return sum(int(each.split(None, 2)[0]) for name in names for each in said.split(f"\n{name}:".encode())[1:])
    return 0
