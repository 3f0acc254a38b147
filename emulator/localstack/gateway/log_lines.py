"""A log line of a request without the request: LocalStack copies parameters, answer and all headers for each line.

Only a trace (`LS_LOG=trace`) prints those. The line is the same.
"""

import logging
from collections.abc import Callable
from typing import Any

from emulator.localstack.seams import wraps


@wraps("aws.handlers.logging:ResponseLogger._log", why="A line that isn't traced needs no copy of the request.")
def log(original: Callable[..., Any], logs: Any, context: Any, response: Any) -> None:
    """Log in short unless all is to be logged."""
    internal, operation = context.is_internal_call, context.operation
    if operation:
        logger = logs.internal_aws_logger if internal else logs.aws_logger
    else:
        logger = logs.internal_http_logger if internal else logs.http_logger
    if logger.isEnabledFor(logging.DEBUG):
        original(logs, context, response)
    elif not logger.isEnabledFor(logging.INFO):
        return
    elif not operation:
        logger.info("%s %s => %d", context.request.method, context.request.path, response.status_code)
    elif context.service_exception:
        named = context.service.service_name, operation.name, response.status_code, context.service_exception.code
        logger.info("AWS %s.%s => %d (%s)", *named)
    else:
        logger.info("AWS %s.%s => %s", context.service.service_name, operation.name, response.status_code)
