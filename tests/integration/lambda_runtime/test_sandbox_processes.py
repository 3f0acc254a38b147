"""An environment is ended whatever it does: with more than 1,024 processes and threads, or by a fault."""

import json
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from signal import SIGCONT, SIGSTOP

import pytest

from emulator.lambda_ import processes
from emulator.lambda_.process import MOST_TASKS
from emulator.lambda_.sandbox import Sandbox
from tests.integration.lambda_runtime.functions import wait_until
from tests.integration.lambda_runtime.sandboxes import Open, call

pytestmark = pytest.mark.skipif(not processes.KNOWN, reason="this system doesn't tell what a process started")
MEMORY_MB = 10240
"""Enough for all of them: memory isn't what ends them."""
BOMB = """
import os, threading, time

def processes():
    for _ in range(5000):
        if os.fork() == 0:
            time.sleep(60)
            os._exit(0)

def threads():
    for _ in range(5000):
        threading.Thread(target=time.sleep, args=(60,), daemon=True).start()
"""
WAYS = {"processes": "processes()", "threads": "threads()", "a child's": "os.fork() or processes()"}
KILLED = {
    "errorType": "Runtime.ExitError",
    "errorMessage": "RequestId: id Error: Runtime exited with error: signal: killed",
}


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
def test_one_that_has_more_while_it_works(open_sandbox: Open, way: str) -> None:
    source = (
        f"{BOMB}\ndef handler(event, context):\n    if event:\n        {way}\n        time.sleep(60)\n    return 'well'"
    )
    sandbox = open_sandbox(source, memory_mb=MEMORY_MB, timeout_s=60)
    answer = call(sandbox, 1)
    assert json.loads(answer.payload) == KILLED
    assert f"had more than {MOST_TASKS} processes and threads" in answer.log
    again = call(sandbox, 0)
    assert json.loads(again.payload) == "well"
    assert "more than" not in again.log


def test_one_that_has_more_while_it_begins(open_sandbox: Open) -> None:
    source = f"{BOMB}\nprocesses()\ndef handler(event, context): return 'well'"
    answer = call(open_sandbox(source, memory_mb=MEMORY_MB, timeout_s=60))
    assert json.loads(answer.payload) == KILLED
    assert f"had more than {MOST_TASKS} processes and threads" in answer.log


def test_one_that_has_more_once_it_has_answered(open_sandbox: Open) -> None:
    source = f"{BOMB}\ndef handler(event, context):\n    if os.fork() == 0: processes()\n    return 'well'"
    sandbox = open_sandbox(source, memory_mb=MEMORY_MB, timeout_s=60)
    assert json.loads(call(sandbox).payload) == "well"
    wait_until(is_bounded(sandbox), "an end or a stop of what it began")


def test_one_that_keeps_to_it_goes_on(open_sandbox: Open) -> None:
    source = f"""{BOMB}
def handler(event, context):
    begun = [threading.Thread(target=time.sleep, args=(0.5,)) for _ in range(900)]
    for each in begun: each.start()
    for each in begun: each.join()
    return len(begun)
"""
    assert json.loads(call(open_sandbox(source, memory_mb=MEMORY_MB, timeout_s=60)).payload) == 900


def is_bounded(sandbox: Sandbox) -> Callable[[], bool]:
    """Whether it has few processes, and no more than the last time that somebody looked."""
    before = -1

    def look() -> bool:
        nonlocal before
        process = sandbox._process
        now = len(processes.descendants(process.pid)) if process is not None else 0
        before, same = now, now == before
        return same and now <= MOST_TASKS

    return look


def state(pid: int) -> str:
    """A process's state as Linux tells it, such as `R` or `T` (stopped); nothing when it has ended."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return ""


def test_one_that_is_ended_at_work_does_nothing_more(open_sandbox: Open) -> None:
    """However late the supervisor carries the order out: an answer that still came would be taken for the work's."""
    sandbox = open_sandbox("def handler(event, context):\n    while event: pass\n    return 'well'")
    with ThreadPoolExecutor(1) as caller:
        answer = caller.submit(call, sandbox, 1)
        process = sandbox._process
        assert process is not None
        wait_until(lambda: [state(pid) for pid in processes.descendants(process.pid)] == ["R"], "it works")
        os.kill(process.pid, SIGSTOP)
        try:
            sandbox.end_process()
            wait_until(lambda: {state(pid) for pid in processes.descendants(process.pid)} <= {"T"}, "it is held")
        finally:
            os.kill(process.pid, SIGCONT)
        assert json.loads(answer.result().payload) == KILLED
    assert json.loads(call(sandbox, 0).payload) == "well"
