"""What LocalStack's executor interface leaves out, put where LocalStack would do it otherwise."""

import resource
import threading
from base64 import b64decode
from collections.abc import Callable
from datetime import datetime
from typing import Any

from localstack import config
from localstack.runtime.shutdown import SHUTDOWN_HANDLERS
from localstack.services.edge import ROUTER

from emulator.lambda_.interpreters import own
from emulator.lambda_.permissions import make_removable
from emulator.lambda_.timers import SharedTimer
from emulator.localstack.lambda_.chosen import functions_are_processes
from emulator.localstack.lambda_.function_host import function_host
from emulator.localstack.seams import wraps

OPEN_FILES = 8192
_ending = threading.Event()


def attach() -> None:
    """Attach, if this executor is the chosen one."""
    if not functions_are_processes():
        return
    from emulator.localstack.lambda_.routes import RuntimeRoutes

    ROUTER.add(RuntimeRoutes())
    _allow_open_files()
    SHUTDOWN_HANDLERS.register(_end_functions)
    interpreter = own(function_host().interpreters)
    if interpreter is not None:
        function_host().zygotes.of(interpreter)


def _allow_open_files() -> None:
    """Every environment keeps some nine files open here; some systems begin with 256 for all of LocalStack."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = OPEN_FILES if hard == resource.RLIM_INFINITY else min(hard, OPEN_FILES)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def _end_functions() -> None:
    """At LocalStack's end, end every function at once."""
    from emulator.localstack.lambda_.executor import stop_all

    _ending.set()
    stop_all(function_host())


@wraps(
    "services.lambda_.invocation.execution_environment:ExecutionEnvironment.release",
    at="lambda",
    why="A thread after every invocation, only to wait minutes for the next one, costs more than it is worth.",
)
def release(original: Callable[..., None], self: Any) -> None:
    """Give an environment back; its end is a timer's that shares its thread with all others."""
    from localstack.services.lambda_.invocation.execution_environment import RuntimeStatus

    with self.status_lock:
        if self.initialization_type != "on-demand" or self.status != RuntimeStatus.INVOKING:
            original(self)
            return
        self.last_returned = datetime.now()  # noqa: DTZ005 - as LocalStack has it
        self.status = RuntimeStatus.READY
        self.keepalive_timer = SharedTimer(config.LAMBDA_KEEPALIVE_MS / 1000, self.keepalive_passed)
        self.keepalive_timer.start()


@wraps(
    "services.lambda_.invocation.event_manager:LambdaEventManager.stop",
    at="lambda",
    only=functions_are_processes,
    why="At LocalStack's end, long polls of asynchronous events aren't waited for.",
)
def stop(original: Callable[..., None], self: Any) -> None:
    """Stop, without waiting when all ends."""
    if not _ending.is_set():
        original(self)
    elif self.poller is not None:
        self.poller.stop()


@wraps(
    "services.lambda_.invocation.lambda_models:S3Code.destroy_cached",
    at="lambda",
    only=functions_are_processes,
    why="LocalStack deletes unpacked code, which may have been made read-only here.",
)
def destroy_cached(original: Callable[..., None], self: Any) -> None:
    """Delete the code, however it was protected."""
    make_removable(self.get_unzipped_code_location())
    original(self)


@wraps(
    "services.lambda_.invocation.execution_environment:ExecutionEnvironment.invoke",
    at="lambda",
    only=functions_are_processes,
    why="LocalStack drops the client context on its way to the executor.",
)
def invoke(original: Callable[..., Any], self: Any, invocation: Any) -> Any:
    """Invoke, with the client context at hand."""
    encoded = invocation.client_context
    self.runtime_executor.client_context = b64decode(encoded).decode(errors="replace") if encoded else None
    return original(self, invocation)
