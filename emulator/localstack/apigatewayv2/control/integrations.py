"""Integrations: create, update, delete. Only AWS_PROXY to a Lambda function; every other kind is refused by name."""

import re

from emulator.apigatewayv2.api import Api, Record, new_id
from emulator.localstack.apigatewayv2.control.operations import (
    INTEGRATION,
    Call,
    Request,
    bad_request,
    conflict,
    given,
    operation,
    unsupported,
)

MAX_TIMEOUT_MS = 30_000

_SETTINGS = (
    "CredentialsArn",
    "Description",
    "IntegrationType",
    "IntegrationUri",
    "PayloadFormatVersion",
    "TimeoutInMillis",
)
_UNSUPPORTED = ("ConnectionId", "IntegrationSubtype", "RequestParameters", "ResponseParameters", "TlsConfig")
_WEBSOCKET = (
    "ContentHandlingStrategy",
    "PassthroughBehavior",
    "RequestTemplates",
    "TemplateSelectionExpression",
)
FUNCTION_URI = re.compile(
    r"(arn:aws[a-z-]*:apigateway:[^:]+:lambda:path/2015-03-31/functions/)?"
    r"arn:aws[a-z-]*:lambda:[^:]+:[^:]+:function:[^/]+(/invocations)?"
)
"""A function's ARN, or the invocation URI that REST APIs use; either may have `${stageVariables.name}` in it."""


@operation("CreateIntegration", deploys=True)
def create_integration(call: Call, request: Request) -> Record:
    """An integration with a function."""
    return add(call.api(request), request)


def add(api: Api, request: Request) -> Record:
    """Add the integration that `request` describes."""
    record: Record = {
        "ConnectionType": "INTERNET",
        "IntegrationMethod": "POST",
        "TimeoutInMillis": MAX_TIMEOUT_MS,
        **given(request, *_SETTINGS),
        "IntegrationId": new_id(7),
    }
    _check(request, record)
    api.integrations[record["IntegrationId"]] = record
    return record


@operation("UpdateIntegration", deploys=True)
def update_integration(call: Call, request: Request) -> Record:
    """Change what is given."""
    record = INTEGRATION.one(call.api(request), request["IntegrationId"])
    changed = {**record, **given(request, *_SETTINGS)}
    _check(request, changed)
    record.update(changed)
    return record


@operation("DeleteIntegration", deploys=True)
def delete_integration(call: Call, request: Request) -> None:
    """Remove the integration; ConflictException while a route targets it."""
    api, identifier = call.api(request), request["IntegrationId"]
    INTEGRATION.one(api, identifier)
    for route in api.routes.values():
        if route.get("Target") == f"integrations/{identifier}":
            raise conflict(f"Cannot delete Integration {identifier}: it is in use by Route {route['RouteId']}")
    del api.integrations[identifier]


def _check(request: Request, record: Record) -> None:
    if record["IntegrationType"] != "AWS_PROXY":
        raise unsupported(f"IntegrationType {record['IntegrationType']}")
    for name in _UNSUPPORTED:
        if request.get(name):
            raise unsupported(f"An integration with {name}")
    for name in _WEBSOCKET:
        if request.get(name):
            raise bad_request(f"{name} is supported only for WebSocket APIs")
    if request.get("ConnectionType", "INTERNET") != "INTERNET":
        raise unsupported(f"ConnectionType {request['ConnectionType']}")
    version = record.get("PayloadFormatVersion")
    if version not in ("1.0", "2.0"):
        raise bad_request("PayloadFormatVersion is a required parameter for integration: 1.0 or 2.0")
    if not FUNCTION_URI.fullmatch(record.get("IntegrationUri") or ""):
        raise bad_request("IntegrationUri must be the ARN of a Lambda function, or its invocation URI")
    if not 50 <= record["TimeoutInMillis"] <= MAX_TIMEOUT_MS:
        raise bad_request(f"TimeoutInMillis must be between 50 and {MAX_TIMEOUT_MS}")
