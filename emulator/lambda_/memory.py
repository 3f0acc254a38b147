"""How much memory a function uses, from what Linux tells of its processes; other systems tell nothing (0)."""

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path


def peak_kib(supervisor: int) -> int:
    """The most that the function's own process, the supervisor's first child, has had resident."""
    return max((_kib(child, "status", ("VmHWM",)) for child in _children(supervisor)[:1]), default=0)


def holds_more_than(supervisor: int, limit_kib: int) -> bool:
    """Whether all processes of the function hold more now than `limit_kib` that they can't give back.

    What is resident is no less than that and is told at once; only when it is over the limit are the pages counted.
    """
    pids = tuple(_descendants(supervisor))
    if sum(_kib(pid, "status", ("VmRSS",)) for pid in pids) <= limit_kib:
        return False
    return sum(map(held_kib, pids)) > limit_kib


def held_kib(pid: int) -> int:
    """What a process holds now and can't give back.

    A page that several processes share counts in part for each: what a function has from its zygote hardly counts, what
    it shares with processes it forked counts once. AWS counts the former, and file pages, too.
    """
    return _kib(pid, "smaps_rollup", ("Pss_Anon", "Pss_Shmem"))


def _descendants(pid: int) -> Iterator[int]:
    for child in _children(pid):
        yield child
        yield from _descendants(child)


def _children(pid: int) -> list[int]:
    with suppress(OSError, ValueError):
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    return []


def _kib(pid: int, file: str, names: tuple[str, ...]) -> int:
    """The sum of these fields of a process; 0 when it has ended."""
    with suppress(OSError, ValueError):
        lines = Path(f"/proc/{pid}/{file}").read_text().splitlines()
        return sum(int(line.split()[1]) for line in lines if line.startswith(names))
    return 0
