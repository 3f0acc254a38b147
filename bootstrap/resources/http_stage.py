"""AWS::ApiGatewayV2::Stage with auto-deploy: an HTTP API's routes under a URL, always as they are now."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Self

from bootstrap.faults import tolerating
from bootstrap.resource import Attributes, Found, Resource, address_of
from bootstrap.resources.http_api import GONE, HttpApi, records
from bootstrap.scope import Scope
from bootstrap.values import Join, Ref

if TYPE_CHECKING:
    from bootstrap.clients import Clients
    from bootstrap.site import Site

DEFAULT = "$default"
"""The stage that needs no name in the URL."""


@dataclass(frozen=True)
class HttpStage(Resource):
    """A stage of `api`."""

    kind: ClassVar[str] = "AWS::ApiGatewayV2::Stage"
    uses: ClassVar[tuple[str, ...]] = ("AWS::ApiGatewayV2::Api",)
    gives: ClassVar[tuple[str, ...]] = ("url",)
    in_place: ClassVar[frozenset[str]] = frozenset({"AutoDeploy", "Tags"})

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

    @classmethod
    def listing(cls, clients: "Clients") -> list[Found]:
        """The stages of every HTTP API of the region."""
        every: list[Found] = []
        for api in HttpApi.listing(clients):
            with tolerating(GONE):
                every += [_found(api, stage["StageName"]) for stage in stages_of(clients, api)]
        return every

    @classmethod
    def tags_of(cls, clients: "Clients", found: Found) -> dict[str, str]:
        """Its tags."""
        tags: dict[str, str] = stage_of(clients, found).get("Tags", {})
        return tags

    def desired(self, site: "Site") -> Attributes:
        """That it deploys by itself, and its tags."""
        return {"AutoDeploy": True, "Tags": self.scope.tag_map}

    def actual(self, clients: "Clients", found: Found) -> Attributes:
        """Whether it deploys by itself, and its tags."""
        stage = stage_of(clients, found)
        return {"AutoDeploy": stage.get("AutoDeploy", False), "Tags": stage.get("Tags", {})}

    def create(self, site: "Site") -> Found:
        """Make it; it serves the API from then on."""
        api = site.found[self.api.address]
        site.clients.apigatewayv2.create_stage(
            ApiId=api.values["id"], StageName=self.name, AutoDeploy=True, Tags=self.scope.tag_map
        )
        return _found(api, self.name)

    def update(self, site: "Site", found: Found, changed: frozenset[str]) -> Found:
        """Have it deploy by itself, or tag it."""
        api_id, apigateway = found.values["api_id"], site.clients.apigatewayv2
        if "AutoDeploy" in changed:
            apigateway.update_stage(ApiId=api_id, StageName=self.name, AutoDeploy=True)
        if "Tags" in changed:
            arn = f"arn:aws:apigateway:{self.scope.region}::/apis/{api_id}/stages/{self.name}"
            apigateway.tag_resource(ResourceArn=arn, Tags=self.scope.tag_map)
        return found

    @classmethod
    def part_of(cls, found: Found) -> str:
        """The API it serves."""
        return address_of(HttpApi.kind, found.region, found.identity.rpartition(": ")[0])

    @classmethod
    def delete(cls, clients: "Clients", found: Found) -> None:
        """Remove it with its deployments."""
        with tolerating(GONE):
            clients.apigatewayv2.delete_stage(ApiId=found.values["api_id"], StageName=found.values["stage"])


def _found(api: Found, stage: str) -> Found:
    """A stage as a listing shows it, with its URL: the API's own for the default stage."""
    url = api.values["endpoint"] + ("" if stage == DEFAULT else f"/{stage}")
    values = {"url": url, "api_id": api.values["id"], "stage": stage}
    return Found(HttpStage.kind, f"{api.identity}: {stage}", api.region, values)


def stages_of(clients: "Clients", api: Found) -> list[dict[str, Any]]:
    """The stages of an API."""
    return records(clients, "get_stages", api.values["id"])


def stage_of(clients: "Clients", found: Found) -> dict[str, Any]:
    """A stage's settings; empty when it is gone."""
    with tolerating(GONE):
        return dict(clients.apigatewayv2.get_stage(ApiId=found.values["api_id"], StageName=found.values["stage"]))
    return {}
