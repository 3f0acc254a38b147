"""Sandboxes without LocalStack around them, in every way a zygote can begin."""

import json
import os
import shutil
import signal
import subprocess
import sys
from functools import partial
from pathlib import Path

import psutil
import pytest

from emulator.lambda_.interpreters import Interpreter
from emulator.lambda_.processes import descendants
from emulator.lambda_.sandbox import Sandbox
from emulator.lambda_.zygote import Zygote
from harness.home import PROJECT, Home
from tests.integration.lambda_runtime.functions import wait_until
from tests.integration.lambda_runtime.sandboxes import Open, call
from tests.integration.machine import is_full_root


def test_a_function_answers_and_stays_warm(open_sandbox: Open) -> None:
    sandbox = open_sandbox(
        "count = 0\ndef handler(event, context):\n    global count; count += 1\n    return [event, count]"
    )
    assert json.loads(call(sandbox, "a").payload) == ["a", 1]
    assert json.loads(call(sandbox, "b").payload) == ["b", 2]


def test_only_the_runtime_s_libraries_and_the_layers_are_there(open_sandbox: Open) -> None:
    source = """
import boto3, in_layer, importlib.util
def handler(event, context):
    return [in_layer.WHO, [name for name in event if importlib.util.find_spec(name)]]
"""
    sandbox = open_sandbox(source, layer={"python/in_layer.py": "WHO = 'layer'"})
    answer = call(sandbox, ["psutil", "localstack", "pytest", "rapid", "emulator", "boto3", "awslambdaric"])
    assert json.loads(answer.payload) == ["layer", ["boto3", "awslambdaric"]]


def test_temporary_files_go_to_a_folder_of_its_own(open_sandbox: Open, tmp_path: Path) -> None:
    source = """
import tempfile
def handler(event, context): return open(tempfile.gettempdir() + "/here", "w").write("x")
"""
    assert json.loads(call(open_sandbox(source)).payload) == 1
    assert (tmp_path / "0" / "tmp" / "here").read_text() == "x"


def test_nothing_it_started_outlives_it(open_sandbox: Open) -> None:
    source = """
import subprocess
def handler(event, context):
    subprocess.Popen(["sleep", event])
    subprocess.Popen(["sleep", event], start_new_session=True)
"""
    for seconds, end in (("876541", Sandbox.stop), ("876542", Sandbox.kill)):
        sandbox = open_sandbox(source)
        call(sandbox, seconds)
        assert len(sleepers(seconds)) == 2
        end(sandbox)
        wait_until(partial(gone, seconds), "their end", deadline_s=5)


def sleepers(seconds: str) -> list[int]:
    found = []
    for process in psutil.process_iter(["cmdline", "status"]):
        running = process.info["status"] != psutil.STATUS_ZOMBIE
        if running and process.info["cmdline"] == ["sleep", seconds]:
            found.append(process.pid)
    return found


def stopped(pid: int) -> bool:
    return psutil.Process(pid).status() == psutil.STATUS_STOPPED


def gone(seconds: str) -> bool:
    return not sleepers(seconds)


def test_a_process_that_dies_while_idle_is_replaced(open_sandbox: Open) -> None:
    source = """
import os
def handler(event, context): return os.getpid()
"""
    sandbox = open_sandbox(source)
    first = call(sandbox)
    assert not first.is_error
    process = sandbox._process
    assert process is not None
    os.kill(descendants(process.pid)[0], signal.SIGKILL)

    def ended() -> bool:
        process.poll()
        return process.ending is not None

    wait_until(ended, "its end")
    assert not call(sandbox).is_error
    assert sandbox._process is not process


def test_a_zygote_that_can_t_isolate_goes_on_without_and_says_why(interpreter: Interpreter, tmp_path: Path) -> None:
    folder = tmp_path / "zygotes"
    folder.mkdir()
    (folder / "root").write_text("in the way")
    zygote = Zygote(interpreter, folder, "isolated")
    try:
        assert not zygote.isolated
        assert "root" in zygote.not_isolated
    finally:
        zygote.stop()


WITHOUT_PTRACE = """
import sys
from pathlib import Path
from emulator.lambda_.interpreters import installed
from emulator.lambda_.zygote import Zygote
zygote = Zygote(installed(Path(sys.argv[1]))[0], Path(sys.argv[2]), "isolated")
print(zygote.isolated, zygote.not_isolated)
zygote.stop()
"""


def test_root_that_may_not_look_into_a_function_goes_on_without_isolation(tmp_path: Path) -> None:
    dropped = ["setpriv", "--bounding-set=-sys_ptrace", "--inh-caps=-sys_ptrace"]
    if not is_full_root() or shutil.which("setpriv") is None:
        pytest.skip("only the machine's root can give a capability up, with setpriv")
    command = [*dropped, sys.executable, "-c", WITHOUT_PTRACE, str(Home.default().runtimes), str(tmp_path)]
    said = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, timeout=60, check=True).stdout
    assert said == "False can't see which sockets another user's process holds: that takes CAP_SYS_PTRACE\n"


def test_what_goes_on_in_the_background_is_frozen_between_invocations(open_sandbox: Open) -> None:
    source = """
import subprocess, threading, time
children = []
def spin():
    while True: time.sleep(0.001)
def begin():
    children.append(subprocess.Popen(["sleep", "876543"], start_new_session=True))
def handler(event, context):
    if not children:
        threading.Thread(target=spin, daemon=True).start()
        starting = threading.Thread(target=begin); starting.start(); starting.join()
        children.append(subprocess.Popen(["sleep", "876543"]))
    return [open(f"/proc/{child.pid}/stat").read().rpartition(")")[2].split()[0] for child in children]
"""
    sandbox = open_sandbox(source)
    for _ in range(3):
        assert "T" not in json.loads(call(sandbox).payload)
        assert sandbox._process is not None
        below = descendants(sandbox._process.pid)
        assert len(below) == 3
        for pid in below:
            wait_until(partial(stopped, pid), "frozen")


def test_what_is_frozen_ends_with_its_environment(open_sandbox: Open) -> None:
    source = """
import subprocess
def handler(event, context): subprocess.Popen(["sleep", "876544"], start_new_session=True)
"""
    for end in (Sandbox.stop, Sandbox.kill):
        sandbox = open_sandbox(source)
        call(sandbox)
        (one,) = sleepers("876544")
        wait_until(partial(stopped, one), "frozen")
        end(sandbox)
        wait_until(partial(gone, "876544"), "the end of what it started")
