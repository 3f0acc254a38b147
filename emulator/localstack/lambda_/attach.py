"""What LocalStack's executor interface leaves out, put where LocalStack would do it otherwise."""

import resource
import threading
from base64 import b64decode
from collections.abc import Callable
from typing import Any

from localstack import config
from localstack.runtime.shutdown import SHUTDOWN_HANDLERS
from localstack.services.edge import ROUTER
from localstack.services.lambda_.invocation.event_manager import LambdaEventManager
from localstack.services.lambda_.invocation.execution_environment import ExecutionEnvironment
from localstack.services.lambda_.invocation.lambda_models import S3Code
from localstack.services.lambda_.invocation.logs import LogHandler
from localstack.utils.patch import patch

from emulator.lambda_.interpreters import own
from emulator.lambda_.permissions import make_removable
from emulator.localstack.lambda_ import (
    archives,
    arrivals,
    async_events,
    batches,
    event_sources,
    layer_listing,
    refusals,
    unpacking,
)
from emulator.localstack.lambda_.executor import stop_all
from emulator.localstack.lambda_.routes import RuntimeRoutes
from emulator.localstack.lambda_.size_limit import check_versions
from emulator.localstack.lambda_.workshop import workshop

EXECUTOR = "process"
OPEN_FILES = 8192


def attach() -> None:
    """Attach, if this executor is the chosen one; archives are unpacked for each."""
    archives.attach()
    if config.LAMBDA_RUNTIME_EXECUTOR != EXECUTOR:
        return
    ROUTER.add(RuntimeRoutes())
    layer_listing.attach()
    refusals.attach()
    arrivals.attach()
    async_events.attach()
    event_sources.attach()
    batches.attach()
    _allow_open_files()
    _replace_log_handler()
    _pass_client_context()
    check_versions()
    _end_quickly()
    _remove_read_only_code()
    unpacking.attach()
    interpreter = own(workshop().interpreters)
    if interpreter is not None:
        workshop().zygotes.of(interpreter)


def _allow_open_files() -> None:
    """Every environment keeps half a dozen files open here; some systems begin with 256 for all of LocalStack."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = OPEN_FILES if hard == resource.RLIM_INFINITY else min(hard, OPEN_FILES)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def _replace_log_handler() -> None:
    """The executor delivers logs itself, so that LocalStack's thread for every version has nothing to do."""

    def nothing(*_: Any) -> None:
        return None

    LogHandler.start_subscriber = LogHandler.add_logs = LogHandler.stop = nothing


def _end_quickly() -> None:
    """At LocalStack's end, end every function at once, without waiting for long polls of asynchronous events."""
    ending = threading.Event()

    @SHUTDOWN_HANDLERS.register
    def stop_functions() -> None:
        ending.set()
        stop_all(workshop())

    @patch(LambdaEventManager.stop)
    def stop(original: Callable[..., None], self: LambdaEventManager) -> None:
        if not ending.is_set():
            original(self)
        elif self.poller is not None:
            self.poller.stop()


def _remove_read_only_code() -> None:
    """LocalStack deletes unpacked code, which may have been made read-only here."""

    @patch(S3Code.destroy_cached)
    def destroy_cached(original: Callable[..., None], self: S3Code) -> None:
        make_removable(self.get_unzipped_code_location())
        original(self)


def _pass_client_context() -> None:
    """LocalStack drops the client context on its way to the executor."""

    @patch(ExecutionEnvironment.invoke)
    def invoke(original: Callable[..., Any], self: ExecutionEnvironment, invocation: Any) -> Any:
        encoded = invocation.client_context
        self.runtime_executor.client_context = b64decode(encoded).decode(errors="replace") if encoded else None
        return original(self, invocation)
