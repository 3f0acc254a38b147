"""Stages and deployments: create, update, delete."""

import re
from typing import Any

from localstack.aws.connect import connect_to

from emulator.apigatewayv2 import deployments
from emulator.apigatewayv2.api import Api, Deployment, Record, now
from emulator.localstack.apigatewayv2.control.operations import (
    STAGE,
    Call,
    Request,
    bad_request,
    conflict,
    given,
    not_found,
    operation,
    page,
    unsupported,
)
from emulator.localstack.apigatewayv2.control.tags import checked_tags

_SETTINGS = (
    "AccessLogSettings",
    "AutoDeploy",
    "DefaultRouteSettings",
    "Description",
    "RouteSettings",
    "StageVariables",
)
_NAME = re.compile(r"\$default|[A-Za-z0-9_-]{1,128}")
_VARIABLE_VALUE = re.compile(r"[A-Za-z0-9-._~:/?#&=,]{0,2048}")
LOG_GROUP = re.compile(r"arn:aws[a-z-]*:logs:(?P<region>[^:]+):(?P<account_id>\d{12}):log-group:(?P<name>[^:*]+)(:\*)?")
"""The ARN of a log group, with or without `:*` at its end."""


@operation("CreateStage")
def create_stage(call: Call, request: Request) -> Record:
    """A stage. With AutoDeploy it serves the API as it is from now on; else what is deployed to it."""
    api = call.api(request)
    if request["StageName"] in api.stages:
        raise conflict(f"Stage {request['StageName']} already exists")
    return add(api, request)


def add(api: Api, request: Request) -> Record:
    """Add the stage that `request` describes."""
    if not _NAME.fullmatch(request["StageName"]):
        raise bad_request("Stage name only allows a-zA-Z0-9_- and up to 128 characters, or $default")
    record: Record = {
        "AutoDeploy": False,
        "CreatedDate": now(),
        "DefaultRouteSettings": {"DetailedMetricsEnabled": False},
        "LastUpdatedDate": now(),
        "RouteSettings": {},
        "StageVariables": {},
        **given(request, *_SETTINGS),
        "StageName": request["StageName"],
        "Tags": checked_tags(request.get("Tags") or {}),
    }
    _check(request)
    deployment = _deployment(api, record, request)
    api.stages[record["StageName"]] = record
    if deployment:
        deployments.point(record, deployment)
    deployments.auto_deploy(api)
    return record


@operation("UpdateStage")
def update_stage(call: Call, request: Request) -> Record:
    """Change what is given; a stage variable or route setting that isn't named stays."""
    api = call.api(request)
    record = STAGE.one(api, request["StageName"])
    _check(request)
    changed = {**record, **given(request, *_SETTINGS), "LastUpdatedDate": now()}
    changed["RouteSettings"] = {**record["RouteSettings"], **(request.get("RouteSettings") or {})}
    changed["StageVariables"] = {
        name: value
        for name, value in {**record["StageVariables"], **(request.get("StageVariables") or {})}.items()
        if value
    }
    deployment = _deployment(api, changed, request)
    record.update(changed)
    if deployment:
        deployments.point(record, deployment)
    deployments.auto_deploy(api)
    return record


@operation("DeleteStage")
def delete_stage(call: Call, request: Request) -> None:
    """Remove the stage; what was deployed to it is no longer served."""
    api = call.api(request)
    STAGE.one(api, request["StageName"])
    del api.stages[request["StageName"]]
    deployments.auto_deploy(api)


@operation("DeleteAccessLogSettings")
def delete_access_log_settings(call: Call, request: Request) -> None:
    """Stop access logging."""
    STAGE.one(call.api(request), request["StageName"]).pop("AccessLogSettings", None)


@operation("DeleteRouteSettings")
def delete_route_settings(call: Call, request: Request) -> None:
    """Let the default settings apply to the route."""
    stage = STAGE.one(call.api(request), request["StageName"])
    if stage["RouteSettings"].pop(request["RouteKey"], None) is None:
        raise not_found("RouteSettings", request["RouteKey"])


@operation("CreateDeployment")
def create_deployment(call: Call, request: Request) -> Record:
    """Freeze the API as it is now, and serve it in the stage that is named, if one is."""
    api = call.api(request)
    stage = STAGE.one(api, request["StageName"]) if request.get("StageName") else None
    if not api.routes:
        raise bad_request(deployments.NO_ROUTES)
    deployment = deployments.deploy(api, description=request.get("Description"))
    if stage:
        deployments.point(stage, deployment)
    return deployment.record


@operation("GetDeployment")
def get_deployment(call: Call, request: Request) -> Record:
    """One deployment."""
    return _one(call.api(request), request["DeploymentId"]).record


@operation("GetDeployments")
def get_deployments(call: Call, request: Request) -> Record:
    """The API's deployments."""
    return page((deployment.record for deployment in call.api(request).deployments.values()), request)


@operation("UpdateDeployment")
def update_deployment(call: Call, request: Request) -> Record:
    """Change the description."""
    record = _one(call.api(request), request["DeploymentId"]).record
    record.update(given(request, "Description"))
    return record


@operation("DeleteDeployment")
def delete_deployment(call: Call, request: Request) -> None:
    """Remove the deployment; BadRequestException while a stage serves it."""
    api, identifier = call.api(request), request["DeploymentId"]
    _one(api, identifier)
    if any(stage.get("DeploymentId") == identifier for stage in api.stages.values()):
        raise bad_request("Active stages pointing to this deployment must be moved or deleted")
    del api.deployments[identifier]


def _deployment(api: Api, stage: Record, request: Request) -> Deployment | None:
    """The deployment that the request wants the stage to serve."""
    if not request.get("DeploymentId"):
        return None
    if stage["AutoDeploy"]:
        raise bad_request("Deployment ID cannot be set on stage because AutoDeploy is enabled")
    return _one(api, request["DeploymentId"])


def _one(api: Api, identifier: str) -> Deployment:
    deployment = api.deployments.get(identifier)
    if deployment is None:
        raise not_found("Deployment", identifier)
    return deployment


def _check(request: Request) -> None:
    if request.get("ClientCertificateId"):
        raise bad_request("ClientCertificateId is supported only for WebSocket APIs")
    for settings in (request.get("DefaultRouteSettings") or {}, *(request.get("RouteSettings") or {}).values()):
        if settings.get("DataTraceEnabled") or settings.get("LoggingLevel", "OFF") != "OFF":
            raise bad_request("Execution logs are not supported on protocolType HTTP")
    for name, value in (request.get("StageVariables") or {}).items():
        if not re.fullmatch(r"[A-Za-z0-9_]+", name) or not _VARIABLE_VALUE.fullmatch(value):
            raise bad_request(f"Stage variable {name} must have a name and a value of the allowed characters")
    _check_access_log(request.get("AccessLogSettings"))


def _check_access_log(settings: dict[str, Any] | None) -> None:
    if not settings:
        return
    if not settings.get("Format") or not settings.get("DestinationArn"):
        raise bad_request("AccessLogSettings needs a DestinationArn and a Format")
    if settings["DestinationArn"].split(":")[2:3] == ["firehose"]:
        raise unsupported("An access log in Firehose")
    group = LOG_GROUP.fullmatch(settings["DestinationArn"])
    if group is None:
        raise bad_request("Access log destination must only contain characters of a CloudWatch Logs ARN")
    logs = connect_to(aws_access_key_id=group["account_id"], region_name=group["region"]).logs
    found = logs.describe_log_groups(logGroupNamePrefix=group["name"])["logGroups"]
    if group["name"] not in [entry["logGroupName"] for entry in found]:
        raise not_found("CloudWatch Logs log group", group["name"])
