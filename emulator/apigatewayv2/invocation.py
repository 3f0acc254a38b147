"""Calling a function on behalf of an API: its resource policy first, then one synchronous invocation."""

import json
from dataclasses import asdict, dataclass
from typing import Any

from botocore.config import Config
from botocore.exceptions import ClientError, ConnectTimeoutError, HTTPClientError, ReadTimeoutError
from localstack.aws.connect import connect_to
from localstack.services.lambda_.invocation.models import lambda_stores

from emulator.apigatewayv2.policy import Access, allows

PRINCIPAL = "apigateway.amazonaws.com"
MAX_EVENT_BYTES = 6 * 1024 * 1024
"""Lambda's limit for the payload of a synchronous invocation."""


@dataclass(frozen=True)
class Caller:
    """Who calls: an API of this account, for the route or authorizer `source_arn`."""

    account_id: str
    source_arn: str


@dataclass(frozen=True)
class Answer:
    """What a function returned."""

    payload: bytes
    request_id: str


class InvocationError(Exception):
    """No usable answer. The message is what access logs say; `lambda_status` is Lambda's own, if it gave one."""

    def __init__(self, text: str, lambda_status: int | None = None) -> None:
        super().__init__(text)
        self.lambda_status = lambda_status


class NotPermittedError(InvocationError):
    """The function isn't there, or its resource policy doesn't let the API call it."""


class FunctionError(InvocationError):
    """The function raised, exited or ran into its own time-out."""


class UnavailableError(InvocationError):
    """Lambda didn't answer within the integration's time-out, or refused the invocation for now."""


class TooLargeError(InvocationError):
    """The event is more than Lambda takes."""


def invoke(function_arn: str, event: dict[str, Any], caller: Caller, timeout_ms: int, credentials: bool) -> Answer:
    """What the function returns for `event`; an InvocationError when that is nothing.

    With `credentials` (a role that the integration assumes) the resource policy isn't asked. A function that is still
    running after `timeout_ms` is left to end on its own, as in AWS.
    """
    if not credentials and not permitted(function_arn, caller):
        raise NotPermittedError(
            "The IAM role configured on the integration or API Gateway doesn't have permissions to call the "
            "integration. Check the permissions and try again."
        )
    payload = json.dumps(event, separators=(",", ":"), ensure_ascii=False).encode()
    if len(payload) > MAX_EVENT_BYTES:
        raise TooLargeError(f"The event has {len(payload)} bytes; Lambda takes {MAX_EVENT_BYTES}")
    client = connect_to(
        region_name=function_arn.split(":")[3],
        aws_access_key_id=caller.account_id,
        config=Config(read_timeout=timeout_ms / 1000, retries={"total_max_attempts": 1}),
    ).lambda_.request_metadata(source_arn=caller.source_arn, service_principal="apigateway")
    try:
        result = client.invoke(FunctionName=function_arn, Payload=payload)
    except (ReadTimeoutError, ConnectTimeoutError) as error:
        raise UnavailableError(f"The function did not answer within {timeout_ms} ms") from error
    except HTTPClientError as error:
        raise UnavailableError(f"Network error communicating with endpoint: {error}") from error
    except ClientError as error:
        status = error.response["ResponseMetadata"]["HTTPStatusCode"]
        kind = UnavailableError if status == 429 or status >= 500 else NotPermittedError
        raise kind(f"Lambda refused the invocation: {error}", status) from error
    answer = Answer(result["Payload"].read(), result["ResponseMetadata"].get("RequestId", ""))
    if result.get("FunctionError"):
        text = answer.payload.decode(errors="replace")
        raise FunctionError(
            f"The Lambda function returned the following error: {text}. Check your Lambda function code and try again.",
            result["StatusCode"],
        )
    return answer


def permitted(function_arn: str, caller: Caller) -> bool:
    """True when the resource policy of the function, or of the version or alias that is named, allows the API."""
    policy = resource_policy(function_arn)
    keys = {"aws:sourcearn": caller.source_arn, "aws:sourceaccount": caller.account_id}
    return allows(policy, Access("lambda:InvokeFunction", function_arn, PRINCIPAL, keys))


def resource_policy(function_arn: str) -> dict[str, Any]:
    """The function's resource policy; empty when there is no such function, or no policy."""
    _, _, _, region, account_id, _, name, *qualifier = function_arn.split(":")
    if not account_id.isdigit():
        return {}
    function = lambda_stores[account_id][region].functions.get(name)
    found = function.permissions.get(qualifier[0] if qualifier else "$LATEST") if function else None
    return asdict(found.policy) if found else {}
