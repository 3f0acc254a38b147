"""What Lambda refuses of a request, and LocalStack takes.

Sources: Lambda's API reference (Invoke: InvalidRequestContentException, RequestTooLargeException;
FunctionConfiguration: a time-out of 1 to 900 s), its quotas (payloads of 6 MB, asynchronous ones of 1 MB), its guide
"Working with Lambda environment variables" (reserved keys) and the one on SQS (a queue's visibility is no shorter than
the time-out).
"""

import json
from collections.abc import Callable, Iterable
from typing import Any

from localstack.aws.api import CommonServiceException
from localstack.aws.api.lambda_ import (
    InvalidParameterValueException,
    InvalidRequestContentException,
    RequestTooLargeException,
    ResourceNotFoundException,
)

from emulator.localstack.lambda_.chosen import functions_are_processes
from emulator.localstack.seams import wraps

PAYLOAD_LIMIT_BYTES = 6 * 1024 * 1024
EVENT_LIMIT_BYTES = 1024 * 1024
LONGEST_TIMEOUT_S = 900
RESERVED = frozenset(
    {
        "_HANDLER", "_X_AMZN_TRACE_ID", "AWS_ACCESS_KEY", "AWS_ACCESS_KEY_ID", "AWS_DEFAULT_REGION",
        "AWS_EXECUTION_ENV", "AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "AWS_LAMBDA_FUNCTION_NAME",
        "AWS_LAMBDA_FUNCTION_VERSION", "AWS_LAMBDA_INITIALIZATION_TYPE", "AWS_LAMBDA_LOG_GROUP_NAME",
        "AWS_LAMBDA_LOG_STREAM_NAME", "AWS_LAMBDA_RUNTIME_API", "AWS_REGION", "AWS_SECRET_ACCESS_KEY",
        "AWS_SESSION_TOKEN", "LAMBDA_RUNTIME_DIR", "LAMBDA_TASK_ROOT",
    }
)  # fmt: skip
"""Variables that a function's configuration may not set."""


@wraps(
    "services.lambda_.invocation.lambda_service:LambdaService.invoke",
    at="lambda",
    only=functions_are_processes,
    why="A payload that is no JSON, or too large, reaches no function.",
)
def invoke(original: Callable[..., Any], self: Any, *args: Any, **request: Any) -> Any:
    """Invoke with a payload that AWS would take."""
    check_payload(request.get("payload"), request.get("invocation_type") == "Event")
    return original(self, *args, **request)


@wraps(
    "services.lambda_.invocation.lambda_service:LambdaService.invoke",
    at="lambda",
    why="A version that isn't there is not found; LocalStack fails at it.",
)
def invoke_what_is_there(original: Callable[..., Any], self: Any, *args: Any, **request: Any) -> Any:
    """Invoke an existing version."""
    given = {**dict(zip(("function_name", "qualifier", "region", "account_id"), args, strict=False)), **request}
    check_version(given["function_name"], given.get("qualifier"), given["region"], given["account_id"])
    return original(self, *args, **request)


@wraps(
    "services.lambda_.provider:LambdaProvider.validate_event_source_mapping",
    at="lambda",
    only=functions_are_processes,
    why="A queue whose messages come back while their function still runs is refused.",
)
def validate(original: Callable[..., Any], self: Any, context: Any, request: Any) -> Any:
    """Validate a mapping, its queue's visibility too."""
    validated = original(self, context, request)
    source = request.get("EventSourceArn", "")
    if context.operation.name == "CreateEventSourceMapping" and ":sqs:" in source:
        *_, version, _ = validated
        check_visibility(visibility_s(source), version.config.timeout)
    return validated


def check_payload(payload: bytes | None, asynchronous: bool) -> None:
    """InvalidRequestContentException or RequestTooLargeException where AWS answers so; no payload at all is one."""
    if not payload:
        return
    limit = EVENT_LIMIT_BYTES if asynchronous else PAYLOAD_LIMIT_BYTES
    if len(payload) > limit:
        raise RequestTooLargeException(f"Request must be smaller than {limit} bytes for the InvokeFunction operation")
    try:
        json.loads(payload)
    except (ValueError, RecursionError) as error:
        raise InvalidRequestContentException(
            f"Could not parse request body into json: Could not parse payload into json: {error}", Type="User"
        ) from error


def check_version(name: str, qualifier: str | None, region: str, account_id: str) -> None:
    """ResourceNotFoundException for a numeric version that an existing function doesn't have."""
    from localstack.services.lambda_.invocation.models import lambda_stores

    function = lambda_stores[account_id][region].functions.get(name)
    if function is not None and qualifier and qualifier.isdecimal() and qualifier not in function.versions:
        arn = f"arn:aws:lambda:{region}:{account_id}:function:{name}:{qualifier}"
        raise ResourceNotFoundException(f"Function not found: {arn}", Type="User")


def reserved_keys(variables: Iterable[str]) -> str:
    """What AWS says of variables that must not be set; nothing where there are none."""
    reserved = sorted(RESERVED.intersection(variables))
    if not reserved:
        return ""
    return (
        "Lambda was unable to configure your environment variables because the environment variables you have provided "
        "contains reserved keys that are currently not supported for modification. Reserved keys used in this request: "
        + ", ".join(reserved)
    )


def check_timeout(timeout_s: int) -> None:
    """ValidationException for a function that may run longer than any can."""
    if timeout_s > LONGEST_TIMEOUT_S:
        raise CommonServiceException(
            "ValidationException",
            f"1 validation error detected: Value '{timeout_s}' at 'timeout' failed to satisfy constraint: "
            f"Member must have value less than or equal to {LONGEST_TIMEOUT_S}",
        )


def check_visibility(visibility: int | None, timeout_s: int) -> None:
    """InvalidParameterValueException where a message would be seen again while its function may still run."""
    if visibility is not None and visibility < timeout_s:
        raise InvalidParameterValueException(
            f"Queue visibility timeout: {visibility} seconds is less than Function timeout: {timeout_s} seconds",
            Type="User",
        )


def visibility_s(queue_arn: str) -> int | None:
    """The visibility timeout of the queue, in seconds; None where there is no such queue."""
    from localstack.services.sqs.models import sqs_stores

    *_, region, account_id, name = queue_arn.split(":")
    queue = sqs_stores[account_id][region].queues.get(name)
    return None if queue is None else int(queue.visibility_timeout)
