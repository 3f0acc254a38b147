"""Calling a function on behalf of an API: its resource policy first, then one synchronous invocation."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from threading import Lock
from time import monotonic
from typing import Any

from localstack import config

from emulator.apigatewayv2.invocation import (
    Answer,
    Caller,
    FunctionError,
    NotPermittedError,
    TooLargeError,
    UnavailableError,
)  # fmt: skip
from emulator.lambda_.sandbox import INIT_LIMIT_S
from emulator.localstack.gateway.internal_requests import told_inside
from emulator.localstack.lambda_.assignment import kept_for_this_thread
from emulator.localstack.lambda_.chosen import functions_are_processes
from emulator.localstack.permissions.functions import may_invoke
from emulator.localstack.server.inside import content_of
from emulator.localstack.server.parsed import call, credential
from emulator.server.workers import Workers

PRINCIPAL = "apigateway.amazonaws.com"
WORKERS = Workers("http-api-invoke", config.GATEWAY_WORKER_COUNT)
"""Threads for invocations, which may go on when their request is answered with a time-out."""
SPARE_S = 5.0
"""For what comes before a function begins and after it ends."""
MAX_EVENT_BYTES = 6 * 1024 * 1024
"""Lambda's limit for the payload of a synchronous invocation."""


def invoke(function_arn: str, event: dict[str, Any], caller: Caller, timeout_ms: int, credentials: bool) -> Answer:
    """What the function returns for `event`; an InvocationError when that is nothing.

    With `credentials` (a role that the integration assumes) the resource policy isn't asked. A function that is still
    running after `timeout_ms` is left to end on its own, as in AWS.
    """
    if not credentials and not may_invoke(PRINCIPAL, function_arn, caller.source_arn, caller.account_id):
        raise NotPermittedError(
            "The IAM role configured on the integration or API Gateway doesn't have permissions to call the "
            "integration. Check the permissions and try again."
        )
    payload = json.dumps(event, separators=(",", ":"), ensure_ascii=False).encode()
    if len(payload) > MAX_EVENT_BYTES:
        raise TooLargeError(f"The event has {len(payload)} bytes; Lambda takes {MAX_EVENT_BYTES}")
    response = _within(timeout_ms, function_arn, payload, caller)
    text = response.body.decode(errors="replace")
    if response.status != 200:
        status = response.status
        kind = UnavailableError if status == 429 or status >= 500 else NotPermittedError
        raise kind(f"Lambda refused the invocation: {text}", status)
    if response.headers.get("x-amz-function-error"):
        raise FunctionError(
            f"The Lambda function returned the following error: {text}. Check your Lambda function code and try again.",
            response.status,
        )
    return Answer(response.body, response.headers.get("x-amzn-requestid", ""))


@dataclass(frozen=True)
class Answered:
    """Lambda's response; names of headers are in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def _within(timeout_ms: int, function_arn: str, payload: bytes, caller: Caller) -> Answered:
    """Lambda's response; UnavailableError when there is none in time.

    Only what may still run then needs another thread: not a function whose own time-out ends it before that, in an
    environment that is there.
    """
    version = _version_of(function_arn)
    if version is None:
        return _elsewhere(timeout_ms, function_arn, payload, caller)
    most_ms = version.config.timeout * 1000
    if most_ms + (INIT_LIMIT_S + SPARE_S) * 1000 <= timeout_ms:
        return _call_lambda(function_arn, payload, caller)
    if most_ms <= timeout_ms:
        began_s = monotonic()
        with kept_for_this_thread(version.qualified_arn) as is_kept:
            if is_kept:
                response = _call_lambda(function_arn, payload, caller)
                if (monotonic() - began_s) * 1000 > timeout_ms:
                    raise _unavailable(timeout_ms)
                return response
    return _elsewhere(timeout_ms, function_arn, payload, caller)


def _elsewhere(timeout_ms: int, function_arn: str, payload: bytes, caller: Caller) -> Answered:
    """The same from another thread, which goes on when nobody waits for it any more."""
    outcome: list[Answered | Exception] = []
    pending = Lock()
    pending.acquire()

    def run() -> None:
        try:
            outcome.append(_call_lambda(function_arn, payload, caller))
        except Exception as error:
            outcome.append(error)
        pending.release()

    WORKERS.submit(run)
    if not pending.acquire(timeout=timeout_ms / 1000):
        raise _unavailable(timeout_ms)
    (answered,) = outcome
    if isinstance(answered, Exception):
        raise answered
    return answered


def _unavailable(timeout_ms: int) -> UnavailableError:
    return UnavailableError(f"The function did not answer within {timeout_ms} ms")


def _version_of(function_arn: str) -> Any:
    """The version that is called, where functions are processes that end by their time-outs; else None."""
    from localstack.services.lambda_.invocation.models import lambda_stores

    try:
        _, _, _, region, account_id, _, name, *qualifier = function_arn.split(":")
        function = lambda_stores[account_id][region].functions.get(name)
    except ValueError:  # it names no function's place, as Lambda will say
        return None
    if function is None or not functions_are_processes():
        return None
    return function.versions.get(qualifier[0] if qualifier else "$LATEST")


def _call_lambda(function_arn: str, payload: bytes, caller: Caller) -> Answered:
    """One Invoke request, straight into LocalStack's gateway.

    Over HTTP it would take a second worker of the gateway for every request: as many requests at once as there are
    workers would then wait for each other until they time out.
    """
    region = function_arn.split(":")[3]
    parameters = {"FunctionName": function_arn, "Payload": BytesIO(payload)}
    signed = credential(caller.account_id, region, "lambda")
    outcome = call("lambda", "Invoke", parameters, [("Authorization", signed)], told_inside({}))
    if outcome.result is not None:
        said = {"x-amz-function-error": str(outcome.result.get("FunctionError") or "")}
        return Answered(200, {**said, "x-amzn-requestid": outcome.request_id}, outcome.result["Payload"])
    found = {name.lower(): value for name, value in outcome.answer.headers}
    return Answered(int(outcome.answer.status[:3]), found, b"".join(content_of(outcome.answer)))
