"""Memory that stays, on huge pages: the processor then looks up fewer addresses for each request. Linux 6.1 and later.

Loaded services are some hundred megabytes of small objects, and a request touches a few of them everywhere. On pages of
4 KB most of its time goes into finding where they are. The kernel makes huge pages of what is there by itself only
where that is switched on for everybody; here it is asked to, for the heap, once that has been filled.
"""

import ctypes
import os
import platform
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

HUGE = 2 * 1024 * 1024
"""The size of a huge page where a page has 4 KB, in bytes. Where it is another (arm64 with larger pages) there are none
here: they have 32 MB and more, and a heap fills few of them."""
AT_ONCE = 2
"""Huge pages in one request to the kernel: a few milliseconds."""
FULL = 1 / 2
"""So much of a huge page must be in use already: what is added to it is memory that nobody asked for."""
KERNEL = (6, 1)
"""The first release of Linux that puts memory which is in use on huge pages when it is asked to."""
SETTINGS = Path("/sys/kernel/mm/transparent_hugepage")
_MADV_COLLAPSE = 25
_PAGE = os.sysconf("SC_PAGE_SIZE") if hasattr(os, "sysconf") else 4096
_ENTRY = 8
"""Bytes of `/proc/self/pagemap` for each page; the highest bit of the last one says that the page is in memory."""
_HEAP = re.compile(r"([0-9a-f]+)-([0-9a-f]+) rw-p 00000000 00:00 0 +(?:\[heap\]|\[anon:[^]\n]*\])?\n")


def are_to_be_had(settings: Path = SETTINGS, release: str = platform.release()) -> bool:
    """Whether this system has huge pages that a process may ask for; `release` is its kernel's."""
    kernel = re.match(r"(\d+)\.(\d+)", release)
    if sys.platform != "linux" or kernel is None or (int(kernel[1]), int(kernel[2])) < KERNEL:
        return False
    try:
        size = int((settings / "hpage_pmd_size").read_text())
        return size == HUGE and "[never]" not in (settings / "enabled").read_text()
    except (OSError, ValueError):
        return False


def heap(maps: str) -> Iterator[range]:
    """The addresses of whole huge pages, each step one, in what `maps` (as `/proc/self/maps`) says is a heap. Pure."""
    for found in _HEAP.finditer(maps):
        begin, end = (int(each, 16) for each in found.groups())
        yield range(-(-begin // HUGE) * HUGE, end // HUGE * HUGE, HUGE)


def is_full(entries: bytes) -> bool:
    """Whether enough of a huge page is in memory, by its entries of `/proc/self/pagemap`. Pure."""
    pages = entries[_ENTRY - 1 :: _ENTRY]
    return bool(pages) and sum(each >> 7 for each in pages) >= FULL * len(pages)


def collapse(rest: Callable[[], object]) -> int:
    """Put this process's heap on huge pages where it is full; `rest` is called after each few. How many there are then.

    Less memory than asked for, a kernel that can't, or addresses that are gone meanwhile: they stay as they are.
    """
    madvise = ctypes.CDLL(None, use_errno=True).madvise
    madvise.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int]
    count = 0
    with open("/proc/self/pagemap", "rb", buffering=0) as pagemap:  # noqa: PTH123 - unbuffered
        for pages in heap(Path("/proc/self/maps").read_text()):
            for first, many in _runs(pages, pagemap.fileno()):
                if madvise(first, many * HUGE, _MADV_COLLAPSE) == 0:
                    count += many
                rest()
    return count


def _runs(pages: range, pagemap: int) -> Iterator[tuple[int, int]]:
    """Addresses from which on so many huge pages are full, a few at a time."""
    first, many = 0, 0
    for page in pages:
        if is_full(os.pread(pagemap, HUGE // _PAGE * _ENTRY, page // _PAGE * _ENTRY)):
            first, many = (first, many + 1) if many else (page, 1)
            if many < AT_ONCE:
                continue
        if many:
            yield first, many
            many = 0
    if many:
        yield first, many
