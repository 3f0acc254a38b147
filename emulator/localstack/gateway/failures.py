"""LocalStack answers what it doesn't know or fails at with 500 and 501, which clients try again; here it is refused."""

import logging
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from emulator.divergences import divergences
from emulator.gateway.failures import failed, not_emulated, place, unreadable
from emulator.localstack.seams import handles, wraps
from emulator.validation.refusal import Refusal

LOG = logging.getLogger(__name__)
WHY = "What the emulator doesn't know, can't read or fails at is refused by name, with a status that isn't tried again."
UNKNOWN = "an operation"


@wraps("aws.handlers.service:ServiceExceptionSerializer.create_exception_response", why=WHY)
def create_exception_response(original: Callable[..., Any], self: Any, exception: Exception, context: Any) -> Any:
    """The answer for an exception: a service's own as it is, any other as a refusal."""
    from localstack.aws.api import ServiceException

    if isinstance(exception, ServiceException):
        return original(self, exception, context)
    error = _error(_refusal(exception, context), context)
    return _answer(error, context)


@handles("response_handlers", "parse_service_response", why=WHY)
def refuse_what_is_not_emulated(_chain: Any, context: Any, response: Any) -> None:
    """A 501, whoever answers it, is a refusal by name; its message stays when it names the operation."""
    if response.status_code != HTTPStatus.NOT_IMPLEMENTED or not context.operation:
        return
    said = getattr(context.service_exception, "message", None) or str(context.service_exception or "")
    refusal = not_emulated(context.service.service_name, context.operation.name, said)
    response.update_from(_answer(_error(refusal, context), context))


def _error(refusal: Refusal, context: Any) -> Any:
    from localstack.aws.api import CommonServiceException

    error = CommonServiceException(refusal.code, refusal.message, status_code=refusal.status, sender_fault=True)
    context.service_exception = error
    return error


def _answer(error: Any, context: Any) -> Any:
    from localstack.aws.protocol.serializer import create_serializer

    # The serializer wants an operation, also for a request that couldn't be read; an error looks the same for all.
    operation = context.operation or context.service.operation_model(context.service.operation_names[0])
    serializer = create_serializer(context.service, context.protocol)
    return serializer.serialize_error_to_response(error, operation, context.request.headers, context.request_id)


def _refusal(exception: Exception, context: Any) -> Refusal:
    from localstack.aws.protocol.parser import RequestParserError

    service = context.service.service_name
    operation = context.operation.name if context.operation else UNKNOWN
    if isinstance(exception, NotImplementedError) and context.operation:
        return not_emulated(service, operation, str(exception))
    if isinstance(exception, RequestParserError):
        return unreadable(context.protocol)
    LOG.error("%s.%s failed at %s: %s", service, operation, place(exception.__traceback__), type(exception).__name__)
    divergences.touch("emulator-failed", f"{operation} of {service}", context.account_id)
    return failed(service, operation)
