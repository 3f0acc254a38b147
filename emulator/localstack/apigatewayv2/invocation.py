"""Calling a function on behalf of an API: its resource policy first, then one synchronous invocation."""

import json
from concurrent.futures import Future
from threading import Thread
from typing import Any
from urllib.parse import quote

from localstack.http import Request, Response
from localstack.runtime import get_current_runtime
from localstack.utils.aws.request_context import mock_aws_request_headers

from emulator.apigatewayv2.invocation import (
    Answer,
    Caller,
    FunctionError,
    NotPermittedError,
    TooLargeError,
    UnavailableError,
)  # fmt: skip
from emulator.localstack.permissions.functions import may_invoke

PRINCIPAL = "apigateway.amazonaws.com"
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
    text = response.get_data(as_text=True)
    if response.status_code != 200:
        status = response.status_code
        kind = UnavailableError if status == 429 or status >= 500 else NotPermittedError
        raise kind(f"Lambda refused the invocation: {text}", status)
    if response.headers.get("X-Amz-Function-Error"):
        raise FunctionError(
            f"The Lambda function returned the following error: {text}. Check your Lambda function code and try again.",
            response.status_code,
        )
    return Answer(response.get_data(), response.headers.get("x-amzn-RequestId", ""))


def _within(timeout_ms: int, function_arn: str, payload: bytes, caller: Caller) -> Response:
    """Lambda's response, from a thread of its own; UnavailableError when there is none in time."""
    answered: Future[Response] = Future()

    def run() -> None:
        try:
            answered.set_result(_call_lambda(function_arn, payload, caller))
        except Exception as error:
            answered.set_exception(error)

    Thread(target=run, name="http-api-invoke", daemon=True).start()
    try:
        return answered.result(timeout_ms / 1000)
    except TimeoutError as error:
        raise UnavailableError(f"The function did not answer within {timeout_ms} ms") from error


def _call_lambda(function_arn: str, payload: bytes, caller: Caller) -> Response:
    """One Invoke request, straight into LocalStack's gateway.

    Over HTTP it would take a second worker of the gateway for every request: as many requests at once as there are
    workers would then wait for each other until they time out.
    """
    region = function_arn.split(":")[3]
    headers = mock_aws_request_headers("lambda", caller.account_id, region, internal=True)
    path = f"/2015-03-31/functions/{quote(function_arn, safe='')}/invocations"
    response = Response()
    request = Request("POST", path, headers=headers, body=payload, raw_path=path)
    get_current_runtime().components.gateway.process(request, response)
    return response
