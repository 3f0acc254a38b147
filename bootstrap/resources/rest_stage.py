"""AWS::ApiGateway::Stage, with the deployment it serves: a snapshot of the API's routes under a URL."""

import json
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, ClassVar, Self

from bootstrap.errors import tolerating
from bootstrap.handler import Handler
from bootstrap.model.reference import Join, Ref
from bootstrap.model.resource import Attributes, ExistingResource, Resource, address_of
from bootstrap.model.scope import Scope
from bootstrap.registry import handles
from bootstrap.resources.rest_api import RestApi, RestApiHandler, later_tags

if TYPE_CHECKING:
    from bootstrap.clients import Clients
    from bootstrap.context import ApplyContext

GONE = "NotFoundException"


@dataclass(frozen=True)
class RestStage(Resource):
    """A stage of `api`. What is deployed stands in the deployment's description, so that a changed API is seen."""

    kind: ClassVar[str] = "AWS::ApiGateway::Stage"
    outputs: ClassVar[tuple[str, ...]] = ("url",)

    api: RestApi

    @property
    def identity(self) -> str:
        """A stage belongs to one API: its name there."""
        return f"{self.api.name}: {self.name}"

    def url(self, path: str) -> Join:
        """The URL of a path of the API on this stage. It needs no DNS: it has the emulator's own address."""
        return Join((Ref(self, "url"), path))

    @classmethod
    def example(cls, scope: Scope) -> Self:
        """A stage of the example API."""
        return cls(scope, "example", RestApi.example(scope))

    @property
    def deployed(self) -> str:
        """What a deployment of the API as declared is described by: it changes when the API does."""
        routes = [[route.label, route.function_arn] for route in self.api.routes]
        return "routes " + sha256(json.dumps([routes, self.api.binary_media_types]).encode()).hexdigest()[:16]


@handles(RestStage)
class RestStageHandler(Handler[RestStage]):
    """Stages over API Gateway's API of version 1. Every change of the API needs a deployment."""

    depends_on: ClassVar[tuple[str, ...]] = ("AWS::ApiGateway::RestApi",)
    in_place: ClassVar[frozenset[str]] = frozenset({"Deployed", "Tags"})

    def listing(self, clients: "Clients") -> list[ExistingResource]:
        """The stages of every REST API of the region."""
        every: list[ExistingResource] = []
        for api in RestApiHandler().listing(clients):
            with tolerating(GONE):
                stages = clients.apigateway.get_stages(restApiId=api.values["id"])["item"]
                names = [stage["stageName"] for stage in stages]
                every += [
                    ExistingResource(
                        RestStage.kind, f"{api.identity}: {name}", clients.region, values(clients, api, name)
                    )
                    for name in names
                ]
        return every

    def tags_of(self, clients: "Clients", existing: ExistingResource) -> dict[str, str]:
        """Its tags."""
        with tolerating(GONE):
            answer = clients.apigateway.get_stage(
                restApiId=existing.values["api_id"], stageName=existing.values["stage"]
            )
            return {**answer.get("tags", {}), **later_tags(clients, arn_of(clients, existing))}
        return {}

    def desired(self, context: "ApplyContext", resource: RestStage) -> Attributes:
        """Which routes are deployed, and its tags."""
        return {"Deployed": resource.deployed, "Tags": resource.scope.tag_map}

    def actual(self, clients: "Clients", resource: RestStage, existing: ExistingResource) -> Attributes:
        """Which routes are deployed, and its tags."""
        where = {"restApiId": existing.values["api_id"]}
        deployment = clients.apigateway.get_stage(**where, stageName=resource.name)["deploymentId"]
        answer = clients.apigateway.get_deployment(**where, deploymentId=deployment)
        return {"Deployed": answer.get("description", ""), "Tags": self.tags_of(clients, existing)}

    def create(self, context: "ApplyContext", resource: RestStage) -> ExistingResource:
        """Deploy the API to it."""
        api = context.existing[resource.api.address]
        api_id, apigateway = api.values["id"], context.clients.apigateway
        deployment = apigateway.create_deployment(restApiId=api_id, description=resource.deployed)["id"]
        apigateway.create_stage(
            restApiId=api_id, stageName=resource.name, deploymentId=deployment, tags=resource.scope.tag_map
        )
        return resource.existing(**values(context.clients, api, resource.name))

    def update(
        self, context: "ApplyContext", resource: RestStage, existing: ExistingResource, changed: frozenset[str]
    ) -> ExistingResource:
        """Deploy the API again, or tag the stage."""
        api_id, apigateway = existing.values["api_id"], context.clients.apigateway
        if "Deployed" in changed:
            deployment = apigateway.create_deployment(restApiId=api_id, description=resource.deployed)["id"]
            to = {"op": "replace", "path": "/deploymentId", "value": deployment}
            apigateway.update_stage(restApiId=api_id, stageName=resource.name, patchOperations=[to])  # type: ignore[list-item]
        if "Tags" in changed:
            apigateway.tag_resource(resourceArn=arn_of(context.clients, existing), tags=resource.scope.tag_map)
        return existing

    def part_of(self, existing: ExistingResource) -> str:
        """The API it serves."""
        return address_of(RestApi.kind, existing.region, existing.identity.rpartition(": ")[0])

    def delete(self, clients: "Clients", existing: ExistingResource) -> None:
        """Remove it; its deployments go with the API."""
        with tolerating(GONE):
            clients.apigateway.delete_stage(restApiId=existing.values["api_id"], stageName=existing.values["stage"])


def values(clients: "Clients", api: ExistingResource, stage: str) -> dict[str, str]:
    """What is known of a stage that exists."""
    url = f"{clients.endpoint.url}/_aws/execute-api/{api.values['id']}/{stage}"
    return {"url": url, "api_id": api.values["id"], "stage": stage}


def arn_of(clients: "Clients", stage: ExistingResource) -> str:
    """The ARN that a stage's tags are kept under."""
    return f"arn:aws:apigateway:{clients.region}::/restapis/{stage.values['api_id']}/stages/{stage.values['stage']}"
