"""How much memory a function uses, from what Linux tells of its processes; other systems tell nothing (0)."""

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path


def peak_kib(supervisor: int) -> int:
    """The most that the function's own process, the supervisor's first child, has had resident."""
    return max((_kib(child, "status", ("VmHWM",)) for child in _children(supervisor)[:1]), default=0)


def held_kib(supervisor: int) -> int:
    """What all processes of the function hold now and can't give back.

    A page that several processes share counts in part for each: what a function has from its zygote hardly counts, what
    it shares with processes it forked counts once. AWS counts the former, and file pages, too.
    """
    return sum(_kib(pid, "smaps_rollup", ("Pss_Anon", "Pss_Shmem")) for pid in _descendants(supervisor))


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
