"""AWS::ApiGatewayV2::Api of protocol HTTP, with its routes and Lambda proxy integrations of payload format 2.0."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Self

from bootstrap.errors import tolerating
from bootstrap.handler import Handler
from bootstrap.model.reference import Join, Ref
from bootstrap.model.resource import Attributes, ExistingResource, Resource
from bootstrap.model.scope import Scope
from bootstrap.registry import handles

if TYPE_CHECKING:
    from bootstrap.clients import Clients
    from bootstrap.context import ApplyContext

GONE = "NotFoundException"
PAYLOAD_FORMAT = "2.0"


@dataclass(frozen=True)
class HttpRoute:
    """Requests for `key` (`POST /uploads`) are answered by the function with that ARN, which need not be there yet."""

    key: str
    function_arn: str


@dataclass(frozen=True)
class HttpApi(Resource):
    """An HTTP API without a CORS configuration, which would replace the CORS headers that the functions answer with."""

    kind: ClassVar[str] = "AWS::ApiGatewayV2::Api"
    outputs: ClassVar[tuple[str, ...]] = ("id", "endpoint")

    routes: tuple[HttpRoute, ...]

    @property
    def api_id(self) -> Ref:
        """The id that API Gateway gives it."""
        return Ref(self, "id")

    def invoke_arn(self, route: HttpRoute) -> Join:
        """The ARN of a route's requests on any stage, for the permission to invoke its function."""
        method, _, path = route.key.partition(" ")
        return Join((self.scope.arn("execute-api", ""), self.api_id, f"/*/{method}{path}"))

    @property
    def summary(self) -> str:
        """Its routes."""
        return ", ".join(route.key for route in self.routes)

    @classmethod
    def example(cls, scope: Scope) -> Self:
        """An API with two routes."""
        function = scope.arn("lambda", "function:example-function")
        return cls(scope, "example-http-api", (HttpRoute("POST /things", function), HttpRoute("GET /{id}", function)))


@handles(HttpApi)
class HttpApiHandler(Handler[HttpApi]):
    """HTTP APIs over API Gateway's API of version 2, with their routes and integrations."""

    depends_on: ClassVar[tuple[str, ...]] = (
        "AWS::S3::Bucket",
        "AWS::DynamoDB::Table",
        "AWS::SQS::Queue",
        "AWS::Logs::LogGroup",
    )
    in_place: ClassVar[frozenset[str]] = frozenset({"Routes", "Tags"})

    def listing(self, clients: "Clients") -> list[ExistingResource]:
        """The HTTP APIs of the region."""
        pages = clients.apigatewayv2.get_paginator("get_apis").paginate()
        apis = [api for page in pages for api in page["Items"] if api["ProtocolType"] == "HTTP"]
        return [
            ExistingResource(
                HttpApi.kind, each["Name"], clients.region, {"id": each["ApiId"], "endpoint": each["ApiEndpoint"]}
            )
            for each in apis
        ]

    def tags_of(self, clients: "Clients", existing: ExistingResource) -> dict[str, str]:
        """Its tags."""
        with tolerating(GONE):
            return clients.apigatewayv2.get_api(ApiId=existing.values["id"]).get("Tags", {})
        return {}

    def desired(self, context: "ApplyContext", resource: HttpApi) -> Attributes:
        """Its routes with what answers them and in which format, and its tags."""
        return {
            "Routes": {route.key: f"{route.function_arn} {PAYLOAD_FORMAT}" for route in resource.routes},
            "Tags": resource.scope.tag_map,
        }

    def actual(self, clients: "Clients", resource: HttpApi, existing: ExistingResource) -> Attributes:
        """Its routes with what answers them and in which format, and its tags."""
        api_id = existing.values["id"]
        return {"Routes": routes_of(clients, api_id), "Tags": self.tags_of(clients, existing)}

    def create(self, context: "ApplyContext", resource: HttpApi) -> ExistingResource:
        """Make it with its routes. It answers nobody before it has a stage."""
        answer = context.clients.apigatewayv2.create_api(
            Name=resource.name, ProtocolType="HTTP", Tags=resource.scope.tag_map
        )
        for route in resource.routes:
            self._add(context.clients, resource, answer["ApiId"], route)
        return resource.existing(id=answer["ApiId"], endpoint=answer["ApiEndpoint"])

    def update(
        self, context: "ApplyContext", resource: HttpApi, existing: ExistingResource, changed: frozenset[str]
    ) -> ExistingResource:
        """Replace the routes that differ, remove those that aren't declared, or tag it."""
        api_id, apigateway = existing.values["id"], context.clients.apigatewayv2
        if "Routes" in changed:
            self._put_routes(context, resource, api_id)
        if "Tags" in changed:
            arn = f"arn:aws:apigateway:{resource.scope.region}::/apis/{api_id}"
            apigateway.tag_resource(ResourceArn=arn, Tags=resource.scope.tag_map)
        return existing

    def _put_routes(self, context: "ApplyContext", resource: HttpApi, api_id: str) -> None:
        wanted, shown = self.desired(context, resource)["Routes"], routes_of(context.clients, api_id)
        assert isinstance(wanted, dict)
        for route in records(context.clients, "get_routes", api_id):
            if wanted.get(route["RouteKey"]) != shown[route["RouteKey"]]:
                remove_route(context.clients, api_id, route)
        for declared in resource.routes:
            if wanted[declared.key] != shown.get(declared.key):
                self._add(context.clients, resource, api_id, declared)

    def _add(self, clients: "Clients", resource: HttpApi, api_id: str, route: HttpRoute) -> None:
        """Add a route with an integration of its own."""
        integration = clients.apigatewayv2.create_integration(
            ApiId=api_id,
            IntegrationType="AWS_PROXY",
            IntegrationUri=route.function_arn,
            PayloadFormatVersion=PAYLOAD_FORMAT,
        )["IntegrationId"]
        clients.apigatewayv2.create_route(ApiId=api_id, RouteKey=route.key, Target=f"integrations/{integration}")

    def delete(self, clients: "Clients", existing: ExistingResource) -> None:
        """Remove it with its routes, integrations, stages and deployments."""
        with tolerating(GONE):
            clients.apigatewayv2.delete_api(ApiId=existing.values["id"])


def records(clients: "Clients", operation: Any, api_id: str) -> list[dict[str, Any]]:
    """Everything that `get_routes` or `get_integrations` lists of an API."""
    pages = clients.apigatewayv2.get_paginator(operation).paginate(ApiId=api_id)
    return [dict(record) for page in pages for record in page["Items"]]


def routes_of(clients: "Clients", api_id: str) -> dict[str, str]:
    """What answers each route of an API, and in which format; empty for a route without an integration."""
    integrations = {
        f"integrations/{each['IntegrationId']}": f"{each['IntegrationUri']} {each['PayloadFormatVersion']}"
        for each in records(clients, "get_integrations", api_id)
    }
    routes = records(clients, "get_routes", api_id)
    return {route["RouteKey"]: integrations.get(route.get("Target", ""), "") for route in routes}


def remove_route(clients: "Clients", api_id: str, route: dict[str, Any]) -> None:
    """Remove a route and its integration; one that another route uses too stays."""
    clients.apigatewayv2.delete_route(ApiId=api_id, RouteId=route["RouteId"])
    _, _, integration = route.get("Target", "").partition("integrations/")
    if integration:
        with tolerating("ConflictException", GONE):
            clients.apigatewayv2.delete_integration(ApiId=api_id, IntegrationId=integration)
