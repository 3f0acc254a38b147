"""Authorizers: create, update, delete. REQUEST authorizers are served; JWT authorizers are refused when made."""

from emulator.apigatewayv2.api import Record, new_id
from emulator.apigatewayv2.authorizer import SOURCES
from emulator.localstack.apigatewayv2.control.integrations import FUNCTION_URI
from emulator.localstack.apigatewayv2.control.operations import (
    AUTHORIZER,
    STAGE,
    Call,
    Request,
    bad_request,
    conflict,
    given,
    operation,
    unsupported,
)

_SETTINGS = (
    "AuthorizerCredentialsArn",
    "AuthorizerPayloadFormatVersion",
    "AuthorizerResultTtlInSeconds",
    "AuthorizerType",
    "AuthorizerUri",
    "EnableSimpleResponses",
    "IdentitySource",
    "Name",
)


@operation("CreateAuthorizer")
def create_authorizer(call: Call, request: Request) -> Record:
    """A Lambda authorizer. Its answers are cached only when AuthorizerResultTtlInSeconds says so."""
    api = call.api(request)
    record: Record = {
        "AuthorizerResultTtlInSeconds": 0,
        "EnableSimpleResponses": False,
        "IdentitySource": [],
        **given(request, *_SETTINGS),
        "AuthorizerId": new_id(6),
    }
    _check(request, record)
    api.authorizers[record["AuthorizerId"]] = record
    return record


@operation("UpdateAuthorizer", deploys=True)
def update_authorizer(call: Call, request: Request) -> Record:
    """Change what is given; cached answers are forgotten."""
    api = call.api(request)
    record = AUTHORIZER.one(api, request["AuthorizerId"])
    changed = {**record, **given(request, *_SETTINGS)}
    _check(request, changed)
    record.update(changed)
    api.decisions.clear()
    return record


@operation("DeleteAuthorizer")
def delete_authorizer(call: Call, request: Request) -> None:
    """Remove the authorizer; ConflictException while a route uses it."""
    api, identifier = call.api(request), request["AuthorizerId"]
    AUTHORIZER.one(api, identifier)
    for route in api.routes.values():
        if route.get("AuthorizerId") == identifier:
            raise conflict(f"Cannot delete Authorizer {identifier}: it is in use by Route {route['RouteId']}")
    del api.authorizers[identifier]


@operation("ResetAuthorizersCache")
def reset_authorizers_cache(call: Call, request: Request) -> None:
    """Forget every cached answer of the API's authorizers."""
    api = call.api(request)
    STAGE.one(api, request["StageName"])
    api.decisions.clear()


def _check(request: Request, record: Record) -> None:
    if record["AuthorizerType"] != "REQUEST" or request.get("JwtConfiguration"):
        raise unsupported("A JWT authorizer")
    if request.get("IdentityValidationExpression"):
        raise bad_request("IdentityValidationExpression is not supported for HTTP APIs")
    version = record.get("AuthorizerPayloadFormatVersion")
    if version not in ("1.0", "2.0"):
        raise bad_request("AuthorizerPayloadFormatVersion is a required parameter for REQUEST authorizers: 1.0 or 2.0")
    if record["EnableSimpleResponses"] and version != "2.0":
        raise bad_request("EnableSimpleResponses needs AuthorizerPayloadFormatVersion 2.0")
    if not FUNCTION_URI.fullmatch(record.get("AuthorizerUri") or ""):
        raise bad_request("AuthorizerUri must be the invocation URI of a Lambda function")
    for source in record["IdentitySource"]:
        if not source.startswith(SOURCES) or source in SOURCES:
            raise bad_request(f"Invalid identity source {source}: it must start with one of {', '.join(SOURCES)}")
    ttl_s = record["AuthorizerResultTtlInSeconds"]
    if not 0 <= ttl_s <= 3600:
        raise bad_request("AuthorizerResultTtlInSeconds must be between 0 and 3600")
    if ttl_s and not record["IdentitySource"]:
        raise bad_request("Caching needs at least one identity source")
