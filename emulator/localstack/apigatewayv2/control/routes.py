"""Routes: create, update, delete."""

from emulator.apigatewayv2.api import Api, Record, new_id
from emulator.apigatewayv2.route_key import RouteKeyError, parse_route_key
from emulator.localstack.apigatewayv2.control.operations import (
    AUTHORIZER,
    INTEGRATION,
    ROUTE,
    Call,
    Request,
    bad_request,
    conflict,
    given,
    not_found,
    operation,
    unsupported,
)

_SETTINGS = ("AuthorizationType", "AuthorizerId", "OperationName", "RouteKey", "Target")
_WEBSOCKET = ("ModelSelectionExpression", "RequestModels", "RequestParameters", "RouteResponseSelectionExpression")


@operation("CreateRoute", deploys=True)
def create_route(call: Call, request: Request) -> Record:
    """A route of an API."""
    return add(call.api(request), request)


def add(api: Api, request: Request) -> Record:
    """Add the route that `request` describes."""
    record: Record = {
        "ApiKeyRequired": False,
        "AuthorizationType": "NONE",
        **given(request, *_SETTINGS),
        "RouteId": new_id(7),
    }
    _check(api, request, record)
    api.routes[record["RouteId"]] = record
    return record


@operation("UpdateRoute", deploys=True)
def update_route(call: Call, request: Request) -> Record:
    """Change what is given. Another AuthorizationType than CUSTOM lets go of the authorizer."""
    api = call.api(request)
    record = ROUTE.one(api, request["RouteId"])
    changed = {**record, **given(request, *_SETTINGS)}
    if changed["AuthorizationType"] == "NONE" and "AuthorizerId" not in request:
        changed.pop("AuthorizerId", None)
    _check(api, request, changed)
    record.clear()
    record.update(changed)
    return record


@operation("DeleteRoute", deploys=True)
def delete_route(call: Call, request: Request) -> None:
    """Remove the route."""
    api = call.api(request)
    ROUTE.one(api, request["RouteId"])
    del api.routes[request["RouteId"]]


@operation("DeleteRouteRequestParameter")
def delete_route_request_parameter(call: Call, request: Request) -> None:
    """NotFoundException: the routes of HTTP APIs have no request parameters."""
    ROUTE.one(call.api(request), request["RouteId"])
    raise not_found("RequestParameter", request["RequestParameterKey"])


def _check(api: Api, request: Request, record: Record) -> None:
    if request.get("ApiKeyRequired"):
        raise bad_request("ApiKeyRequired is not currently supported for HTTP APIs")
    for name in _WEBSOCKET:
        if request.get(name):
            raise bad_request(f"{name} is supported only for WebSocket APIs")
    try:
        parse_route_key(record["RouteKey"])
    except RouteKeyError as error:
        raise bad_request(str(error)) from error
    same_key = (r for r in api.routes.values() if r["RouteKey"] == record["RouteKey"])
    if any(other["RouteId"] != record["RouteId"] for other in same_key):
        raise conflict(f"Route with key {record['RouteKey']} already exists for this API")
    _check_target(api, record.get("Target"))
    _check_authorization(api, record, request.get("AuthorizationScopes"))


def _check_target(api: Api, target: str | None) -> None:
    if target is None:
        return
    if not target.startswith("integrations/"):
        raise bad_request(f"Invalid target {target}: it must be integrations/{{integration id}}")
    INTEGRATION.one(api, target.removeprefix("integrations/"))


def _check_authorization(api: Api, record: Record, scopes: list[str] | None) -> None:
    kind, authorizer_id = record["AuthorizationType"], record.get("AuthorizerId")
    if kind in ("JWT", "AWS_IAM"):
        raise unsupported(f"AuthorizationType {kind}")
    if scopes:
        raise bad_request("Authorization scopes are for JWT authorizers only")
    if kind == "CUSTOM" and not authorizer_id:
        raise bad_request("AuthorizationType CUSTOM needs an AuthorizerId")
    if kind == "NONE" and authorizer_id:
        raise bad_request("AuthorizerId needs the AuthorizationType CUSTOM")
    if authorizer_id:
        AUTHORIZER.one(api, authorizer_id)
