"""Every exception that is no service's answer becomes one here, without a word of Python.

A request that LocalStack doesn't know is refused, where LocalStack answers 500 or 501, which clients try again. A
failure is logged with its place, noted as a divergence, and answered as a fault of the service.
"""

import logging
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from emulator import DEFAULT_ACCOUNT
from emulator.divergences import divergences
from emulator.gateway.failures import (
    NOT_EMULATED,
    disk_full,
    failed,
    no_yaml,
    not_emulated,
    place,
    signed_for,
    unknown_path,
    unreadable,
    without_service,
)
from emulator.localstack.seams import handles, wraps
from emulator.server.body import is_full
from emulator.validation.refusal import Refusal

LOG = logging.getLogger(__name__)
WHY = "What the emulator doesn't know or can't read is refused by name, with a status that isn't tried again."
UNKNOWN = "an operation"
DIVERGENCE = "not-emulated"


class UnknownServiceError(Exception):
    """A request is signed for a service that the emulator doesn't have."""


@handles(
    "request_handlers",
    "parse_service_name",
    why="What is signed for a service that LocalStack doesn't know is no request of S3, for which it takes it.",
)
def refuse_what_is_signed_for_another(_chain: Any, context: Any, _response: Any) -> None:
    """Refuse by name what would be taken for a request about a bucket."""
    if context.service is None or context.service.service_name != "s3":
        return
    name = signed_for(context.request.headers)
    if name and not name.startswith("s3"):
        context.service = None
        raise UnknownServiceError(name)


@wraps("aws.handlers.service:ServiceExceptionSerializer.create_exception_response", why=WHY)
def create_exception_response(original: Callable[..., Any], self: Any, exception: Exception, context: Any) -> Any:
    """The answer for an exception: a service's own as it is, any other as a refusal."""
    from localstack.aws.api import ServiceException

    _let_go(context.service_response)
    if isinstance(exception, ServiceException):
        return original(self, exception, context)
    error = _error(disk_full() if is_full(exception) else _refusal(exception, context), context)
    return answer(error, context)


@wraps("aws.handlers.fallback:InternalFailureHandler.__call__", why="A request of no known service is refused by name.")
def answer_without_service(
    original: Callable[..., Any], self: Any, chain: Any, exception: Exception, context: Any, response: Any
) -> None:
    """The answer where no service's serializer gave one."""
    from werkzeug.exceptions import HTTPException

    if response.data or isinstance(exception, HTTPException):
        original(self, chain, exception, context, response)
        return
    headers = context.request.headers
    LOG.error("%s %s failed at %s", context.request.method, context.request.path, place(exception.__traceback__))
    refusal, body, kind = without_service(headers, _speaks_json(signed_for(headers)))
    if name := signed_for(headers):
        divergences.touch(DIVERGENCE, f"the service {name}", _account_of(headers))
    response.status_code = refusal.status
    response.content_type = kind
    response.data = body


@handles("response_handlers", "parse_service_response", why=WHY)
def refuse_what_is_not_emulated(_chain: Any, context: Any, response: Any) -> None:
    """A 501, whoever answers it, is a refusal by name; its message stays when it names the operation. It is noted."""
    if not context.operation:
        return
    service, operation = context.service.service_name, context.operation.name
    if response.status_code == HTTPStatus.NOT_IMPLEMENTED:
        said = getattr(context.service_exception, "message", None) or str(context.service_exception or "")
        response.update_from(answer(_error(not_emulated(service, operation, said), context), context))
    if getattr(context.service_exception, "code", "") == NOT_EMULATED:
        divergences.touch(DIVERGENCE, f"{operation} of {service}", context.account_id)


def _let_go(answered: Any) -> None:
    """Close what a service has answered with and nobody will send: an object that is open can't be written."""
    for value in answered.values() if isinstance(answered, dict) else ():
        if callable(close := getattr(value, "close", None)) and not getattr(value, "closed", False):
            close()


def _account_of(headers: Any) -> str:
    """Whose request it is, which LocalStack finds out after the service."""
    from localstack.aws.accounts import get_account_id_from_access_key_id
    from localstack.utils.aws.request_context import extract_access_key_id_from_auth_header

    return str(get_account_id_from_access_key_id(extract_access_key_id_from_auth_header(headers) or DEFAULT_ACCOUNT))


def _speaks_json(signing_name: str) -> bool:
    from localstack.aws.protocol.service_router import get_service_catalog

    return any("json" in found.protocol for found in get_service_catalog().by_signing_name(signing_name))


def _error(refusal: Refusal, context: Any) -> Any:
    from localstack.aws.api import CommonServiceException

    ours = refusal.status >= HTTPStatus.INTERNAL_SERVER_ERROR
    error = CommonServiceException(refusal.code, refusal.message, status_code=refusal.status, sender_fault=not ours)
    context.service_exception = error
    return error


def answer(error: Any, context: Any) -> Any:
    """The response that says the error in the service's protocol."""
    from localstack.aws.protocol.serializer import create_serializer

    # The serializer wants an operation, also for a request that couldn't be read; an error looks the same for all.
    operation = context.operation or context.service.operation_model(context.service.operation_names[0])
    serializer = create_serializer(context.service, context.protocol)
    return serializer.serialize_error_to_response(error, operation, context.request.headers, context.request_id)


def _refusal(exception: Exception, context: Any) -> Refusal:
    from localstack.aws.protocol.parser import OperationNotFoundParserError, RequestParserError
    from moto.core.exceptions import RESTError, ServiceException
    from yaml import YAMLError

    service = context.service.service_name
    operation = context.operation.name if context.operation else UNKNOWN
    if isinstance(exception, NotImplementedError) and context.operation:
        return not_emulated(service, operation, str(exception))
    # Moto's own refusals, where a provider of LocalStack's asked it directly.
    if isinstance(exception, RESTError):
        return Refusal(exception.error_type, exception.message, exception.code)
    if isinstance(exception, ServiceException):
        return Refusal(exception.code, exception.message, _status(context.service, exception.code))
    if isinstance(exception, OperationNotFoundParserError):
        return unknown_path(service, context.request.method, context.request.path)
    if isinstance(exception, RequestParserError | YAMLError):
        return unreadable(context.protocol) if isinstance(exception, RequestParserError) else no_yaml(str(exception))
    LOG.error("%s.%s failed at %s: %s", service, operation, place(exception.__traceback__), type(exception).__name__)
    divergences.touch("emulator-failed", f"{operation} of {service}", context.account_id)
    return failed(service, operation)


def _status(service: Any, code: str) -> int:
    """What the service's model says of an error; 400 where it says nothing."""
    errors = (shape.metadata.get("error", {}) for shape in service.error_shapes if shape.error_code == code)
    return next((int(error["httpStatusCode"]) for error in errors if "httpStatusCode" in error), 400)
