"""Lambda functions with reserved concurrency, and permissions with all their conditions."""

from typing import Any

from localstack.services.cloudformation.resource_provider import OperationStatus
from localstack.services.lambda_.resource_providers.aws_lambda_function import LambdaFunctionProvider

from emulator.localstack.cloudformation.types.kind import (
    Model,
    ProgressEvent,
    ResourceProvider,
    ResourceRequest,
    chosen,
    done,
    generated_name,
    schema,
    tags_of,
)

_PERMISSION = (
    "Action",
    "EventSourceToken",
    "FunctionName",
    "FunctionUrlAuthType",
    "InvokedViaFunctionUrl",
    "Principal",
    "PrincipalOrgID",
    "SourceAccount",
    "SourceArn",
)


class Function(LambdaFunctionProvider):
    """AWS::Lambda::Function: LocalStack's, with reserved concurrency, and tags that change."""

    TYPE = "AWS::Lambda::Function"

    def create(self, request: ResourceRequest) -> ProgressEvent:
        """Make the function, then reserve its concurrency."""
        event: ProgressEvent = super().create(request)
        if event.status is OperationStatus.SUCCESS:
            model: Any = event.resource_model
            _reserve(request, model["FunctionName"], {}, model)
        return event

    def update(self, request: ResourceRequest) -> ProgressEvent:
        """Change code, configuration, concurrency and tags."""
        before, after = request.previous_state, dict(request.desired_state)
        event: ProgressEvent = super().update(request)
        _reserve(request, before["FunctionName"], before, after)
        client, old, new = request.aws_client_factory.lambda_, tags_of(before), tags_of(after)
        if gone := sorted(set(old) - set(new)):
            client.untag_resource(Resource=before["Arn"], TagKeys=gone)
        if new != old and new:
            client.tag_resource(Resource=before["Arn"], Tags=new)
        return event


def _reserve(request: ResourceRequest, name: str, before: Model, after: Model) -> None:
    client, count = request.aws_client_factory.lambda_, after.get("ReservedConcurrentExecutions")
    if count is not None and count != before.get("ReservedConcurrentExecutions"):
        client.put_function_concurrency(FunctionName=name, ReservedConcurrentExecutions=int(count))
    elif count is None and before.get("ReservedConcurrentExecutions") is not None:
        client.delete_function_concurrency(FunctionName=name)


class Permission(ResourceProvider):
    """AWS::Lambda::Permission; every change replaces it, as in AWS."""

    TYPE = "AWS::Lambda::Permission"
    SCHEMA = schema(
        TYPE,
        ["FunctionName", "Id"],
        physical="Id",
        properties=_PERMISSION,
        create_only=_PERMISSION,
        read_only=["Id"],
        required=["Action", "FunctionName", "Principal"],
    )

    def create(self, request: ResourceRequest) -> ProgressEvent:
        """Add the statement to the function's policy."""
        given, request.desired_state = request.desired_state, {}
        statement = generated_name(request, 100)
        request.aws_client_factory.lambda_.add_permission(StatementId=statement, **chosen(given, *_PERMISSION))
        return done({**given, "Id": statement})

    def delete(self, request: ResourceRequest) -> ProgressEvent:
        """Take it away."""
        model = request.desired_state
        request.aws_client_factory.lambda_.remove_permission(
            FunctionName=model["FunctionName"], StatementId=model["Id"]
        )
        return done({})


PROVIDERS = {one.TYPE: one for one in (Function, Permission)}
