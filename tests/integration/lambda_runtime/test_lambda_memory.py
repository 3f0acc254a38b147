"""What a function's processes hold, as Linux tells it."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from emulator.lambda_ import memory
from emulator.lambda_.processes import children

HELD_MIB = 60
HOLD = f"held = bytearray(b'x') * ({HELD_MIB} << 20); print('ready', flush=True); input()"


IN_FILE = f"import os; file = os.memfd_create('x'); os.posix_fallocate(file, 0, {HELD_MIB} << 20); "
IN_FILES = {
    "unmapped": IN_FILE + "print('ready', flush=True); input()",
    "mapped": IN_FILE
    + "import mmap; seen = mmap.mmap(file, 0); seen.write(b'x' * len(seen)); print('ready', flush=True); input()",
    "mapped and closed": IN_FILE
    + "import mmap; seen = mmap.mmap(file, 0); os.close(file); seen.write(b'x' * len(seen)); "
    + "print('ready', flush=True); input()",
    "shared without a file": f"import mmap; seen = mmap.mmap(-1, {HELD_MIB} << 20); seen.write(b'x' * len(seen)); "
    "print('ready', flush=True); input()",
    "of a thread's child": "import subprocess, sys, threading\n"
    f"def work(): subprocess.run([sys.executable, '-c', {HOLD!r}])\n"
    "thread = threading.Thread(target=work); thread.start(); thread.join()",
}


@contextmanager
def supervised(program: str) -> Iterator[int]:
    """A process whose only child runs a program until it is told to end."""
    command = ["bash", "-c", '"$0" -c "$1"; true', sys.executable, program]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        yield process.pid
        process.communicate("over\n")


@pytest.fixture
def supervisor() -> Iterator[int]:
    """A process whose only child holds memory of its own."""
    with supervised(HOLD) as pid:
        yield pid


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells")
def test_what_a_process_holds_is_compared_with_its_limit(supervisor: int) -> None:
    assert memory.holds_more_than(supervisor, HELD_MIB * 1024 - 1)
    assert not memory.holds_more_than(supervisor, 4 * HELD_MIB * 1024)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells")
def test_what_is_resident_but_shared_with_files_does_not_count(supervisor: int) -> None:
    (child,) = children(supervisor)
    held, resident = memory.held_kib(child), memory._kib(child, "status", ("VmRSS",))
    assert HELD_MIB * 1024 <= held < resident
    assert not memory.holds_more_than(supervisor, held + 1024)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells")
@pytest.mark.parametrize("program", IN_FILES.values(), ids=IN_FILES)
def test_memory_counts_wherever_it_is_kept_and_once(program: str) -> None:
    with supervised(program) as pid:
        assert memory.holds_more_than(pid, HELD_MIB * 1024 - 1)
        assert not memory.holds_more_than(pid, 2 * HELD_MIB * 1024 - 1)


def test_a_process_that_is_gone_holds_nothing() -> None:
    process = subprocess.Popen(["true"])
    process.wait()
    assert not memory.holds_more_than(process.pid, 0)
