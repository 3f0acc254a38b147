"""API Gateway's HTTP APIs: the API with its OpenAPI description, and the parts of one."""

import json
from typing import Any, ClassVar

from emulator.cloudformation import openapi
from emulator.localstack.cloudformation.types.kind import (
    Model,
    ProgressEvent,
    PropertyError,
    ResourceProvider,
    ResourceRequest,
    chosen,
    done,
    refuse_taking_away,
    schema,
)

_API = (
    "ApiKeySelectionExpression",
    "CorsConfiguration",
    "CredentialsArn",
    "Description",
    "DisableExecuteApiEndpoint",
    "DisableSchemaValidation",
    "IpAddressType",
    "Name",
    "ProtocolType",
    "RouteKey",
    "RouteSelectionExpression",
    "Tags",
    "Target",
    "Version",
)


class Api(ResourceProvider):
    """AWS::ApiGatewayV2::Api. Routes that a Body describes are the API's own and change with it."""

    TYPE = "AWS::ApiGatewayV2::Api"
    SCHEMA = schema(
        TYPE,
        ["ApiId"],
        properties=[*_API, "Body", "FailOnWarnings"],
        create_only=["ProtocolType"],
        read_only=["ApiId", "ApiEndpoint"],
    )

    def create(self, request: ResourceRequest) -> ProgressEvent:
        """Make the API, then what its description says."""
        given, request.desired_state = request.desired_state, {}
        client, described = request.aws_client_factory.apigatewayv2, _described(given)
        settings = _settings(given, described)
        if not settings.get("Name"):
            raise PropertyError("An API needs a Name, or a Body with info.title")
        answer = client.create_api(**{"ProtocolType": "HTTP", **settings})
        attributes = chosen(answer, "ApiId", "ApiEndpoint")
        request.desired_state = {**given, **attributes}
        if described:
            _import(client, answer["ApiId"], described)
        return done(request.desired_state)

    def update(self, request: ResourceRequest) -> ProgressEvent:
        """Change the settings, and put the new description in the place of the old one."""
        before, given = request.previous_state, request.desired_state
        client, api_id, described = request.aws_client_factory.apigatewayv2, before["ApiId"], _described(given)
        settings = _settings(given, described)
        if "CorsConfiguration" not in settings and client.get_api(ApiId=api_id).get("CorsConfiguration"):
            client.delete_cors_configuration(ApiId=api_id)
        tags = settings.pop("Tags", None)
        settings.pop("ProtocolType", None)
        client.update_api(ApiId=api_id, **settings)
        if tags:
            arn = f"arn:aws:apigateway:{request.region_name}::/apis/{api_id}"
            client.tag_resource(ResourceArn=arn, Tags=tags)
        if given.get("Body") != before.get("Body"):
            _clear(client, api_id, _described(before))
            if described:
                _import(client, api_id, described)
        return done(given)

    def delete(self, request: ResourceRequest) -> ProgressEvent:
        """Remove the API with all below it."""
        request.aws_client_factory.apigatewayv2.delete_api(ApiId=request.desired_state["ApiId"])
        return done({})


def _described(given: Model) -> openapi.Description | None:
    body = given.get("Body")
    if body is None:
        return None
    return openapi.read(json.loads(body) if isinstance(body, str) else body)


def _settings(given: Model, described: openapi.Description | None) -> Model:
    settings = chosen(given, *_API)
    if described:
        settings.setdefault("Name", described.name)
        if described.cors is not None:
            settings.setdefault("CorsConfiguration", described.cors)
        if described.tags:
            settings["Tags"] = {**described.tags, **(settings.get("Tags") or {})}
    return settings


def _import(client: Any, api_id: str, described: openapi.Description) -> None:
    authorizers = {
        name: client.create_authorizer(ApiId=api_id, **given)["AuthorizerId"]
        for name, given in described.authorizers.items()
    }
    for route in described.routes:
        integration = client.create_integration(ApiId=api_id, **route.integration)["IntegrationId"]
        authorization = {}
        if route.authorizer is not None:
            if route.authorizer not in authorizers:
                raise PropertyError(f"The authorizer {route.authorizer} of {route.key} isn't in the Body")
            authorization = {"AuthorizationType": "CUSTOM", "AuthorizerId": authorizers[route.authorizer]}
        target = f"integrations/{integration}"
        client.create_route(ApiId=api_id, RouteKey=route.key, Target=target, **authorization)


def _clear(client: Any, api_id: str, described: openapi.Description | None) -> None:
    """Remove the routes that the description made, with their integrations, and its authorizers."""
    if described is None:
        return
    keys = {route.key for route in described.routes}
    for route in client.get_routes(ApiId=api_id)["Items"]:
        if route["RouteKey"] in keys:
            client.delete_route(ApiId=api_id, RouteId=route["RouteId"])
            client.delete_integration(ApiId=api_id, IntegrationId=route["Target"].partition("/")[2])
    for authorizer in client.get_authorizers(ApiId=api_id)["Items"]:
        if authorizer["Name"] in described.authorizers:
            client.delete_authorizer(ApiId=api_id, AuthorizerId=authorizer["AuthorizerId"])


class Part(ResourceProvider):
    """A part of an API that the service makes, changes and removes by one call each."""

    PART: str
    ID: str
    SETTINGS: tuple[str, ...]
    CREATE_ONLY: tuple[str, ...] = ()
    DEFAULTS: ClassVar[Model] = {}
    """What boto3 wants and CloudFormation doesn't."""
    RESET: ClassVar[Model] = {}
    """What stands in the place of a setting that the template has no more; others can't be taken away."""

    def create(self, request: ResourceRequest) -> ProgressEvent:
        """Make the part."""
        given, request.desired_state = request.desired_state, {}
        _check(given)
        make = getattr(request.aws_client_factory.apigatewayv2, f"create_{self.PART}")
        settings = chosen({**self.DEFAULTS, **given}, *self.SETTINGS, *self.CREATE_ONLY)
        answer = make(ApiId=given["ApiId"], **settings)
        return done({**given, self.ID: answer[self.ID]})

    def update(self, request: ResourceRequest) -> ProgressEvent:
        """Change it."""
        before, given = request.previous_state, request.desired_state
        _check(given)
        refuse_taking_away(request, [name for name in self.SETTINGS if name not in self.RESET])
        reset = {name: value for name, value in self.RESET.items() if name in before}
        change = getattr(request.aws_client_factory.apigatewayv2, f"update_{self.PART}")
        settings = chosen({**reset, **given}, *(name for name in self.SETTINGS if name != "Tags"))
        change(**{"ApiId": before["ApiId"], self.ID: before[self.ID], **settings})
        return done(given)

    def delete(self, request: ResourceRequest) -> ProgressEvent:
        """Remove it."""
        model = request.desired_state
        remove = getattr(request.aws_client_factory.apigatewayv2, f"delete_{self.PART}")
        remove(**{"ApiId": model["ApiId"], self.ID: model[self.ID]})
        return done({})


def _check(given: Model) -> None:
    if given.get("AuthorizerType") == "JWT" or given.get("JwtConfiguration"):
        raise PropertyError("A JWT authorizer is not supported by this emulator: use a REQUEST authorizer")


class Integration(Part):
    """AWS::ApiGatewayV2::Integration."""

    TYPE, PART, ID = "AWS::ApiGatewayV2::Integration", "integration", "IntegrationId"
    SETTINGS = (
        "ConnectionType",
        "CredentialsArn",
        "Description",
        "IntegrationMethod",
        "IntegrationType",
        "IntegrationUri",
        "PayloadFormatVersion",
        "TimeoutInMillis",
    )
    RESET: ClassVar[Model] = {
        "Description": "",
        "TimeoutInMillis": 30_000,
        "IntegrationMethod": "POST",
        "ConnectionType": "INTERNET",
    }
    SCHEMA = schema(
        TYPE,
        ["ApiId", "IntegrationId"],
        physical=ID,
        properties=["ApiId", *SETTINGS],
        create_only=["ApiId"],
        read_only=[ID],
        required=["ApiId", "IntegrationType"],
    )


class Route(Part):
    """AWS::ApiGatewayV2::Route."""

    TYPE, PART, ID = "AWS::ApiGatewayV2::Route", "route", "RouteId"
    SETTINGS = (
        "ApiKeyRequired",
        "AuthorizationScopes",
        "AuthorizationType",
        "AuthorizerId",
        "OperationName",
        "RouteKey",
        "Target",
    )
    RESET: ClassVar[Model] = {
        "ApiKeyRequired": False,
        "AuthorizationScopes": [],
        "AuthorizationType": "NONE",
        "AuthorizerId": None,
        "OperationName": "",
    }
    SCHEMA = schema(
        TYPE,
        ["ApiId", "RouteId"],
        physical=ID,
        properties=["ApiId", *SETTINGS],
        create_only=["ApiId"],
        read_only=[ID],
        required=["ApiId", "RouteKey"],
    )


class Authorizer(Part):
    """AWS::ApiGatewayV2::Authorizer."""

    TYPE, PART, ID = "AWS::ApiGatewayV2::Authorizer", "authorizer", "AuthorizerId"
    DEFAULTS: ClassVar[Model] = {"IdentitySource": []}
    SETTINGS = (
        "AuthorizerCredentialsArn",
        "AuthorizerPayloadFormatVersion",
        "AuthorizerResultTtlInSeconds",
        "AuthorizerType",
        "AuthorizerUri",
        "EnableSimpleResponses",
        "IdentitySource",
        "JwtConfiguration",
        "Name",
    )
    RESET: ClassVar[Model] = {"AuthorizerResultTtlInSeconds": 0, "EnableSimpleResponses": False, "IdentitySource": []}
    SCHEMA = schema(
        TYPE,
        ["AuthorizerId", "ApiId"],
        physical=ID,
        properties=["ApiId", *SETTINGS],
        create_only=["ApiId"],
        read_only=[ID],
        required=["ApiId", "AuthorizerType", "Name"],
    )


class Deployment(Part):
    """AWS::ApiGatewayV2::Deployment."""

    TYPE, PART, ID = "AWS::ApiGatewayV2::Deployment", "deployment", "DeploymentId"
    SETTINGS = ("Description",)
    CREATE_ONLY = ("StageName",)
    RESET: ClassVar[Model] = {"Description": ""}
    SCHEMA = schema(
        TYPE,
        ["ApiId", "DeploymentId"],
        physical=ID,
        properties=["ApiId", *SETTINGS, *CREATE_ONLY],
        create_only=["ApiId", *CREATE_ONLY],
        read_only=[ID],
        required=["ApiId"],
    )


class Stage(Part):
    """AWS::ApiGatewayV2::Stage."""

    TYPE, PART, ID = "AWS::ApiGatewayV2::Stage", "stage", "StageName"
    SETTINGS = (
        "AccessLogSettings",
        "AutoDeploy",
        "DefaultRouteSettings",
        "DeploymentId",
        "Description",
        "RouteSettings",
        "StageVariables",
        "Tags",
    )
    CREATE_ONLY = ("StageName",)
    RESET: ClassVar[Model] = {"AutoDeploy": False, "Description": ""}
    SCHEMA = schema(
        TYPE,
        ["ApiId", "StageName"],
        physical=ID,
        properties=["ApiId", *SETTINGS, *CREATE_ONLY],
        create_only=["ApiId", *CREATE_ONLY],
        required=["ApiId", "StageName"],
    )


PROVIDERS = {one.TYPE: one for one in (Api, Authorizer, Deployment, Integration, Route, Stage)}
