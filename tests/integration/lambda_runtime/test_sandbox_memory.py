"""What functions hold is counted wherever it is kept, and what they say is kept up to a bound."""

import json

import psutil
import pytest

from emulator.lambda_.zygote import Mode
from tests.integration.lambda_runtime.sandboxes import Open, call


def test_a_function_that_takes_more_memory_than_it_has_is_killed(open_sandbox: Open) -> None:
    source = """
import time
def handler(event, context):
    held = bytearray(event * 1024 * 1024)
    time.sleep(15 if event > 128 else 0)
    return len(held)
"""
    sandbox = open_sandbox(source, memory_mb=128)
    answer = call(sandbox, 300)
    assert json.loads(answer.payload) == {
        "errorType": "Runtime.OutOfMemory",
        "errorMessage": "RequestId: id Error: Runtime exited with error: signal: killed",
    }
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
