"""Every request of a service whose permissions are known is decided, recorded, and in `enforce` refused as on AWS."""

import logging
from collections.abc import Mapping
from typing import Any

from localstack.aws.api import CommonServiceException

from emulator.divergences import divergences
from emulator.iam.actions.call import Call, Need, account_of
from emulator.iam.actions.names import SERVICES
from emulator.iam.actions.needs import UnmappedError, needs
from emulator.iam.evaluation import AccessRequest, Decision
from emulator.iam.modes import Mode
from emulator.iam.principals import PrincipalKind
from emulator.iam.refusals import error_code, sentence, status_code, unknown_key
from emulator.localstack.iam import grants
from emulator.localstack.iam.caller import Caller, caller_of
from emulator.localstack.iam.creation import check_creation
from emulator.localstack.iam.decisions import asked_account, asking, decide, modes
from emulator.localstack.iam.missing_objects import need_of_missing
from emulator.localstack.iam.stores import Stores
from emulator.localstack.seams import handles

LOG = logging.getLogger(__name__)
_MAPPED = frozenset(SERVICES)
_FREE = frozenset(
    {
        ("sts", "GetCallerIdentity"),
        ("sns", "ConfirmSubscription"),
        ("sns", "Unsubscribe"),
        ("s3", "PostObject"),
    }
)
"""Operations that need no permission, or whose signer only the service itself can read."""
_UNVERIFIED = frozenset(("GetSessionToken", "GetFederationToken", "AssumeRoleWithSAML", "AssumeRoleWithWebIdentity"))
"""Operations of STS whose answer would be anybody's: LocalStack verifies no token of theirs, and keeps no session."""
_NOT_VERIFIED = "The emulator verifies no token, so {} is refused while IAM is enforced. Use AssumeRole."
_DELIVERIES = frozenset(
    [
        "lambda:InvokeFunction",
        "sns:Publish",
        "sqs:SendMessage",
        "sts:AssumeRole",
        "events:PutEvents",
        "states:StartExecution",
    ]
)
"""What services do as themselves; all else that LocalStack asks in their name is its own way of finding out."""
_POLLERS_OWN = frozenset(["sqs:ChangeMessageVisibility", "sqs:GetQueueUrl"])
"""What LocalStack's pollers use and AWS's need no permission for."""
_known = Stores()


@handles(
    "request_handlers",
    at="serve_custom_service_request_handlers",
    why="LocalStack's free releases ask for no permission; here every parsed request is decided by IAM's policies.",
)
def authorize(_chain: Any, context: Any, _response: Any) -> None:
    """A handler for the gateway: refuse what may not be done; CommonServiceException says so in the service's words."""
    if context.operation is None or not _is_asked(context):
        return
    caller = caller_of(context)
    if caller is None:
        return
    judge(caller, _call(context), context.request, context.operation.http, context.service.protocol)


def judge(caller: Caller, call: Call, request: Any, http: Mapping[str, str], protocol: str) -> None:
    """Decide, and record it; CommonServiceException refuses. `http` and `protocol` are as botocore has them."""
    if call.service == "sts" and call.operation in _UNVERIFIED:
        _check_token(call)
        return
    mode = modes.of(_account(caller, call))
    if mode is Mode.OFF:
        return
    if mode is Mode.ENFORCE and not caller.is_known:
        code, message, status = unknown_key(call.service, protocol)
        raise CommonServiceException(code, message, status, sender_fault=True)
    try:
        denied = _denied(caller, call, request, http, mode)
    except Exception:
        if mode is Mode.ENFORCE:
            raise
        LOG.exception("%s of %s is not decided", call.operation, call.service)
        return
    if mode is Mode.ENFORCE:
        if denied is not None:
            raise refusal(call.service, *denied)
        check_creation(call)


def _check_token(call: Call) -> None:
    """Refuse what would hand out an identity that wasn't proved, in the account that it would be of."""
    if modes.of(account_of(call.text("RoleArn"), call.account_id)) is Mode.ENFORCE:
        raise CommonServiceException("AccessDenied", _NOT_VERIFIED.format(call.operation), 403, sender_fault=True)


def refusal(service: str, request: AccessRequest, decision: Decision) -> CommonServiceException:
    """The error that the service answers with."""
    message = sentence(request.principal, request.action, request.resource, decision)
    return CommonServiceException(error_code(service), message, status_code(service), sender_fault=True)


def _is_asked(context: Any) -> bool:
    service = context.service.service_name
    if service not in _MAPPED and modes.of(context.account_id) is Mode.ENFORCE:
        divergences.touch("iam-not-evaluated", service, context.account_id)
    return service in _MAPPED and (service, context.operation.name) not in _FREE and not modes.are_off


def _call(context: Any) -> Call:
    service, operation = context.service.service_name, context.operation.name
    return Call(service, operation, context.service_request or {}, context.region, context.account_id, _known)


def _account(caller: Caller, call: Call) -> str:
    """The account whose mode counts: the caller's; of services and of nobody the one that they ask."""
    return caller.principal.account_id or asked_account(call)


def _denied(
    caller: Caller, call: Call, request: Any, http: Mapping[str, str], mode: Mode
) -> tuple[AccessRequest, Decision] | None:
    """The first need that isn't met; all of them are recorded."""
    missing = [] if caller.principal.kind is PrincipalKind.SERVICE else need_of_missing(call, mode)
    key = None if missing else grants.key_of(caller, call)
    object_key = call.text("Key") if call.service == "s3" else ""
    if key is not None and grants.is_granted(key, caller, object_key):
        return None
    found = _needs(caller, call, http) + missing
    if not found:
        return None
    account_id = call.account_id if caller.principal.account_id else asked_account(call)
    asked = asking(caller.principal, account_id, call.region, caller.source_arn, caller.session_policy, request)
    decided = [decide(asked, need) for need in found]
    if key is not None:
        grants.remember(key, asked, decided, object_key)
    return next(((each.request, each.decision) for each in decided if not each.decision.is_allowed), None)


def _needs(caller: Caller, call: Call, http: Mapping[str, str]) -> list[Need]:
    try:
        found = list(needs(call, http.get("method", ""), http.get("requestUri", "")))
    except UnmappedError as error:
        LOG.warning("no table tells which permissions are needed: %s", error)
        return []
    if caller.principal.kind is PrincipalKind.SERVICE:
        return [need for need in found if need.action in _DELIVERIES]
    if caller.by_service:
        found = [need for need in found if need.action not in _POLLERS_OWN]
    return found
