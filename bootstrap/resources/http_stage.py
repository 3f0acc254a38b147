"""AWS::ApiGatewayV2::Stage with auto-deploy: an HTTP API's routes under a URL, always as they are now."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Self

from bootstrap.errors import tolerating
from bootstrap.handler import Handler
from bootstrap.model.reference import Join, Ref
from bootstrap.model.resource import Attributes, ExistingResource, Resource, address_of
from bootstrap.model.scope import Scope
from bootstrap.registry import handles
from bootstrap.resources.http_api import GONE, HttpApi, HttpApiHandler, records

if TYPE_CHECKING:
    from bootstrap.clients import Clients
    from bootstrap.context import ApplyContext

DEFAULT = "$default"
"""The stage that needs no name in the URL."""


@dataclass(frozen=True)
class HttpStage(Resource):
    """A stage of `api`."""

    kind: ClassVar[str] = "AWS::ApiGatewayV2::Stage"
    outputs: ClassVar[tuple[str, ...]] = ("url",)

    api: HttpApi

    @property
    def identity(self) -> str:
        """A stage belongs to one API: its name there."""
        return f"{self.api.name}: {self.name}"

    @property
    def summary(self) -> str:
        """How it is deployed."""
        return "auto-deploy"

    def url(self, path: str = "") -> Join:
        """The URL of a path of the API on this stage."""
        return Join((Ref(self, "url"), path))

    @classmethod
    def example(cls, scope: Scope) -> Self:
        """The default stage of the example API."""
        return cls(scope, DEFAULT, HttpApi.example(scope))


@handles(HttpStage)
class HttpStageHandler(Handler[HttpStage]):
    """Stages over API Gateway's API of version 2."""

    depends_on: ClassVar[tuple[str, ...]] = ("AWS::ApiGatewayV2::Api",)
    in_place: ClassVar[frozenset[str]] = frozenset({"AutoDeploy", "Tags"})

    def listing(self, clients: "Clients") -> list[ExistingResource]:
        """The stages of every HTTP API of the region."""
        every: list[ExistingResource] = []
        for api in HttpApiHandler().listing(clients):
            with tolerating(GONE):
                every += [_found(api, stage["StageName"]) for stage in stages_of(clients, api)]
        return every

    def tags_of(self, clients: "Clients", existing: ExistingResource) -> dict[str, str]:
        """Its tags."""
        tags: dict[str, str] = stage_of(clients, existing).get("Tags", {})
        return tags

    def desired(self, context: "ApplyContext", resource: HttpStage) -> Attributes:
        """That it deploys by itself, and its tags."""
        return {"AutoDeploy": True, "Tags": resource.scope.tag_map}

    def actual(self, clients: "Clients", resource: HttpStage, existing: ExistingResource) -> Attributes:
        """Whether it deploys by itself, and its tags."""
        stage = stage_of(clients, existing)
        return {"AutoDeploy": stage.get("AutoDeploy", False), "Tags": stage.get("Tags", {})}

    def create(self, context: "ApplyContext", resource: HttpStage) -> ExistingResource:
        """Make it; it serves the API from then on."""
        api = context.existing[resource.api.address]
        context.clients.apigatewayv2.create_stage(
            ApiId=api.values["id"], StageName=resource.name, AutoDeploy=True, Tags=resource.scope.tag_map
        )
        return _found(api, resource.name)

    def update(
        self, context: "ApplyContext", resource: HttpStage, existing: ExistingResource, changed: frozenset[str]
    ) -> ExistingResource:
        """Have it deploy by itself, or tag it."""
        api_id, apigateway = existing.values["api_id"], context.clients.apigatewayv2
        if "AutoDeploy" in changed:
            apigateway.update_stage(ApiId=api_id, StageName=resource.name, AutoDeploy=True)
        if "Tags" in changed:
            arn = f"arn:aws:apigateway:{resource.scope.region}::/apis/{api_id}/stages/{resource.name}"
            apigateway.tag_resource(ResourceArn=arn, Tags=resource.scope.tag_map)
        return existing

    def part_of(self, existing: ExistingResource) -> str:
        """The API it serves."""
        return address_of(HttpApi.kind, existing.region, existing.identity.rpartition(": ")[0])

    def delete(self, clients: "Clients", existing: ExistingResource) -> None:
        """Remove it with its deployments."""
        with tolerating(GONE):
            clients.apigatewayv2.delete_stage(ApiId=existing.values["api_id"], StageName=existing.values["stage"])


def _found(api: ExistingResource, stage: str) -> ExistingResource:
    """A stage as a listing shows it, with its URL: the API's own for the default stage."""
    url = api.values["endpoint"] + ("" if stage == DEFAULT else f"/{stage}")
    values = {"url": url, "api_id": api.values["id"], "stage": stage}
    return ExistingResource(HttpStage.kind, f"{api.identity}: {stage}", api.region, values)


def stages_of(clients: "Clients", api: ExistingResource) -> list[dict[str, Any]]:
    """The stages of an API."""
    return records(clients, "get_stages", api.values["id"])


def stage_of(clients: "Clients", existing: ExistingResource) -> dict[str, Any]:
    """A stage's settings; empty when it is gone."""
    with tolerating(GONE):
        return dict(clients.apigatewayv2.get_stage(ApiId=existing.values["api_id"], StageName=existing.values["stage"]))
    return {}
