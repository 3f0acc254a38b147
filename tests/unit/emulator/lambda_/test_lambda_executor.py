"""LocalStack's executor interface over a fake zygote: what a function is given, and what is told of it."""

from collections.abc import Iterator
from itertools import count
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from localstack.services.lambda_.invocation.executor_endpoint import StatusErrorException

from emulator.divergences import divergences
from emulator.lambda_.interpreters import Interpreter
from emulator.lambda_.zygote import ZygoteError, Zygotes
from emulator.localstack.lambda_.executor import ProcessRuntimeExecutor, stop_all
from emulator.localstack.lambda_.function_host import FunctionHost, Prepared, function_host
from tests.unit.emulator.lambda_.fakes import FakeFunction, FakeZygote, serve

_accounts = count(400_000_000_001)
GIVEN = {
    "_HANDLER": "app.handler",
    "AWS_LAMBDA_LOG_GROUP_NAME": "/aws/lambda/f",
    "AWS_LAMBDA_LOG_STREAM_NAME": "s",
    "AWS_LAMBDA_INITIALIZATION_TYPE": "on-demand",
}


class OneZygote(Zygotes):
    """The same zygote for every interpreter."""

    def __init__(self, zygote: FakeZygote) -> None:
        super().__init__(Path("/nowhere"))
        self.zygote = zygote
        self.stopped = False

    def of(self, interpreter: Interpreter) -> Any:
        return self.zygote

    def stop(self) -> None:
        self.stopped = True


class World:
    """One version of a function, its code unpacked."""

    def __init__(self, host: FunctionHost, folder: Path) -> None:
        self.host, self.folder = host, folder
        self.account_id = str(next(_accounts))
        self.version: Any = SimpleNamespace(
            id=SimpleNamespace(
                account=self.account_id, region="eu-central-1", function_name="f", qualifier="$LATEST",
            ),
            qualified_arn=f"arn:aws:lambda:eu-central-1:{self.account_id}:function:f:$LATEST",
            config=SimpleNamespace(
                runtime="python3.11", internal_revision="1", timeout=30, memory_size=128, environment={"OWN": "yes"},
                logging_config={}, ephemeral_storage=SimpleNamespace(size=512),
            ),
        )  # fmt: skip
        key = (self.version.qualified_arn, "1")
        host.prepared[key] = Prepared("python3.11", Interpreter(11, folder), folder / "code", None)
        self.executors = 0

    def executor(self, zygote: FakeZygote) -> ProcessRuntimeExecutor:
        self.host.zygotes = OneZygote(zygote)
        self.executors += 1
        return ProcessRuntimeExecutor(f"e{self.executors}", self.version)

    @property
    def touched(self) -> list[str]:
        """The divergences that the account met."""
        return [identifier for identifier, _ in divergences.of_account(self.account_id)[1]]


def payload(event: str) -> dict[str, str]:
    return {"invoke-id": "id-1", "invoked-function-arn": "arn", "trace-id": "Root=1", "payload": event}


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    monkeypatch.setenv("HARNESS_WORK_DIR", str(tmp_path))
    function_host.cache_clear()
    host = function_host()
    monkeypatch.setattr(host.delivery, "put", lambda *_: None)
    yield World(host, tmp_path)
    stop_all(host)
    function_host.cache_clear()


def test_a_function_gets_its_events_and_its_environment_ends_with_its_folder(world: World) -> None:
    zygote = FakeZygote()
    executor = world.executor(zygote)
    executor.start(dict(GIVEN))
    result = executor.invoke(payload('{"a": 1}'))
    assert (result.payload, result.is_error, result.request_id) == (b'{"a": 1}', False, "id-1")
    assert 'got {"a": 1}' in executor.get_logs()
    launch = zygote.functions[0].launch
    assert launch.environment["OWN"] == "yes"
    assert launch.environment["_HANDLER"] == "app.handler"
    scratch = Path(launch.scratch)
    assert scratch.is_dir()
    executor.stop()
    zygote.functions[0].thread.join(30)
    assert not scratch.parent.exists()
    assert "lambda-process-executor" in world.touched


def test_a_lost_zygote_is_tried_again_once(world: World) -> None:
    executor = world.executor(FakeZygote(failures=1))
    executor.start(dict(GIVEN))
    assert executor.invoke(payload("1")).payload == b"1"
    with pytest.raises(ZygoteError):
        world.executor(FakeZygote(failures=2)).start(dict(GIVEN))


def test_a_function_on_the_machines_own_paths_is_told_as_a_divergence(world: World) -> None:
    zygote = FakeZygote()
    zygote.isolated, zygote.not_isolated = False, "not permitted"
    executor = world.executor(zygote)
    executor.start(dict(GIVEN))
    assert zygote.functions[0].launch.environment["LAMBDA_TASK_ROOT"] == str(world.folder / "code")
    assert "lambda-no-mount-namespace" in world.touched


def test_more_in_its_scratch_folder_than_it_may_have_is_told_as_a_divergence(world: World) -> None:
    def fills(function: FakeFunction) -> None:
        (Path(function.launch.scratch) / "file").write_bytes(b"x" * 4096)
        serve(function)

    world.version.config.ephemeral_storage.size = 0
    executor = world.executor(FakeZygote(fills))
    executor.start(dict(GIVEN))
    executor.invoke(payload("1"))
    assert "lambda-ephemeral-storage" in world.touched


def test_a_failed_initialisation_fails_provisioned_concurrency_and_waits_for_an_event_otherwise(world: World) -> None:
    def fails(function: FakeFunction) -> None:
        function.ask("POST", "/init/error", b'{"errorType": "Mine"}')
        function.wait_for_the_order()

    with pytest.raises(StatusErrorException):
        world.executor(FakeZygote(fails)).start({**GIVEN, "AWS_LAMBDA_INITIALIZATION_TYPE": "provisioned-concurrency"})
    executor = world.executor(FakeZygote(fails))
    executor.start(dict(GIVEN))
    assert executor.invoke(payload("1")).payload == b'{"errorType": "Mine"}'


def test_stopping_all_ends_every_environment_and_the_zygotes(world: World) -> None:
    zygote = FakeZygote()
    for _ in range(2):
        world.executor(zygote).start(dict(GIVEN))
    stop_all(world.host)
    for function in zygote.functions:
        function.thread.join(30)
        assert not function.thread.is_alive()
    assert cast(OneZygote, world.host.zygotes).stopped
