"""Who may call a function URL: AuthType AWS_IAM asks for a signature, and both types for a permission.

Sources: Lambda's guide, "Control access to Lambda function URLs" and "Invoking Lambda function URLs". A request that
must be signed and isn't, or with another secret, is refused whatever the account's mode: that is no matter of policies.
What policies say is recorded in `observe` and holds in `enforce`. A key that was never issued, an account's own, has no
secret that could be checked.
"""

import json
import logging
import time
from collections.abc import Callable
from typing import Any

from localstack.aws.accounts import get_account_id_from_access_key_id
from localstack.aws.api.lambda_ import TooManyRequestsException
from localstack.http import Response

from emulator.accounts.confinement import CONFINEMENT
from emulator.iam.actions.call import Need
from emulator.iam.modes import Mode
from emulator.iam.principals import ANONYMOUS, PrincipalKind
from emulator.iam.signature import Sent, Signature, by_lower_case, signature_of
from emulator.localstack.apigatewayv2.data_plane import raw_target
from emulator.localstack.iam.caller import Caller, secret_of, signer_of
from emulator.localstack.iam.decisions import asking, decide, modes, user_id
from emulator.localstack.seams import assigns, wraps

LOG = logging.getLogger(__name__)
IAM, SERVICE = "AWS_IAM", "lambda"
ACTION = "lambda:InvokeFunctionUrl"
AS_SENT, IDENTITY = "harness_as_sent", "harness_iam_identity"
"""Attributes of a request: the one that was sent, before it got its host form; who signed it, for the event."""
_ROUTER = "services.lambda_.urlrouter"


class Refusal(Exception):
    """403, in Lambda's words."""

    def __init__(self, code: str, body: dict[str, str]) -> None:
        super().__init__(code)
        self.code, self.body = code, body


def _forbidden() -> Refusal:
    return Refusal("AccessDeniedException", {"Message": "Forbidden"})


def _unknown_key() -> Refusal:
    return Refusal("UnrecognizedClientException", {"message": "The security token included in the request is invalid."})


def _other_signature() -> Refusal:
    return Refusal(
        "InvalidSignatureException",
        {
            "message": "The request signature we calculated does not match the signature you provided. Check your AWS "
            "Secret Access Key and signing method. Consult the service documentation for details."
        },
    )


@wraps(
    f"{_ROUTER}:FunctionUrlRouter.handle_lambda_url_invocation",
    at="lambda",
    why="LocalStack asks for neither a signature nor a permission at function URLs.",
)
def answer(original: Callable[..., Any], self: Any, request: Any, api_id: str, region: str, **more: Any) -> Any:
    """Answer who may call the URL."""
    found = _configuration(api_id, region)
    if found is not None:
        try:
            _admit(found, request, region)
        except Refusal as refusal:
            return Response(
                json.dumps(refusal.body, separators=(",", ":")),
                status=403,
                headers={"x-amzn-ErrorType": refusal.code, "Content-Type": "application/json"},
            )
    try:
        return original(self, request, api_id, region, **more)
    except TooManyRequestsException as error:
        return _too_many(error)
    except Exception as error:
        LOG.warning("%s of %s can't run: %s", request.method, request.url, error)
        return Response("Internal Server Error", 502)


def _too_many(error: TooManyRequestsException) -> Any:
    """429 where the function has no place for the request."""
    body = {"Reason": error.Reason, "Type": error.Type, "message": "Rate Exceeded."}
    return Response(json.dumps(body, separators=(",", ":")), 429, headers={"Content-Type": "application/json"})


@wraps(f"{_ROUTER}:event_for_lambda_url", at="lambda", why="An event says who signed the request.")
def event(original: Callable[..., dict[str, Any]], api_id: str, request: Any) -> dict[str, Any]:
    """The event of a request, in payload format 2.0."""
    made = original(api_id, request)
    identity = getattr(request, IDENTITY, None)
    if identity is not None:
        made["requestContext"]["accountId"] = identity["accountId"]
        made["requestContext"]["authorizer"] = {"iam": identity}
    return made


@assigns(f"{_ROUTER}:restore_payload", at="lambda", why="A form reaches the function byte for byte, as it is signed.")
def body_of(_: Any) -> Callable[[Any], bytes]:
    """The body as it was sent; LocalStack writes a form anew from what it has read of it."""
    return _body


def _body(request: Any) -> bytes:
    content: bytes = request.get_data()
    return content


def _configuration(api_id: str, region: str) -> Any:
    """LocalStack's settings of the URL; None when nobody has it."""
    from localstack.services.lambda_.invocation.models import lambda_stores

    regions = [lambda_stores[account_id][region] for account_id in list(lambda_stores)]
    functions = [function for store in regions for function in list(store.functions.values())]
    urls = (url for function in functions for url in list(function.function_url_configs.values()))
    return next((url for url in urls if url.url_id.lower() == api_id.lower()), None)


def _admit(found: Any, request: Any, region: str) -> None:
    """Nothing when the request may reach the function; a Refusal when it may not."""
    owner = found.function_arn.split(":")[4]
    signature, caller = None, Caller(ANONYMOUS)
    if found.auth_type == IAM:
        signature, caller = _authenticate(request, region)
        setattr(request, IDENTITY, _identity(signature, caller))
    # The stricter of the two accounts': nobody opens another's URL by acting in an account that decides nothing.
    found_modes = {modes.of(owner), modes.of(caller.principal.account_id or owner)}
    mode = next(each for each in (Mode.ENFORCE, Mode.OBSERVE, Mode.OFF) if each in found_modes)
    if mode is Mode.OFF:
        return
    asked = asking(caller.principal, owner, region, "", caller.session_policy, request)
    made = decide(asked, Need(ACTION, found.function_arn, {"lambda:functionurlauthtype": found.auth_type}))
    if mode is Mode.ENFORCE and not made.decision.is_allowed:
        raise _forbidden()


def _authenticate(request: Any, region: str) -> tuple[Signature, Caller]:
    """Who signed the request, as it was sent."""
    sent = _sent(getattr(request, AS_SENT, request))
    signature = signature_of(sent)
    if signature is None:
        raise _forbidden()
    if signature.scope[1:] != (region, SERVICE) or not signature.is_of_now(time.time()):
        raise _other_signature()
    account_id = get_account_id_from_access_key_id(signature.key)
    caller = signer_of(signature.key, account_id, request)
    if caller.principal.kind is PrincipalKind.ANONYMOUS:
        raise _forbidden()
    secret = secret_of(signature.key, account_id)
    if not caller.is_known or (CONFINEMENT.is_on and not secret):
        raise _unknown_key()
    if secret and not signature.is_made_with(secret, sent):
        raise _other_signature()
    return signature, caller


def _sent(request: Any) -> Sent:
    path, query = raw_target(request)
    return Sent(request.method, path, query, by_lower_case(request.headers.items()), _body(request))


def _identity(signature: Signature, caller: Caller) -> dict[str, Any]:
    """`requestContext.authorizer.iam` of the event."""
    principal = caller.principal
    who = user_id(principal)
    return {
        "accessKey": signature.key,
        "accountId": principal.account_id,
        "callerId": who,
        "cognitoIdentity": None,
        "principalOrgId": None,
        "userArn": principal.arn,
        "userId": who,
    }
