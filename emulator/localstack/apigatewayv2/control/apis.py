"""APIs: create, read, update, delete, and the quick create that makes a route, an integration and a stage with it."""

from localstack import config

from emulator.apigatewayv2 import cors
from emulator.apigatewayv2.address import DEFAULT_STAGE, PATH_PREFIX
from emulator.apigatewayv2.api import Api, Record, new_id, now
from emulator.apigatewayv2.route_key import DEFAULT_KEY
from emulator.localstack.apigatewayv2.control import integrations, routes, stages
from emulator.localstack.apigatewayv2.control.operations import (
    Call,
    Request,
    bad_request,
    given,
    operation,
    page,
    unsupported,
)
from emulator.localstack.apigatewayv2.control.tags import checked_tags

_SETTINGS = (
    "ApiKeySelectionExpression",
    "CorsConfiguration",
    "Description",
    "DisableExecuteApiEndpoint",
    "IpAddressType",
    "Name",
    "Version",
)
_SELECTIONS = ("${request.method} ${request.path}", "$request.method $request.path")
_DEFAULTS: Record = {
    "ApiKeySelectionExpression": "$request.header.x-api-key",
    "DisableExecuteApiEndpoint": False,
    "IpAddressType": "ipv4",
    "RouteSelectionExpression": "$request.method $request.path",
}


@operation("CreateApi")
def create_api(call: Call, request: Request) -> Record:
    """An HTTP API. Its `ApiEndpoint` is the form that needs no DNS: `{endpoint}/_aws/execute-api/{api}`."""
    if request["ProtocolType"] != "HTTP":
        raise unsupported(f"ProtocolType {request['ProtocolType']}")
    _check(request)
    if "Target" not in request and (request.get("RouteKey") or request.get("CredentialsArn")):
        raise bad_request("RouteKey and CredentialsArn are for quick create and need a Target")
    api_id = new_id(10)
    record: Record = {
        **_DEFAULTS,
        **given(request, *_SETTINGS),
        "ApiEndpoint": f"{config.external_service_url()}{PATH_PREFIX}{api_id}",
        "ApiId": api_id,
        "CreatedDate": now(),
        "ProtocolType": "HTTP",
        "Tags": checked_tags(request.get("Tags") or {}),
    }
    api = Api(record)
    if request.get("Target"):
        _quick_create(api, request)
    call.store.apis[api_id] = api
    call.store.OWNERS[api_id] = (call.account_id, call.region)
    return record


@operation("GetApi")
def get_api(call: Call, request: Request) -> Record:
    """The API's settings."""
    return call.api(request).record


@operation("GetApis")
def get_apis(call: Call, request: Request) -> Record:
    """The APIs of this account and region."""
    return page((api.record for api in call.store.apis.values()), request)


@operation("UpdateApi", deploys=True)
def update_api(call: Call, request: Request) -> Record:
    """Change the settings that are given. Those of a quick create aren't changed here."""
    api = call.api(request)
    if given(request, "Target", "RouteKey", "CredentialsArn"):
        raise unsupported("UpdateApi with Target, RouteKey or CredentialsArn")
    _check(request)
    api.record.update(given(request, *_SETTINGS))
    return api.record


@operation("DeleteApi")
def delete_api(call: Call, request: Request) -> None:
    """Remove the API and all below it."""
    api_id = call.api(request).record["ApiId"]
    del call.store.apis[api_id]
    del call.store.OWNERS[api_id]


@operation("DeleteCorsConfiguration", deploys=True)
def delete_cors_configuration(call: Call, request: Request) -> None:
    """Leave CORS to the integrations."""
    call.api(request).record.pop("CorsConfiguration", None)


def _check(request: Request) -> None:
    if request.get("DisableSchemaValidation"):
        raise bad_request("DisableSchemaValidation is supported only for WebSocket APIs")
    if request.get("RouteSelectionExpression", _SELECTIONS[0]) not in _SELECTIONS:
        raise bad_request(f"RouteSelectionExpression must be {_SELECTIONS[0]} for HTTP APIs")
    if problem := cors.problem_of(request.get("CorsConfiguration") or {}):
        raise bad_request(problem)


def _quick_create(api: Api, request: Request) -> None:
    """A Target makes an integration of payload format 2.0, a route to it (`$default`) and the stage `$default`."""
    integration = integrations.add(
        api,
        {
            "IntegrationType": "AWS_PROXY",
            "IntegrationUri": request["Target"],
            "PayloadFormatVersion": "2.0",
            **given(request, "CredentialsArn"),
        },
    )
    target = f"integrations/{integration['IntegrationId']}"
    route = routes.add(api, {"RouteKey": request.get("RouteKey") or DEFAULT_KEY, "Target": target})
    stage = stages.add(api, {"StageName": DEFAULT_STAGE, "AutoDeploy": True})
    for managed in (integration, route, stage):
        managed["ApiGatewayManaged"] = True
