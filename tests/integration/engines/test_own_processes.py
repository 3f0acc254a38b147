"""An embedded emulator's processes are found wherever they are, and nobody else's is taken for one."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path

import psutil
import pytest

from harness.engines.own_processes import has_ended, processes_of, wait_for_the_end
from harness.run.clock import Deadline

WAITS = "import sys; print(flush=True); sys.stdin.read()"
FIRST_THREAD_ENDS = """
import ctypes, sys, threading
threading.Thread(target=sys.stdin.read).start()
print(flush=True)
ctypes.CDLL(None).pthread_exit(None)
"""
Start = Callable[..., int]


@pytest.fixture
def start() -> Iterator[Start]:
    """Start a Python program that waits; its process id."""
    with ExitStack() as stack:

        def starts(*command: str, cwd: Path | None = None, environment: Mapping[str, str] | None = None) -> int:
            process = stack.enter_context(
                subprocess.Popen(
                    [sys.executable, *(command or ("-c", WAITS))],
                    cwd=cwd,
                    env={**os.environ, **(environment or {})},
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                )
            )
            stack.callback(process.kill)
            assert process.stdout
            process.stdout.readline()
            return process.pid

        yield starts


def pids(folder: Path) -> set[int]:
    return {process.pid for process in processes_of(folder)}


def test_a_shell_in_the_folder_and_the_reader_of_its_log_are_nobody_s(tmp_path: Path, start: Start) -> None:
    start(cwd=tmp_path)
    start("-c", WAITS, "-f", str(tmp_path / "localstack.log"))
    start("-c", WAITS, "start.py", str(tmp_path / "zygote"))
    start(environment={"PWD": str(tmp_path), "TMPDIR": str(tmp_path / "tmp")})
    assert pids(tmp_path) == set()


def test_the_emulator_in_a_folder_with_a_longer_name_is_another_one(tmp_path: Path, start: Start) -> None:
    other = start(environment={"HARNESS_WORK_DIR": str(tmp_path / "engine-2" / "functions")})
    assert pids(tmp_path / "engine") == set()
    assert pids(tmp_path / "engine-2") == {other}


def test_the_emulator_and_what_it_started_are_found_by_their_environment(tmp_path: Path, start: Start) -> None:
    starts_another = (
        "import subprocess, sys\n"
        f"child = subprocess.Popen([sys.executable, '-c', {WAITS!r}], env={{}}, stdout=sys.stdout)\n"
        "child.wait()\n"
    )
    emulator = start("-c", starts_another, environment={"HARNESS_WORK_DIR": str(tmp_path / "functions")})
    children = {child.pid for child in psutil.Process(emulator).children()}
    assert children
    assert pids(tmp_path) == {emulator, *children}


@pytest.mark.parametrize("arguments", [("zygote", "6", "{}/functions/zygotes", "inside"), ("function", "", "{}/tmp")])
def test_what_runs_functions_is_found_by_its_command_line(
    arguments: tuple[str, ...], tmp_path: Path, start: Start
) -> None:
    program = tmp_path / "start.py"
    program.write_text(WAITS)
    folder = tmp_path / "engine"
    assert pids(folder) == set()
    assert start(str(program), *(each.format(folder) for each in arguments)) in pids(folder)


def test_a_function_is_found_by_its_task_folder(tmp_path: Path, start: Start) -> None:
    function = start(environment={"LAMBDA_TASK_ROOT": str(tmp_path / "functions" / "a" / "task")})
    assert pids(tmp_path) == {function}


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere a process has ended with its first thread")
def test_a_process_runs_while_any_of_its_threads_does(start: Start) -> None:
    process = psutil.Process(start("-c", FIRST_THREAD_ENDS))
    deadline = Deadline.after(10)
    while process.status() != psutil.STATUS_ZOMBIE and not deadline.passed:
        deadline.nap(0.01)
    assert process.status() == psutil.STATUS_ZOMBIE
    assert not has_ended(process)
    process.kill()
    assert wait_for_the_end([process], Deadline.after(10)) == []
