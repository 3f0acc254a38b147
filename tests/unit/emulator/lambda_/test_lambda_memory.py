"""What a function's processes hold, as Linux tells it."""

import subprocess
import sys
from collections.abc import Iterator

import pytest

from emulator.lambda_ import memory

HELD_MIB = 60
HOLD = f"held = bytearray(b'x') * ({HELD_MIB} << 20); print('ready', flush=True); input()"


@pytest.fixture
def supervisor() -> Iterator[int]:
    """A process whose only child holds memory of its own."""
    command = ["bash", "-c", '"$0" -c "$1"; true', sys.executable, HOLD]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        yield process.pid
        process.communicate("over\n")


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells")
def test_what_a_process_holds_is_compared_with_its_limit(supervisor: int) -> None:
    assert memory.holds_more_than(supervisor, HELD_MIB * 1024 - 1)
    assert not memory.holds_more_than(supervisor, 4 * HELD_MIB * 1024)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells")
def test_what_is_resident_but_shared_with_files_does_not_count(supervisor: int) -> None:
    (child,) = memory._children(supervisor)
    held, resident = memory.held_kib(child), memory._kib(child, "status", ("VmRSS",))
    assert HELD_MIB * 1024 <= held < resident
    assert not memory.holds_more_than(supervisor, held + 1024)


def test_a_process_that_is_gone_holds_nothing() -> None:
    process = subprocess.Popen(["true"])
    process.wait()
    assert not memory.holds_more_than(process.pid, 0)
