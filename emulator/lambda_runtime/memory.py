"""How much memory a function uses, from what Linux tells of its processes; other systems tell nothing (0)."""

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path


def peak_kib(supervisor: int) -> int:
    """The most that the function's own process, the supervisor's first child, has had resident."""
    return max((_status(child).get("VmHWM", 0) for child in _children(supervisor)[:1]), default=0)


def held_kib(supervisor: int) -> int:
    """What all processes of the function hold now and can't give back: no file pages, which AWS may count too."""
    return sum(
        fields.get("RssAnon", 0) + fields.get("RssShmem", 0) for fields in map(_status, _descendants(supervisor))
    )


def _descendants(pid: int) -> Iterator[int]:
    for child in _children(pid):
        yield child
        yield from _descendants(child)


def _children(pid: int) -> list[int]:
    with suppress(OSError, ValueError):
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    return []


def _status(pid: int) -> dict[str, int]:
    with suppress(OSError, ValueError):
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
        return {line.split(":")[0]: int(line.split()[1]) for line in lines if line.startswith(("VmHWM", "Rss"))}
    return {}
