"""Which memory goes on huge pages, and that it does where the system has them."""

import subprocess
import sys
from pathlib import Path

import pytest

from emulator import huge_pages
from emulator.huge_pages import HUGE, heap, is_full

MAPS = """\
00400000-00401000 r-xp 00000000 08:01 1234                               /usr/bin/python3
00600000-00a01000 rw-p 00000000 08:01 1234                               /usr/bin/python3
01000000-01201000 rw-p 00000000 00:00 0                                  [heap]
7f0000001000-7f0000a00000 rw-p 00000000 00:00 0 
7f1000000000-7f1000400000 ---p 00000000 00:00 0 
7f2000000000-7f2000400000 rw-s 00000000 00:01 99                         /dev/zero (deleted)
7f3000000000-7f3000200000 rw-p 00000000 00:00 0                          [anon:cpython:pymalloc]
7ffc00000000-7ffc00400000 rw-p 00000000 00:00 0                          [stack]
7f4000001000-7f4000201000 rw-p 00000000 00:00 0 
"""  # noqa: W291 - as the kernel writes it


def test_a_heap_is_anonymous_memory_that_is_the_processs_own() -> None:
    assert [(hex(pages.start), len(pages)) for pages in heap(MAPS) if pages] == [
        ("0x1000000", 1),
        ("0x7f0000200000", 4),
        ("0x7f3000000000", 1),
    ]


def entries(present: int, of: int = 512) -> bytes:
    return b"\0\0\0\0\0\0\0\x81" * present + b"\0\0\0\0\0\0\0\x01" * (of - present)


@pytest.mark.parametrize(("present", "full"), [(0, False), (255, False), (256, True), (512, True)])
def test_what_is_half_empty_stays_as_it_is(present: int, full: bool) -> None:
    assert is_full(entries(present)) is full


def test_memory_that_is_gone_is_not_full() -> None:
    assert not is_full(b"")


FILLED = """
import mmap, re, sys
from emulator import huge_pages
own = mmap.mmap(-1, 8 * huge_pages.HUGE, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
for at in range(0, 6 * huge_pages.HUGE, 4096):
    own[at] = at // 4096 % 251
rests = []
count = huge_pages.collapse(lambda: rests.append(1))
assert all(own[at] == at // 4096 % 251 for at in range(0, 6 * huge_pages.HUGE, 4096))
kb = int(re.search(r"AnonHugePages: +([0-9]+) kB", open("/proc/self/smaps_rollup").read())[1])
print(count, kb * 1024 // huge_pages.HUGE)
assert bool(rests)
"""


@pytest.mark.skipif(not huge_pages.are_to_be_had(), reason="this system has no huge pages, or none for who asks")
def test_what_is_filled_goes_on_huge_pages_and_holds_what_it_held() -> None:
    told = subprocess.run([sys.executable, "-c", FILLED], capture_output=True, text=True, check=True)
    count, there = map(int, told.stdout.split())
    if not count:
        pytest.skip("the kernel had no memory for a huge page")
    assert there >= count


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has them so")
@pytest.mark.parametrize(
    ("release", "enabled", "size", "there_are"),
    [
        ("6.1.0-13-amd64", "always [madvise] never", HUGE, True),
        ("6.18.44", "[always] madvise never", HUGE, True),
        ("10.0", "always [madvise] never", HUGE, True),
        ("5.15.0-91-generic", "always [madvise] never", HUGE, False),
        ("6.0.19", "always [madvise] never", HUGE, False),
        ("6.1.0", "always madvise [never]", HUGE, False),
        ("6.1.0", "always [madvise] never", 16 * HUGE, False),
        ("6.1.0", "always [madvise] never", None, False),
        ("unknown", "always [madvise] never", HUGE, False),
    ],
)
def test_there_are_some_where_the_system_has_them(
    tmp_path: Path, release: str, enabled: str, size: int | None, there_are: bool
) -> None:
    (tmp_path / "enabled").write_text(f"{enabled}\n")
    if size is not None:
        (tmp_path / "hpage_pmd_size").write_text(f"{size}\n")
    assert huge_pages.are_to_be_had(tmp_path, release) is there_are
