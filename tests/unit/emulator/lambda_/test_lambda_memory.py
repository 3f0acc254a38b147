"""What `/proc` tells of the memory that a process holds."""

import os
import re
from pathlib import Path

import pytest

from emulator.lambda_ import memory, processes

pytestmark = pytest.mark.skipif(not processes.KNOWN, reason="this system tells nothing of other processes")


def test_fields_are_added_up_and_others_left_alone() -> None:
    held = memory.held_kib(os.getpid())
    rollup = Path("/proc/self/smaps_rollup").read_text()
    parts = [int(found) for found in re.findall(r"^(?:Pss_Anon|Pss_Shmem):\s+(\d+) kB$", rollup, re.MULTILINE)]
    assert len(parts) == 2
    assert held == pytest.approx(sum(parts), rel=0.2)


def test_a_file_of_proc_is_told_as_a_whole(tmp_path: Path) -> None:
    for size in (0, 1, 16384, 16385, 50000):
        path = tmp_path / str(size)
        path.write_bytes(b"x" * size)
        assert processes.told(str(path)) == b"x" * size
    with pytest.raises(FileNotFoundError):
        processes.told(str(tmp_path / "none"))
