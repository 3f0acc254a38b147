"""Deployments: what a stage serves is what was last deployed to it.

A stage with AutoDeploy gets a new deployment with every change; the deployments that no stage points to any more are
then removed, if they were made that way. Guide: "Stages for HTTP APIs".
"""

from typing import Any

from emulator.apigatewayv2.api import Api, Deployment, Record, Route, Snapshot, new_id, now
from emulator.apigatewayv2.route_key import parse_route_key

NO_ROUTES = "At least one route is required before deploying the Api."


def snapshot_of(api: Api) -> Snapshot:
    """The API as it is now."""
    routes = tuple(_route(api, record) for record in api.routes.values())
    return Snapshot(routes, api.record.get("CorsConfiguration"))


def deploy(api: Api, auto: bool = False, description: str | None = None) -> Deployment:
    """A new deployment of the API as it is now."""
    record: Record = {
        "AutoDeployed": auto,
        "CreatedDate": now(),
        "DeploymentId": new_id(6),
        "DeploymentStatus": "DEPLOYED",
        **({"Description": description} if description else {}),
    }
    deployment = Deployment(record, snapshot_of(api))
    api.deployments[record["DeploymentId"]] = deployment
    return deployment


def point(stage: Record, deployment: Deployment) -> None:
    """Make the stage serve the deployment."""
    identifier = deployment.record["DeploymentId"]
    stage["DeploymentId"] = identifier
    stage["LastDeploymentStatusMessage"] = f"Successfully deployed stage with deployment ID '{identifier}'"
    stage["LastUpdatedDate"] = now()


def auto_deploy(api: Api) -> None:
    """Bring every stage with AutoDeploy up to date. As long as it has no deployment it waits for a first route."""
    waiting = [stage for stage in api.stages.values() if stage["AutoDeploy"]]
    if not api.routes:
        for stage in [stage for stage in waiting if "DeploymentId" not in stage]:
            stage["LastDeploymentStatusMessage"] = f"Deployment attempt failed: {NO_ROUTES}"
            waiting.remove(stage)
    if waiting:
        deployment = deploy(api, auto=True)
        for stage in waiting:
            point(stage, deployment)
    in_use = {stage.get("DeploymentId") for stage in api.stages.values()}
    for identifier, deployment in list(api.deployments.items()):
        if deployment.record["AutoDeployed"] and identifier not in in_use:
            del api.deployments[identifier]


def served(api: Api, stage: Record) -> Snapshot | None:
    """What the stage serves; None before its first deployment."""
    deployment = api.deployments.get(stage.get("DeploymentId", ""))
    return deployment.snapshot if deployment else None


def _route(api: Api, record: Record) -> Route:
    integration = api.integrations.get(record.get("Target", "").removeprefix("integrations/"))
    authorizer = api.authorizers.get(record.get("AuthorizerId", ""))
    return Route(parse_route_key(record["RouteKey"]), _frozen(integration), _frozen(authorizer))


def _frozen(record: Record | None) -> dict[str, Any] | None:
    return dict(record) if record else None
