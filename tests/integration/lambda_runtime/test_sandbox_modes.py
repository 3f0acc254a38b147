"""Sandboxes without LocalStack around them, in every way a zygote can begin."""

import json
import os
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from time import monotonic

import psutil
import pytest

from emulator.lambda_ import variables
from emulator.lambda_.freezer import Freezer
from emulator.lambda_.guest.rapid import wire
from emulator.lambda_.interpreters import Interpreter, installed
from emulator.lambda_.output import LogEvent
from emulator.lambda_.process import RuntimeProcess
from emulator.lambda_.processes import descendants
from emulator.lambda_.sandbox import Answer, Invocation, Limits, Sandbox
from emulator.lambda_.zygote import Mode, Zygote
from harness.home import PROJECT, Home
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

        def begin() -> RuntimeProcess:
            return RuntimeProcess(zygote, launch, limits.max_response_bytes)

        sandbox = Sandbox("$LATEST", limits, begin, ignore, freezer=Freezer())
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
    if os.geteuid() != 0 or shutil.which("setpriv") is None:
        pytest.skip("only root can give a capability up, with setpriv")
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


HOSTILE = """
import os, socket, threading
def connect():
    host, port = os.environ["AWS_LAMBDA_RUNTIME_API"].split(":")
    return socket.create_connection((host, int(port)))
HOST = os.environ["AWS_LAMBDA_RUNTIME_API"].encode()
ASK = b"GET /2018-06-01/runtime/invocation/next HTTP/1.1\\r\\nHost: %s\\r\\n\\r\\n" % HOST
"""


def test_requests_in_a_pipeline_hang_no_invocation(open_sandbox: Open) -> None:
    source = (
        HOSTILE
        + """
def handler(event, context):
    one = connect(); one.sendall(ASK * 2); one.shutdown(socket.SHUT_WR)
    kept.append(connect()); kept[-1].sendall(ASK * 2)
    return "fine"
kept = []
"""
    )
    sandbox = open_sandbox(source, timeout_s=5)
    for _ in range(3):
        assert json.loads(call(sandbox).payload) == "fine"


def test_endless_output_in_the_background_hangs_no_invocation(open_sandbox: Open) -> None:
    source = """
import subprocess
def handler(event, context):
    subprocess.Popen(["yes"])
    return "fine"
"""
    sandbox = open_sandbox(source, timeout_s=5)
    for _ in range(3):
        assert json.loads(call(sandbox).payload) == "fine"


def test_one_environment_s_runtime_api_answers_no_other(open_sandbox: Open) -> None:
    source = (
        HOSTILE
        + """
def handler(event, context):
    if event is None:
        return os.environ["AWS_LAMBDA_RUNTIME_API"]
    one = socket.create_connection((event.split(":")[0], int(event.split(":")[1])), timeout=10)
    try:
        one.sendall(ASK)
        return one.recv(4096).decode()
    except OSError as error:
        return ""
"""
    )
    robbed, robber = open_sandbox(source), open_sandbox(source)
    address = json.loads(call(robbed).payload)
    results: list[bytes] = []
    asking = threading.Thread(target=lambda: results.append(call(robber, address).payload))
    asking.start()
    while asking.is_alive():
        assert json.loads(call(robbed).payload) == address
        asking.join(0.02)
    assert results == [b'""']


@pytest.mark.parametrize("size_mb", [200])
def test_a_large_response_is_not_kept_before_it_is_refused(open_sandbox: Open, size_mb: int) -> None:
    sandbox = open_sandbox(f"def handler(event, context): return 'x' * ({size_mb} << 20)", memory_mb=2048)
    before = psutil.Process().memory_info().rss
    answer = call(sandbox)
    assert json.loads(answer.payload)["errorType"] == "Function.ResponseSizeTooLarge"
    assert psutil.Process().memory_info().rss - before < size_mb // 4 << 20


def test_output_is_kept_up_to_a_bound_and_the_log_says_so(open_sandbox: Open) -> None:
    source = """
import os
def handler(event, context):
    for _ in range(event): os.write(1, b"x" * 9999 + b"\\n")
    return "fine"
"""
    sandbox = open_sandbox(source)
    before = psutil.Process().memory_info().rss
    answer = call(sandbox, 20_000)
    assert json.loads(answer.payload) == "fine"
    assert "beyond 16777216 bytes isn't kept" in answer.log
    assert answer.output_cut
    assert len(answer.log) <= 1 << 16
    assert psutil.Process().memory_info().rss - before < 100 << 20
    assert "beyond" not in call(sandbox, 3).log


def test_memory_in_a_file_without_a_name_counts(open_sandbox: Open) -> None:
    source = """
import os, time
def handler(event, context):
    file = os.memfd_create("x")
    for _ in range(600): os.write(file, b"x" * (1 << 20))
    time.sleep(60)
"""
    answer = call(open_sandbox(source, memory_mb=256))
    assert json.loads(answer.payload)["errorType"] == "Runtime.OutOfMemory"


def test_no_namespace_of_its_own_hides_memory(open_sandbox: Open, mode: Mode) -> None:
    if mode != "isolated":
        pytest.skip("functions that share the machine's file system may do what their user may")
    source = """
import ctypes, errno, os, subprocess, threading
libc = ctypes.CDLL(None, use_errno=True)
def tried(call, *arguments):
    return errno.errorcode[ctypes.get_errno()] if call(*arguments) == -1 else "done"
def handler(event, context):
    ways = {
        "unshare": tried(libc.unshare, 0x10000000),
        "with others": tried(libc.unshare, 0x10020000),
        "clone": tried(libc.syscall, {"x86_64": 56, "aarch64": 220}[os.uname().machine], 0x10000000 | 17, 0, 0, 0, 0),
        "clone3": tried(libc.syscall, 435, 0, 0),
        "mount": tried(libc.mount, b"none", b"/tmp", b"tmpfs", 0, None),
    }
    thread = threading.Thread(target=ways.setdefault, args=("thread", "runs")); thread.start(); thread.join()
    return ways | {"child": subprocess.run(["echo", "runs"], capture_output=True, text=True).stdout.strip()}
"""
    assert json.loads(call(open_sandbox(source)).payload) == {
        "unshare": "EPERM",
        "with others": "EPERM",
        "clone": "EPERM",
        "clone3": "ENOSYS",
        "mount": "EPERM",
        "thread": "runs",
        "child": "runs",
    }


def test_shared_memory_is_seen_by_its_own_function_only(open_sandbox: Open, mode: Mode) -> None:
    if mode != "isolated":
        pytest.skip("functions that share the machine's file system may do what their user may")
    source = """
import ctypes
libc = ctypes.CDLL(None)
def handler(event, context): return libc.shmget(876545, 4096, 0o1666 if event else 0o666) >= 0
"""
    first, second = open_sandbox(source), open_sandbox(source)
    assert json.loads(call(first, True).payload)
    assert json.loads(call(first, False).payload)
    assert not json.loads(call(second, False).payload)
