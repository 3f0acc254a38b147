"""Logs of functions reach CloudWatch Logs by our delivery, whichever executor runs them.

LocalStack's own delivery asks for `logs:CreateLogGroup` as the function's role whenever a stream is missing. Lambda
asks for it only where the group is missing (developer guide, "Sending Lambda function logs to CloudWatch Logs").
"""

from collections.abc import Callable
from time import time
from typing import Any

from emulator.lambda_.output import Lines, LogEvent
from emulator.lambda_.variables import of_logging
from emulator.localstack.lambda_.delivery import Stream
from emulator.localstack.lambda_.function_host import function_host
from emulator.localstack.lambda_docker.containers import functions_are_containers
from emulator.localstack.seams import replaces

DELIVERED = "Logs are delivered by a thread for all functions: LocalStack's for every version has nothing to do."
_LOGS = "services.lambda_.invocation.logs:LogHandler"


@replaces(f"{_LOGS}.start_subscriber", at="lambda", why=DELIVERED)
@replaces(f"{_LOGS}.add_logs", at="lambda", why=DELIVERED)
@replaces(f"{_LOGS}.stop", at="lambda", why=DELIVERED)
def nothing(_: Any) -> Callable[..., None]:
    """A function that does nothing."""

    def done(*_: Any) -> None:
        return None

    return done


@replaces(
    "services.lambda_.invocation.version_manager:LambdaVersionManager.store_logs",
    at="lambda",
    only=functions_are_containers,
    why="A container's log is written when its invocation is over; a process's log while it runs.",
)
def store_logs(_: Any) -> Callable[..., None]:
    """The delivery of what a container's invocation printed, into the log group of the function's configuration."""

    def deliver(_: Any, invocation_result: Any, execution_env: Any) -> None:
        version = execution_env.function_version
        name = version.id.function_name
        group = of_logging(version.config.logging_config, name)["AWS_LAMBDA_LOG_GROUP_NAME"]
        stream = Stream(version.id.account, version.id.region, group, execution_env.get_log_stream_name(), name)
        if events := events_of(invocation_result.logs or "", int(time() * 1000)):
            function_host().delivery.put(stream, events)

    return deliver


def events_of(logs: str, time_ms: int) -> list[LogEvent]:
    """The lines of an invocation's log as events of one time, for a container tells no other; empty ones are none."""
    lines = Lines()
    events = [*lines.feed(logs.encode(), time_ms), *lines.finish(time_ms)]
    return [event for event in events if event.message.strip("\n")]
