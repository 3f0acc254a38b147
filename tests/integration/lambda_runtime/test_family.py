"""What is told of an environment's processes is what `/proc` says by its paths, whatever they do in between."""

import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from subprocess import PIPE, Popen

import pytest

from emulator.lambda_ import processes
from emulator.lambda_.family import Family
from tests.integration.lambda_runtime.functions import wait_until

pytestmark = pytest.mark.skipif(not processes.KNOWN, reason="this system doesn't tell what a process started")
FUNCTION = """
import subprocess, sys, threading, time

def begun(*command): return subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
def own(): threads.append(begun("sleep", "30"))
def of_a_thread():
    def work():
        own()
        time.sleep(30)
    threading.Thread(target=work, daemon=True).start()
def thread(): threading.Thread(target=time.sleep, args=(30,), daemon=True).start()
def grandchild(): threads.append(begun("sh", "-c", "sleep 30 & wait"))
def many():
    for _ in range(300): own()
def memory(): threads.append(bytearray(64 << 20))
def end():
    for each in threads:
        if isinstance(each, subprocess.Popen): each.kill()
    sys.exit()

threads = []
print("ready", flush=True)
for line in sys.stdin:
    globals()[line.strip()]()
    print("done", flush=True)
"""


class Function:
    """A process below a shell, which does what it is told."""

    def __init__(self, process: "Popen[str]") -> None:
        self._process, self.family = process, Family(process.pid)

    def do(self, what: str) -> None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(f"{what}\n")
        self._process.stdin.flush()
        if what != "end":
            assert self._process.stdout.readline() == "done\n"

    def by_paths(self) -> dict[int, int]:
        found = processes.descendants(self._process.pid)
        return {pid: len(list(Path(f"/proc/{pid}/task").iterdir())) for pid in found}

    def peak_by_path(self) -> int:
        own = processes.children(self._process.pid)[0]
        told = re.search(r"^VmHWM:\s+(\d+) kB$", Path(f"/proc/{own}/status").read_text(), re.MULTILINE)
        assert told is not None
        return int(told[1])


@contextmanager
def running() -> Iterator[Function]:
    command = ["bash", "-c", '"$0" -c "$1"; read over', sys.executable, FUNCTION]
    with Popen(command, stdin=PIPE, stdout=PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        function = Function(process)
        try:
            yield function
        finally:
            function.do("end")
            process.communicate("over\n")
            function.family.close()


@pytest.mark.parametrize("what", ["own", "of_a_thread", "thread", "grandchild", "many"])
def test_all_that_a_function_starts_is_told(what: str) -> None:
    with running() as function:
        assert list(function.family.threads().values()) == [1]
        for _ in range(2):
            function.do(what)
            wait_until(lambda: function.family.threads() == function.by_paths(), "both tell the same")
        assert sum(function.family.threads().values()) > 2


def test_no_more_are_counted_than_is_asked_for() -> None:
    with running() as function:
        function.do("many")
        wait_until(lambda: function.family.threads() == function.by_paths(), "all are there")
        assert sum(function.family.threads(10).values()) == 11
        assert sum(function.family.threads(1000).values()) == 301


def test_its_peak_is_told_as_it_grows() -> None:
    with running() as function:
        before = function.family.peak_kib()
        assert before == function.peak_by_path() > 0
        function.do("memory")
        assert function.family.peak_kib() == function.peak_by_path() > before + 60 * 1024


def test_of_a_function_that_has_ended_nothing_is_told() -> None:
    with running() as function:
        function.do("own")
        assert len(function.family.threads()) == 2
        function.do("end")
        wait_until(lambda: not function.family.threads(), "nothing is there any more")
        assert function.family.peak_kib() == 0


def test_files_stay_open_until_it_is_closed() -> None:
    with running() as function:
        before = open_files()
        for _ in range(3):
            function.family.threads()
            function.family.peak_kib()
        assert open_files() == before + 3
        function.family.close()
        assert open_files() == before
        assert (function.family.threads(), function.family.peak_kib()) == ({}, 0)


def open_files() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


def test_of_nobody_nothing_is_told() -> None:
    family = Family(0)
    assert (family.threads(), family.peak_kib()) == ({}, 0)
