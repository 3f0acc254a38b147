"""A log line of a request without the request: LocalStack copies parameters, answer and all headers for each line.

Only a trace (`LS_LOG=trace`) prints those. The line is the same. It is written without a `LogRecord`, whose making and
formatting cost more than all else, where the line would come to LocalStack's one handler and to none besides. Such
lines are written many at once, in order with all others.
"""

import logging
import threading
import time
from collections.abc import Callable
from functools import lru_cache
from typing import Any, cast

from localstack.logging.format import (
    CUSTOM_LEVEL_NAMES,
    LOG_DATE_FORMAT,
    MAX_NAME_LEN,
    MAX_THREAD_NAME_LEN,
    AddFormattedAttributes,
    DefaultFormatter,
    compress_logger_name,
)

from emulator.localstack.seams import wraps
from emulator.server.deferred import DeferredStream

LEVEL = CUSTOM_LEVEL_NAMES[logging.INFO]
_replacing = threading.Lock()


@wraps("aws.handlers.logging:ResponseLogger._log", why="A line that isn't traced needs no copy of the request.")
def log(original: Callable[..., Any], logs: Any, context: Any, response: Any) -> None:
    """Log in short unless all is to be logged."""
    internal, operation = context.is_internal_call, context.operation
    if operation:
        logger = logs.internal_aws_logger if internal else logs.aws_logger
    else:
        logger = logs.internal_http_logger if internal else logs.http_logger
    if not logger.isEnabledFor(logging.INFO):
        return
    if logger.isEnabledFor(logging.DEBUG):
        original(logs, context, response)
        return
    if not operation:
        line = f"{context.request.method} {context.request.path} => {response.status_code}"
    else:
        error = context.service_exception
        line = f"AWS {context.service.service_name}.{operation.name} => {response.status_code}"
        line += f" ({error.code})" if error else ""
    write(logger, line)


def write(logger: logging.Logger, message: str) -> None:
    """Log an information: in short where LocalStack's handler is the only one, else as any other."""
    handler = _only_handler(logger)
    if handler is None:
        logger.info("%s", message)
        return
    now_s = time.time()
    thread = threading.current_thread().name[-MAX_THREAD_NAME_LEN:]
    head = f"{_second(int(now_s))}.{int(now_s % 1 * 1000):03d} {LEVEL:>5} --- [{thread:>{MAX_THREAD_NAME_LEN}}]"
    line = f"{head} {_name(logger.name):<{MAX_NAME_LEN}} : {message}{handler.terminator}"
    _deferred(handler).later(line)


def _deferred(handler: "logging.StreamHandler[Any]") -> DeferredStream:
    """The handler's stream, in whose place one that can wait stands from the first line on."""
    stream = handler.stream
    if isinstance(stream, DeferredStream):
        return stream
    with _replacing:
        if not isinstance(handler.stream, DeferredStream):
            handler.setStream(DeferredStream(handler.stream))
        return cast(DeferredStream, handler.stream)


def _only_handler(logger: logging.Logger) -> "logging.StreamHandler[Any] | None":
    """The handler of LocalStack's log, if it is the only one that this logger's lines come to and is as it was made."""
    root = logging.root
    if len(root.handlers) != 1 or logger.filters:
        return None
    own: logging.Logger | None = logger
    while own is not root:
        if own is None or own.handlers or not own.propagate:
            return None
        own = own.parent
    (handler,) = root.handlers
    if type(handler) is not logging.StreamHandler or type(handler.formatter) is not DefaultFormatter:
        return None
    if [type(one) for one in handler.filters] != [AddFormattedAttributes] or handler.level > logging.INFO:
        return None
    return handler


@lru_cache(maxsize=2)
def _second(second: int) -> str:
    return time.strftime(LOG_DATE_FORMAT, time.localtime(second))


@lru_cache(maxsize=64)
def _name(name: str) -> str:
    return compress_logger_name(name, MAX_NAME_LEN)
