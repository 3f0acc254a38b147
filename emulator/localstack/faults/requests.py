"""What functions ask of DynamoDB, S3 and SQS under faults. Requests of anybody else are left alone."""

from collections.abc import Mapping
from typing import Any

from emulator.faults.account import AccountFaults, any_on, faults_of
from emulator.faults.identity import of_request
from emulator.faults.profile import FaultKey
from emulator.iam.principals import PrincipalKind
from emulator.localstack.faults import crashes
from emulator.localstack.iam.caller import caller_of
from emulator.localstack.seams import handles

WHY = "A request of a function may be refused or its answer lost, if the account asked for faults."
_WRITES = frozenset(
    [
        "PutItem", "UpdateItem", "DeleteItem", "TransactWriteItems", "BatchWriteItem", "PutObject", "DeleteObject",
        "DeleteObjects", "CopyObject", "SendMessage", "SendMessageBatch",
    ]
)  # fmt: skip
_READS = frozenset(
    [
        "GetItem", "BatchGetItem", "TransactGetItems", "Query", "Scan", "GetObject", "HeadObject", "ListObjectsV2",
    ]
)  # fmt: skip
_REFUSED: Mapping[str, tuple[str, ...]] = {
    "dynamodb": ("dynamodb-throttled", "dynamodb-transaction-conflict", "dynamodb-error-before"),
    "s3": ("s3-slow-down",),
    "sqs": (),
}
_LOST: Mapping[str, str] = {"dynamodb": "dynamodb-error-after", "s3": "s3-answer-lost", "sqs": "sqs-answer-lost"}


@handles("request_handlers", at="serve_custom_service_request_handlers", why=WHY)
def refuse(_chain: Any, context: Any, _response: Any) -> None:
    """Refuse a function's request, or let it be done and remember that its answer is to be lost."""
    if not any_on() or context.operation is None or context.service.service_name not in _LOST:
        return
    faults, function = faults_of(context.account_id), _function(context)
    if faults is None or not function:
        return
    course = crashes.course_of(faults.account_id, function) or crashes.begin(faults.account_id, function)
    if course.ask():
        context.faults_end = (function, course)
        if not course.when_done:
            crashes.end_process(faults.account_id, function, course)
            raise _error("InternalFailure", "the process that asked is gone", 500)
    fault = _fault(faults, function, course, context)
    if fault is None:
        return
    faults.note(fault)
    if fault.kind == _LOST[context.service.service_name]:
        context.faults_lost = True
        return
    raise _refusal(fault.kind, context)


@handles("response_handlers", at="parse_service_response", why=WHY)
def lose(_chain: Any, context: Any, response: Any) -> None:
    """Put an error in the place of an answer that is to be lost, and end the process that was to end with it."""
    if not any_on():
        return
    if response.status_code < 400 and getattr(context, "faults_lost", False):
        _replace(context, response)
    elif what := getattr(context, "faults_what", None):
        course, what = what
        if response.status_code < 500:
            course.answered.add(what)
    if ending := getattr(context, "faults_end", None):
        function, course = ending
        if course.when_done and not course.ended:
            crashes.end_process(context.account_id, function, course)


def _fault(faults: AccountFaults, function: str, course: crashes.Course, context: Any) -> FaultKey | None:
    service, operation = context.service.service_name, context.operation.name
    if operation not in _WRITES and operation not in _READS:
        return None
    what = of_request(operation, context.service_request or {})
    if operation in _READS and what in course.answered:
        return None
    context.faults_what = (course, what)
    kinds = [
        kind
        for kind in _REFUSED[service]
        if kind != "dynamodb-transaction-conflict" or operation.startswith("Transact")
    ]
    if operation in _WRITES:
        kinds.append(_LOST[service])
    return faults.decide(kinds, function, what) if kinds else None


def _function(context: Any) -> str:
    """The function that asks; empty when another does, or Lambda with the function's role."""
    caller = caller_of(context)
    if caller is None or caller.by_service or caller.principal.kind is not PrincipalKind.ROLE:
        return ""
    from localstack.services.lambda_.invocation.models import lambda_stores

    name = caller.principal.arn.rpartition("/")[2]
    if context.account_id not in lambda_stores:
        return ""
    stores = lambda_stores[context.account_id]
    return name if any(name in store.functions for store in list(stores.values())) else ""


def _refusal(kind: str, context: Any) -> Exception:
    if kind == "dynamodb-throttled":
        text = "The level of configured provisioned throughput for the table was exceeded. Consider increasing your provisioning level with the UpdateTable API."  # noqa: E501
        return _error("ProvisionedThroughputExceededException", text, 400)
    if kind == "dynamodb-error-before":
        return _error("InternalServerError", "Internal server error", 500)
    if kind == "s3-slow-down":
        return _error("SlowDown", "Please reduce your request rate.", 503)
    from localstack.aws.api.dynamodb import TransactionCanceledException

    items = len((context.service_request or {}).get("TransactItems", ())) or 1
    reasons: Any = [{"Code": "TransactionConflict", "Message": "Transaction is ongoing for the item"}]
    reasons += [{"Code": "None"}] * (items - 1)
    names = ", ".join(reason["Code"] for reason in reasons)
    return TransactionCanceledException(
        f"Transaction cancelled, please refer cancellation reasons for specific reasons [{names}]",
        CancellationReasons=reasons,
    )


def _replace(context: Any, response: Any) -> None:
    from emulator.localstack.gateway.failures import answer

    code = "InternalServerError" if context.service.service_name == "dynamodb" else "InternalError"
    error = _error(code, "We encountered an internal error. Please try again.", 500)
    context.service_exception = error
    response.update_from(answer(error, context))


def _error(code: str, message: str, status: int) -> Any:
    from localstack.aws.api import CommonServiceException

    return CommonServiceException(code, message, status_code=status, sender_fault=status < 500)
