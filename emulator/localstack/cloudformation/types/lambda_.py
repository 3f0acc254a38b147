"""Lambda: function URLs, settings of asynchronous invocations, aliases."""

from typing import Any

from emulator.localstack.cloudformation.types.kind import (
    Model,
    ProgressEvent,
    ResourceProvider,
    ResourceRequest,
    chosen,
    done,
    schema,
)

_URL = ("AuthType", "Cors", "InvokeMode")
_INVOKE = ("MaximumRetryAttempts", "MaximumEventAgeInSeconds", "DestinationConfig")


class Url(ResourceProvider):
    """AWS::Lambda::Url."""

    TYPE = "AWS::Lambda::Url"
    SCHEMA = schema(
        TYPE,
        ["FunctionArn"],
        properties=["TargetFunctionArn", "Qualifier", *_URL],
        create_only=["TargetFunctionArn", "Qualifier"],
        read_only=["FunctionArn", "FunctionUrl"],
        required=["AuthType", "TargetFunctionArn"],
    )

    def create(self, request: ResourceRequest) -> ProgressEvent:
        """Make the URL."""
        given, request.desired_state = request.desired_state, {}
        answer = request.aws_client_factory.lambda_.create_function_url_config(
            **_function(given), **chosen(given, *_URL)
        )
        return done({**given, **chosen(answer, "FunctionArn", "FunctionUrl")})

    def update(self, request: ResourceRequest) -> ProgressEvent:
        """Change it; CORS settings that the template has no more are taken away."""
        given = request.desired_state
        settings = {"Cors": {}, **chosen(given, *_URL)}
        request.aws_client_factory.lambda_.update_function_url_config(**_function(given), **settings)
        return done(given)

    def delete(self, request: ResourceRequest) -> ProgressEvent:
        """Remove it."""
        request.aws_client_factory.lambda_.delete_function_url_config(**_function(request.desired_state))
        return done({})


def _function(model: Model) -> Model:
    return {"FunctionName": model["TargetFunctionArn"], **chosen(model, "Qualifier")}


class EventInvokeConfig(ResourceProvider):
    """AWS::Lambda::EventInvokeConfig."""

    TYPE = "AWS::Lambda::EventInvokeConfig"
    SCHEMA = schema(
        TYPE,
        ["FunctionName", "Qualifier"],
        physical="Id",
        properties=["FunctionName", "Qualifier", *_INVOKE],
        create_only=["FunctionName", "Qualifier"],
        read_only=["Id"],
        required=["FunctionName", "Qualifier"],
    )

    def create(self, request: ResourceRequest) -> ProgressEvent:
        """Put the settings."""
        given, request.desired_state = request.desired_state, {}
        return _put(request, {**given, "Id": f"{given['FunctionName']}|{given['Qualifier']}"})

    def update(self, request: ResourceRequest) -> ProgressEvent:
        """Put them again, as a whole."""
        return _put(request, request.desired_state)

    def delete(self, request: ResourceRequest) -> ProgressEvent:
        """Take them away."""
        where = chosen(request.desired_state, "FunctionName", "Qualifier")
        request.aws_client_factory.lambda_.delete_function_event_invoke_config(**where)
        return done({})


def _put(request: ResourceRequest, model: Model) -> ProgressEvent:
    settings = chosen(model, "FunctionName", "Qualifier", *_INVOKE)
    request.aws_client_factory.lambda_.put_function_event_invoke_config(**settings)
    return done(model)


class Alias(ResourceProvider):
    """AWS::Lambda::Alias."""

    TYPE = "AWS::Lambda::Alias"
    SCHEMA = schema(
        TYPE,
        ["AliasArn"],
        properties=["Description", "FunctionName", "FunctionVersion", "Name", "RoutingConfig"],
        create_only=["FunctionName", "Name"],
        read_only=["AliasArn"],
        required=["FunctionName", "FunctionVersion", "Name"],
    )

    def create(self, request: ResourceRequest) -> ProgressEvent:
        """Make the alias."""
        given, request.desired_state = request.desired_state, {}
        answer = request.aws_client_factory.lambda_.create_alias(**_alias(given))
        return done({**given, "AliasArn": answer["AliasArn"]})

    def update(self, request: ResourceRequest) -> ProgressEvent:
        """Point it to another version."""
        given = request.desired_state
        request.aws_client_factory.lambda_.update_alias(**{"Description": "", "RoutingConfig": {}, **_alias(given)})
        return done(given)

    def delete(self, request: ResourceRequest) -> ProgressEvent:
        """Remove it."""
        model = request.desired_state
        request.aws_client_factory.lambda_.delete_alias(FunctionName=model["FunctionName"], Name=model["Name"])
        return done({})


def _alias(model: Model) -> Model:
    given = chosen(model, "Description", "FunctionName", "FunctionVersion", "Name")
    weights: Any = (model.get("RoutingConfig") or {}).get("AdditionalVersionWeights") or []
    if weights:
        routing = {one["FunctionVersion"]: float(one["FunctionWeight"]) for one in weights}
        given["RoutingConfig"] = {"AdditionalVersionWeights": routing}
    return given


PROVIDERS = {one.TYPE: one for one in (Alias, EventInvokeConfig, Url)}
