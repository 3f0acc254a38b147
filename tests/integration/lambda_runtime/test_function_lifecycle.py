"""Warm, cold, many at once, gone: the life of environments."""

import base64
import json
import os
import signal
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Any

import psutil
import pytest

from bootstrap.clients import Clients
from harness.engines.embedded import EmbeddedEngine
from harness.engines.free_port import free_port
from harness.engines.own_processes import processes_of
from harness.home import Home
from tests.integration.lambda_runtime.functions import Deploy, archive, wait_until

WHO = """
import os, time, uuid
me = str(uuid.uuid4())
def handler(event, context):
    time.sleep(event or 0)
    return me
"""


def test_a_warm_environment_is_used_again(deploy: Deploy) -> None:
    function = deploy(WHO)
    first = function()
    later = [function() for _ in range(5)]
    assert {reply.payload for reply in later} == {first.payload}
    assert "Init Duration" in first.tail
    assert not any("Init Duration" in reply.tail for reply in later)


def test_invocations_at_the_same_time_have_environments_of_their_own(deploy: Deploy) -> None:
    function = deploy(WHO, Timeout=30)
    with ThreadPoolExecutor(10) as pool:
        replies = list(pool.map(function, [2.0] * 10))
    assert len({reply.payload for reply in replies}) == 10


def test_short_invocations_at_the_same_time_share_environments(deploy: Deploy) -> None:
    """Each would be served by an environment that becomes free sooner than by one of its own."""
    function = deploy(WHO)
    function()
    with ThreadPoolExecutor(16) as pool:
        replies = list(pool.map(function, [0] * 160))
    assert len({reply.payload for reply in replies}) < 16


def test_new_code_gets_new_environments_and_the_invocation_in_progress_ends_well(deploy: Deploy) -> None:
    source = """
import tempfile, time
def handler(event, context):
    print("begun")
    with open(tempfile.gettempdir() + "/kept", "w") as file:
        time.sleep(event or 0)
        file.write("x")
    return open(tempfile.gettempdir() + "/kept").read()
"""
    function = deploy(source, Timeout=30)
    with ThreadPoolExecutor(1) as pool:
        before = pool.submit(function, 3.0)
        function.log_with("begun")
        deploy.clients.lambda_.update_function_code(
            FunctionName=function.name, ZipFile=archive({"app.py": "def handler(event, context): return 'new'"})
        )
        deploy.clients.lambda_.get_waiter("function_updated_v2").wait(FunctionName=function.name)
        assert function().payload == "new"
        assert not before.done()
        assert (before.result().payload, before.result().error) == ("x", None)
    assert [message for _, message in function.log_with("REPORT")].count("begun\n") == 1


def test_the_context_is_aws_s(deploy: Deploy) -> None:
    source = """
def handler(event, context):
    return [context.function_name, context.function_version, context.invoked_function_arn, context.memory_limit_in_mb,
            context.client_context.custom, context.get_remaining_time_in_millis(), context.log_group_name]
"""
    function = deploy(source, Timeout=9, MemorySize=256)
    custom = base64.b64encode(b'{"custom": {"from": "caller"}}').decode()
    name, version, arn, memory, client, left, group = function(None, ClientContext=custom).payload
    assert (name, version, memory, client) == (function.name, "$LATEST", "256", {"from": "caller"})
    assert arn == f"arn:aws:lambda:us-east-1:{function.clients.account_id}:function:{function.name}"
    assert group == f"/aws/lambda/{function.name}"
    assert 8000 < left <= 9000


def test_a_function_declared_for_another_python_runs_on_what_there_is_and_says_so(
    deploy: Deploy, engine: EmbeddedEngine
) -> None:
    from harness.engines.health import get_json

    source = """
import os, sys
def handler(event, context): return [list(sys.version_info[:2]), os.environ["AWS_EXECUTION_ENV"]]
"""
    there = {folder.name for folder in engine.home.runtimes.iterdir()}
    missing = next(name for name in ("python3.8", "python3.9") if name not in there)
    version, declared = deploy(source, runtime=missing)().payload
    assert f"python{version[0]}.{version[1]}" in there
    assert declared == f"AWS_Lambda_{missing}"
    answer = get_json(engine.start(), f"/_harness/divergences?account={deploy.clients.account_id}")
    assert answer is not None
    runs_on = f"{missing} runs on Python {version[0]}.{version[1]}"
    assert {"id": "lambda-runtime-version", "detail": runs_on} in answer["divergences"]


def test_the_declared_interpreter_is_used_where_it_is(deploy: Deploy, engine: EmbeddedEngine) -> None:
    source = "import sys\ndef handler(event, context): return 'python%d.%d' % sys.version_info[:2]"
    for folder in engine.home.runtimes.iterdir():
        assert deploy(source, runtime=folder.name)().payload == folder.name


@pytest.fixture
def own_engine(tmp_path: Path) -> Any:
    """An emulator of this test's own, to be stopped by it."""
    engine = EmbeddedEngine(Home(tmp_path / "home"), port=free_port())
    yield engine
    engine.stop()


def emulator_of(engine: EmbeddedEngine) -> psutil.Process:
    """LocalStack's process."""
    return psutil.Process(json.loads(engine.pid_file.read_text())["pid"])


def command_of(process: psutil.Process) -> str:
    """Its command line; empty once it is gone."""
    with suppress(psutil.NoSuchProcess):
        return " ".join(process.cmdline())
    return ""


def busy(engine: EmbeddedEngine) -> tuple[list[int], ThreadPoolExecutor]:
    """Several environments, idle and in the middle of an invocation; all processes that belong to the emulator."""
    deploy = Deploy(Clients(engine.start()))
    source = """
import subprocess, time
subprocess.Popen(["sleep", "987654"], start_new_session=True)
def handler(event, context): time.sleep(event or 0)
"""
    function = deploy(source, Timeout=60)
    function()
    pool = ThreadPoolExecutor(3)
    for _ in range(3):
        pool.submit(function, 50)
    emulator = emulator_of(engine)

    def started() -> list[psutil.Process] | None:
        found = [emulator, *emulator.children(recursive=True)]
        return found if sum("987654" in command_of(process) for process in found) >= 3 else None

    everything = wait_until(started, "three environments with a process of their own")
    return [process.pid for process in everything], pool


def all_gone(pids: list[int]) -> bool:
    """True when none of them runs any more."""

    def ended(pid: int) -> bool:
        try:
            return psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
        except psutil.NoSuchProcess:
            return True

    return all(map(ended, pids))


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGSEGV])
def test_no_process_survives_the_emulator_s_sudden_death(own_engine: EmbeddedEngine, how: signal.Signals) -> None:
    own_engine.start()
    pids, pool = busy(own_engine)
    os.kill(emulator_of(own_engine).pid, how)
    wait_until(lambda: all_gone(pids), "the end of every process", deadline_s=10)
    assert processes_of(own_engine.folder) == []
    pool.shutdown(wait=False, cancel_futures=True)


def test_functions_end_before_the_emulator_does(own_engine: EmbeddedEngine) -> None:
    own_engine.start()
    pids, pool = busy(own_engine)
    emulator, *environments = pids
    os.kill(emulator, signal.SIGTERM)
    wait_until(lambda: all_gone(environments), "the end of every environment", deadline_s=10)
    own_engine.stop()
    assert all_gone(pids)
    pool.shutdown(wait=False, cancel_futures=True)


def test_a_lost_zygote_is_replaced_and_warm_environments_stay(own_engine: EmbeddedEngine) -> None:
    deploy = Deploy(Clients(own_engine.start()))
    warm = deploy(WHO)
    before = warm().payload
    zygotes = [child for child in emulator_of(own_engine).children() if "zygote" in child.cmdline()]
    assert zygotes
    for zygote in zygotes:
        zygote.kill()
    assert warm().payload == before
    assert deploy(WHO)().error is None


@pytest.mark.slow
def test_forty_five_environments_at_once_fit_in_a_gigabyte(own_engine: EmbeddedEngine) -> None:
    deploy = Deploy(Clients(own_engine.start()))
    source = """
import boto3, time
table = boto3.client("dynamodb")
def handler(event, context): time.sleep(5)
"""
    function = deploy(source, Timeout=60)
    with ThreadPoolExecutor(45) as pool:
        assert not any(reply.error for reply in pool.map(lambda _: function(), range(45)))
    below = emulator_of(own_engine).children(recursive=True)
    assert len(below) >= 90
    assert sum(process.memory_full_info().pss for process in below) < 2**30


def test_every_process_is_found_by_the_emulator_s_folder(own_engine: EmbeddedEngine) -> None:
    deploy = Deploy(Clients(own_engine.start()))
    deploy("def handler(event, context): pass")()
    deploy("import boto3\ndef handler(event, context): pass", {"boto3.py": ""})()
    found = {process.pid for process in processes_of(own_engine.folder)}
    below = {process.pid for process in emulator_of(own_engine).children(recursive=True)}
    assert len(below) >= 5
    assert below <= found
