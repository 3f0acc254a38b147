"""Sandboxes without LocalStack around them, in every way a zygote can begin."""

import json
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from time import monotonic

import psutil
import pytest

from emulator.lambda_ import variables
from emulator.lambda_.guest.rapid import wire
from emulator.lambda_.interpreters import Interpreter, installed
from emulator.lambda_.output import LogEvent
from emulator.lambda_.process import RuntimeProcess
from emulator.lambda_.sandbox import Answer, Invocation, Limits, Sandbox
from emulator.lambda_.zygote import Mode, Zygote
from harness.home import Home
from tests.integration.lambda_runtime.functions import wait_until

MODES: tuple[Mode, ...] = ("isolated", "shared", "bare")
Open = Callable[..., Sandbox]


@pytest.fixture(params=MODES)
def mode(request: pytest.FixtureRequest) -> Mode:
    chosen: Mode = request.param
    return chosen


@pytest.fixture
def interpreter() -> Interpreter:
    return installed(Home.default().runtimes)[0]


@pytest.fixture
def zygote(interpreter: Interpreter, mode: Mode, tmp_path: Path) -> Iterator[Zygote]:
    zygote = Zygote(interpreter, tmp_path / "zygotes", mode)
    if mode == "isolated" and not zygote.isolated:
        zygote.stop()
        pytest.skip(f"no mount namespaces here: {zygote.not_isolated}")
    yield zygote
    zygote.stop()


@pytest.fixture
def open_sandbox(zygote: Zygote, tmp_path: Path) -> Iterator[Open]:
    opened: list[Sandbox] = []

    def make(source: str, memory_mb: int = 512, timeout_s: int = 20, layer: dict[str, str] | None = None) -> Sandbox:
        folder = tmp_path / f"{len(opened)}"
        code, scratch = folder / "code", folder / "tmp"
        for place in (code, scratch):
            place.mkdir(parents=True)
        (code / "app.py").write_text(source)
        layers = folder / "layers" if layer else None
        for name, text in (layer or {}).items():
            (folder / "layers" / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / "layers" / name).write_text(text)
        found = zygote.interpreter
        places = (
            variables.AWS_PLACES
            if zygote.isolated
            else variables.shared_places(code, layers, found.folder, found.libraries, scratch)
        )

        def launch(address: str) -> wire.Launch:
            given = variables.for_function({"_HANDLER": "app.handler"}, {}, "python3.11", address, places)
            seen = places.layers if layers else None
            return wire.Launch(given, str(code), str(layers) if layers else None, str(scratch), seen)

        limits = Limits(timeout_s, memory_mb, 6_291_556)
        sandbox = Sandbox("$LATEST", limits, lambda: RuntimeProcess(zygote, launch, limits.max_response_bytes), ignore)
        opened.append(sandbox)
        sandbox.start()
        return sandbox

    yield make
    for sandbox in opened:
        sandbox.stop()


def ignore(_: list[LogEvent]) -> None:
    return None


def call(sandbox: Sandbox, event: object = None) -> Answer:
    return sandbox.invoke(Invocation("id", json.dumps(event).encode()))


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
        wait_until(partial(none_sleeps, seconds), "their end", deadline_s=5)


def none_sleeps(seconds: str) -> bool:
    return not sleepers(seconds)


def sleepers(seconds: str) -> list[int]:
    found = []
    for process in psutil.process_iter(["cmdline", "status"]):
        running = process.info["status"] != psutil.STATUS_ZOMBIE
        if running and process.info["cmdline"] == ["sleep", seconds]:
            found.append(process.pid)
    return found


def test_a_process_that_dies_while_idle_is_replaced(open_sandbox: Open) -> None:
    source = """
import os, threading
def handler(event, context):
    if event:
        threading.Timer(0.05, os._exit, [5]).start()
    return os.getpid()
"""
    sandbox = open_sandbox(source)
    first = call(sandbox, True)
    assert not first.is_error
    process = sandbox._process
    assert process is not None

    def ended() -> bool:
        process.poll()
        return process.ending is not None

    wait_until(ended, "its end")
    assert not call(sandbox, False).is_error
    assert sandbox._process is not process


def test_a_function_that_takes_more_memory_than_it_has_is_killed(open_sandbox: Open) -> None:
    source = """
import time
def handler(event, context):
    held = bytearray(event * 1024 * 1024)
    time.sleep(1)
    return len(held)
"""
    sandbox = open_sandbox(source, memory_mb=128)
    began_s = monotonic()
    answer = call(sandbox, 300)
    assert json.loads(answer.payload) == {
        "errorType": "Runtime.OutOfMemory",
        "errorMessage": "RequestId: id Error: Runtime exited with error: signal: killed",
    }
    assert monotonic() - began_s < 1
    assert "Error Type: Runtime.OutOfMemory" in answer.log
    assert json.loads(call(sandbox, 30).payload) == 30 * 1024 * 1024


def test_memory_shared_with_forked_processes_counts_once(open_sandbox: Open) -> None:
    source = """
import os, time
def handler(event, context):
    held = bytearray(60 * 1024 * 1024)
    children = [os.fork() for _ in range(4)]
    if 0 in children:
        time.sleep(30)
    time.sleep(0.5)
    for child in children:
        os.kill(child, 9)
    return len(held)
"""
    assert json.loads(call(open_sandbox(source, memory_mb=128)).payload) == 60 * 1024 * 1024


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
