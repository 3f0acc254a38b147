"""REST APIs: LocalStack's providers, with the updates that SAM's templates need."""

import json
from typing import Any

from localstack.services.apigateway.resource_providers.aws_apigateway_deployment import ApiGatewayDeploymentProvider
from localstack.services.apigateway.resource_providers.aws_apigateway_restapi import ApiGatewayRestApiProvider
from localstack.services.apigateway.resource_providers.aws_apigateway_stage import ApiGatewayStageProvider

from emulator.localstack.cloudformation.types.kind import ProgressEvent, ResourceRequest, done


class RestApi(ApiGatewayRestApiProvider):
    """AWS::ApiGateway::RestApi: a new Body is put in the place of the old one."""

    TYPE = "AWS::ApiGateway::RestApi"

    def update(self, request: ResourceRequest) -> ProgressEvent:
        """Change name and description, and what the Body describes."""
        before, after, client = request.previous_state, request.desired_state, request.aws_client_factory.apigateway
        api_id = before["RestApiId"]
        _patch(client.update_rest_api, {"restApiId": api_id}, _differing(before, after, ("Name", "Description")))
        body: Any = after.get("Body")
        if body is not None and body != before.get("Body"):
            text = body if isinstance(body, str) else json.dumps(body)
            client.put_rest_api(
                restApiId=api_id, mode="overwrite", body=text.encode(), parameters={"basepath": "ignore"}
            )
        return done(after)


class Stage(ApiGatewayStageProvider):
    """AWS::ApiGateway::Stage: serves another deployment, with other variables."""

    TYPE = "AWS::ApiGateway::Stage"

    def update(self, request: ResourceRequest) -> ProgressEvent:
        """Change what differs."""
        before, after, client = request.previous_state, request.desired_state, request.aws_client_factory.apigateway
        where = {"restApiId": before["RestApiId"], "stageName": before["StageName"]}
        changes = _differing(before, after, ("DeploymentId", "Description", "TracingEnabled"))
        old, new = before.get("Variables") or {}, after.get("Variables") or {}
        changes += [("replace", f"/variables/{name}", value) for name, value in new.items() if old.get(name) != value]
        changes += [("remove", f"/variables/{name}", "") for name in old.keys() - new.keys()]
        _patch(client.update_stage, where, changes)
        return done({**after, "StageName": before["StageName"]})


class Deployment(ApiGatewayDeploymentProvider):
    """AWS::ApiGateway::Deployment: goes alone, where LocalStack's takes every stage of the API with it."""

    TYPE = "AWS::ApiGateway::Deployment"

    def delete(self, request: ResourceRequest) -> ProgressEvent:
        """Remove the deployment, and the stage that it made if that still serves it."""
        model, client = request.desired_state, request.aws_client_factory.apigateway
        where = {"restApiId": model["RestApiId"]}
        for stage in client.get_stages(**where)["item"]:
            serves = stage.get("deploymentId") == model["DeploymentId"]
            if serves and stage["stageName"] == model.get("StageName"):
                client.delete_stage(**where, stageName=stage["stageName"])
        client.delete_deployment(**where, deploymentId=model["DeploymentId"])
        return done({})


def _differing(before: Any, after: Any, names: tuple[str, ...]) -> list[tuple[str, str, str]]:
    return [
        ("replace", f"/{name[0].lower()}{name[1:]}", str(after.get(name, "")))
        for name in names
        if after.get(name) != before.get(name)
    ]


def _patch(call: Any, where: dict[str, str], changes: list[tuple[str, str, str]]) -> None:
    operations = [
        {"op": op, "path": path, **({} if op == "remove" else {"value": value})} for op, path, value in changes
    ]
    if operations:
        call(**where, patchOperations=operations)


PROVIDERS = {one.TYPE: one for one in (Deployment, RestApi, Stage)}
