"""The seam to LocalStack: its abstract `RuntimeExecutor`, carried out by a sandbox on this machine."""

import logging
import threading
from typing import Any

from localstack import config
from localstack.constants import VERSION
from localstack.services.lambda_.invocation.executor_endpoint import StatusErrorException
from localstack.services.lambda_.invocation.lambda_models import FunctionVersion, InvocationResult
from localstack.services.lambda_.invocation.runtime_executor import LambdaRuntimeException, RuntimeExecutor

from emulator.divergences import divergences
from emulator.lambda_ import variables
from emulator.lambda_.guest.rapid import wire
from emulator.lambda_.process import RuntimeProcess
from emulator.lambda_.removal import remove
from emulator.lambda_.sandbox import Invocation, Limits, Sandbox
from emulator.lambda_.scratch import Scratch
from emulator.lambda_.zygote import Zygote, ZygoteError
from emulator.localstack.feed.invocations import told
from emulator.localstack.lambda_.delivery import Stream
from emulator.localstack.lambda_.function_host import FunctionHost, Prepared, function_host
from emulator.localstack.lambda_.preparation import forget, prepare

LOG = logging.getLogger(__name__)
FORMER_ANSWERS = tuple(map(int, VERSION.split(".")[:2])) < (4, 12)
"""Answers are those of the LocalStack release in use: 4.12 is the first that knows AWS's present one for a time-out."""
TOLD_OF_AN_ERROR = 300
"""Bytes of an error that who watches is told."""
_LIVING: set["ProcessRuntimeExecutor"] = set()


class ProcessRuntimeExecutor(RuntimeExecutor):
    """Runs one execution environment of a function version as a process of this machine."""

    def __init__(self, id: str, function_version: FunctionVersion) -> None:  # noqa: A002 - LocalStack's name
        super().__init__(id, function_version)
        self.client_context: str | None = None
        self._lock = threading.Lock()
        self._sandbox: Sandbox | None = None
        self._stopped = False
        self._folder = function_host().environments / id
        self._scratch = Scratch(self._folder / "tmp")
        self._log_tail = ""

    def start(self, env_vars: dict[str, Any]) -> None:
        """Start and initialise; an error in the function's own code is kept for its first invocation, as in AWS."""
        version = self.function_version
        prepared = prepare(version)
        env_vars = {**env_vars, **variables.of_logging(version.config.logging_config, version.id.function_name)}
        (self._folder / "tmp").mkdir(parents=True, exist_ok=True, mode=0o700)
        divergences.touch("lambda-process-executor", "functions run as processes of this machine", version.id.account)
        stream = Stream(
            version.id.account,
            version.id.region,
            env_vars["AWS_LAMBDA_LOG_GROUP_NAME"],
            env_vars["AWS_LAMBDA_LOG_STREAM_NAME"],
            version.id.function_name,
        )
        sandbox = Sandbox(
            version.id.qualifier,
            Limits(
                version.config.timeout,
                version.config.memory_size,
                int(config.LAMBDA_LIMITS_MAX_FUNCTION_PAYLOAD_SIZE_BYTES),
                FORMER_ANSWERS,
            ),
            lambda: self._launch(prepared, env_vars),
            lambda events: function_host().delivery.put(stream, events),
            self._ended,
            function_host().freezer,
        )
        with self._lock:
            if self._stopped:
                raise LambdaRuntimeException("the execution environment was stopped before it started")
            self._sandbox = sandbox
            _LIVING.add(self)
        sandbox.start()
        if sandbox.init_error and env_vars["AWS_LAMBDA_INITIALIZATION_TYPE"] == "provisioned-concurrency":
            raise StatusErrorException("the function's initialisation failed", payload=sandbox.init_error)

    def stop(self) -> None:
        """End the environment, after the invocation in progress if there is one."""
        with self._lock:
            self._stopped, sandbox = True, self._sandbox
        if sandbox is not None:
            sandbox.stop()

    def kill(self) -> None:
        """Order its end now, without waiting for it."""
        if self._sandbox is not None:
            self._sandbox.kill()

    def end_process(self) -> None:
        """End the function's process if it is at work, as the kernel would; the environment stays."""
        if self._sandbox is not None:
            self._sandbox.end_process()

    def _ended(self) -> None:
        _LIVING.discard(self)
        remove(self._folder)

    def invoke(self, payload: dict[str, str]) -> InvocationResult:
        """Hand an event to the function and wait for its answer."""
        if self._sandbox is None:
            raise LambdaRuntimeException("the execution environment has not been started")
        headers = [
            ("Lambda-Runtime-Invoked-Function-Arn", payload["invoked-function-arn"]),
            ("Lambda-Runtime-Trace-Id", payload["trace-id"]),
        ]
        if self.client_context:
            headers.append(("Lambda-Runtime-Client-Context", self.client_context))
        invocation = Invocation(payload["invoke-id"], payload["payload"].encode(), tuple(headers))
        with told(self.function_version.id, invocation.request_id, payload["payload"]) as trouble:
            answer = self._sandbox.invoke(invocation)
            if answer.is_error:
                trouble.append(answer.payload[:TOLD_OF_AN_ERROR].decode(errors="replace"))
        self._log_tail = answer.log
        self._note_scratch()
        if answer.output_cut:
            detail = f"{self.function_version.id.function_name} wrote more than is kept of one invocation"
            divergences.touch("lambda-output-cut", detail, self.function_version.id.account)
        return InvocationResult(invocation.request_id, answer.payload, answer.is_error, answer.log)

    def _note_scratch(self) -> None:
        """The size of `/tmp` isn't limited here; say so where AWS would have."""
        limit_mb = self.function_version.config.ephemeral_storage.size
        if self._scratch.size_bytes() > limit_mb * 1024 * 1024:
            detail = f"{self.function_version.id.function_name} filled /tmp beyond its {limit_mb} MB"
            divergences.touch("lambda-ephemeral-storage", detail, self.function_version.id.account)

    def get_logs(self) -> str:
        """The log of the last invocation."""
        return self._log_tail

    def get_address(self) -> str:
        """Functions are on this machine."""
        return "127.0.0.1"

    def get_endpoint_from_executor(self) -> str:
        """So is LocalStack, seen from a function."""
        return "127.0.0.1"

    def get_runtime_endpoint(self) -> str:
        """Part of LocalStack's own protocol, which isn't used here."""
        return ""

    @classmethod
    def prepare_version(cls, function_version: FunctionVersion) -> None:
        """Unpack code and layers and have a zygote ready; an exception makes the function's state Failed."""
        prepare(function_version)

    @classmethod
    def cleanup_version(cls, function_version: FunctionVersion) -> None:
        """Forget what was prepared; LocalStack removes the files itself."""
        forget(function_version)

    def _launch(self, prepared: Prepared, env_vars: dict[str, Any]) -> RuntimeProcess:
        try:
            return self._begin(prepared, env_vars)
        except ZygoteError as error:
            LOG.warning("%s; starting another one", error)
            return self._begin(prepared, env_vars)

    def _begin(self, prepared: Prepared, env_vars: dict[str, Any]) -> RuntimeProcess:
        zygote = function_host().zygotes.of(prepared.interpreter)
        own = dict(self.function_version.config.environment or {})
        places = self._places(prepared, zygote)

        memory_mb = self.function_version.config.memory_size
        searched = prepared.layers is not None and "PYTHONPATH" not in own

        def launch(api_address: str) -> wire.Launch:
            return wire.Launch(
                environment=variables.for_function(env_vars, own, prepared.runtime, api_address, places),
                task=str(prepared.code),
                layers=None if prepared.layers is None else str(prepared.layers),
                scratch=str(self._folder / "tmp"),
                layers_seen=places.layers if searched else None,
                fresh=variables.needs_fresh_interpreter(own),
                wrapper=own.get("AWS_LAMBDA_EXEC_WRAPPER", ""),
                program=[] if prepared.node is None else prepared.node.command(memory_mb, zygote.isolated),
            )

        return RuntimeProcess(zygote, launch, int(config.LAMBDA_LIMITS_MAX_FUNCTION_PAYLOAD_SIZE_BYTES))

    def _places(self, prepared: Prepared, zygote: Zygote) -> variables.Places:
        if zygote.isolated:
            return variables.AWS_PLACES
        reason = f"functions see the machine's own paths: {zygote.not_isolated}"
        divergences.touch("lambda-no-mount-namespace", reason, self.function_version.id.account)
        interpreter = prepared.interpreter
        return variables.shared_places(
            prepared.code, prepared.layers, interpreter.folder, interpreter.libraries, self._folder / "tmp"
        )


def living() -> tuple[ProcessRuntimeExecutor, ...]:
    """The environments there are."""
    return tuple(_LIVING)


def stop_all(host: FunctionHost) -> None:
    """End every environment and every zygote now: all of them are told before any is waited for."""
    living = list(_LIVING)
    for executor in living:
        executor.kill()
    host.zygotes.stop()
    for executor in living:
        executor.stop()
