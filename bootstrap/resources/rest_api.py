"""AWS::ApiGateway::RestApi, with its resources, methods and Lambda proxy integrations."""

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


@dataclass(frozen=True)
class RestRoute:
    """`method` on `path` is answered by the function with that ARN, which need not be there yet."""

    method: str
    path: str
    function_arn: str

    @property
    def label(self) -> str:
        """Method and path."""
        return f"{self.method} {self.path}"


@dataclass(frozen=True)
class RestApi(Resource):
    """A REST API. Bodies whose media type is in `binary_media_types` come from functions in base64, leave as bytes."""

    kind: ClassVar[str] = "AWS::ApiGateway::RestApi"
    outputs: ClassVar[tuple[str, ...]] = ("id",)

    routes: tuple[RestRoute, ...]
    binary_media_types: tuple[str, ...] = ()

    @property
    def api_id(self) -> Ref:
        """The id that API Gateway gives it."""
        return Ref(self, "id")

    def invoke_arn(self, route: RestRoute) -> Join:
        """The ARN of a route's requests on any stage, for the permission to invoke its function."""
        prefix, suffix = self.scope.arn("execute-api", ""), f"/*/{route.method}{route.path}"
        return Join((prefix, self.api_id, suffix))

    @property
    def summary(self) -> str:
        """Its routes."""
        return ", ".join(route.label for route in self.routes)

    @classmethod
    def example(cls, scope: Scope) -> Self:
        """An API with two routes, one below the other."""
        function = scope.arn("lambda", "function:example-function")
        routes = (RestRoute("GET", "/things", function), RestRoute("GET", "/things/{id}", function))
        return cls(scope, "example-api", routes, ("image/png",))

    def uri(self, route: RestRoute) -> str:
        """The URI of the Lambda proxy integration that answers the route."""
        return (
            f"arn:aws:apigateway:{self.scope.region}:lambda:path/2015-03-31/functions/{route.function_arn}/invocations"
        )


@handles(RestApi)
class RestApiHandler(Handler[RestApi]):
    """REST APIs over API Gateway's API of version 1, with their resources, methods and integrations."""

    depends_on: ClassVar[tuple[str, ...]] = (
        "AWS::S3::Bucket",
        "AWS::DynamoDB::Table",
        "AWS::SQS::Queue",
        "AWS::Logs::LogGroup",
    )
    in_place: ClassVar[frozenset[str]] = frozenset({"Routes", "BinaryMediaTypes", "Tags"})

    def listing(self, clients: "Clients") -> list[ExistingResource]:
        """The REST APIs of the region."""
        pages = clients.apigateway.get_paginator("get_rest_apis").paginate()
        apis = [api for page in pages for api in page["items"]]
        return [ExistingResource(RestApi.kind, each["name"], clients.region, {"id": each["id"]}) for each in apis]

    def tags_of(self, clients: "Clients", existing: ExistingResource) -> dict[str, str]:
        """Its tags."""
        with tolerating(GONE):
            tags = clients.apigateway.get_rest_api(restApiId=existing.values["id"]).get("tags", {})
            return {**tags, **later_tags(clients, arn_of(clients, existing))}
        return {}

    def desired(self, context: "ApplyContext", resource: RestApi) -> Attributes:
        """Its routes with what answers them, media types and tags."""
        return {
            "Routes": {route.label: resource.uri(route) for route in resource.routes},
            "BinaryMediaTypes": sorted(resource.binary_media_types),
            "Tags": resource.scope.tag_map,
        }

    def actual(self, clients: "Clients", resource: RestApi, existing: ExistingResource) -> Attributes:
        """Its routes with what answers them, media types and tags."""
        api: dict[str, Any] = dict(clients.apigateway.get_rest_api(restApiId=existing.values["id"]))
        return {
            "Routes": routes_of(clients, existing.values["id"]),
            "BinaryMediaTypes": sorted(api.get("binaryMediaTypes") or []),
            "Tags": self.tags_of(clients, existing),
        }

    def create(self, context: "ApplyContext", resource: RestApi) -> ExistingResource:
        """Make it with its routes. It answers nobody before it is deployed to a stage."""
        answer = context.clients.apigateway.create_rest_api(
            name=resource.name,
            binaryMediaTypes=list(resource.binary_media_types),
            endpointConfiguration={"types": ["REGIONAL"]},
            tags=resource.scope.tag_map,
        )
        self._put_routes(context.clients, resource, answer["id"])
        return resource.existing(id=answer["id"])

    def update(
        self, context: "ApplyContext", resource: RestApi, existing: ExistingResource, changed: frozenset[str]
    ) -> ExistingResource:
        """Put the routes that are missing or differ, the media types, or the tags."""
        api_id, apigateway = existing.values["id"], context.clients.apigateway
        if "Routes" in changed:
            self._put_routes(context.clients, resource, api_id)
        if "BinaryMediaTypes" in changed:
            shown = set(apigateway.get_rest_api(restApiId=api_id).get("binaryMediaTypes") or [])
            wanted = set(resource.binary_media_types)
            edits = [("add", each) for each in sorted(wanted - shown)] + [
                ("remove", each) for each in sorted(shown - wanted)
            ]
            operations: Any = [{"op": op, "path": f"/binaryMediaTypes/{each.replace('/', '~1')}"} for op, each in edits]
            apigateway.update_rest_api(restApiId=api_id, patchOperations=operations)
        if "Tags" in changed:
            apigateway.tag_resource(resourceArn=arn_of(context.clients, existing), tags=resource.scope.tag_map)
        return existing

    def _put_routes(self, clients: "Clients", resource: RestApi, api_id: str) -> None:
        shown, ids = routes_of(clients, api_id), paths_of(clients, api_id)
        for label in shown.keys() - {route.label for route in resource.routes}:
            method, _, path = label.partition(" ")
            clients.apigateway.delete_method(restApiId=api_id, resourceId=ids[path], httpMethod=method)
        for route in resource.routes:
            if shown.get(route.label) == resource.uri(route):
                continue
            resource_id = resource_at(clients, api_id, route.path, ids)
            where: Any = {"restApiId": api_id, "resourceId": resource_id, "httpMethod": route.method}
            with tolerating("ConflictException"):
                clients.apigateway.put_method(**where, authorizationType="NONE")
            clients.apigateway.put_integration(
                **where, type="AWS_PROXY", integrationHttpMethod="POST", uri=resource.uri(route)
            )

    def delete(self, clients: "Clients", existing: ExistingResource) -> None:
        """Remove it with its stages and deployments."""
        with tolerating(GONE):
            clients.apigateway.delete_rest_api(restApiId=existing.values["id"])


def resources_of(clients: "Clients", api_id: str) -> list[dict[str, Any]]:
    """The resources of an API, methods and integrations with them."""
    pages = clients.apigateway.get_paginator("get_resources").paginate(restApiId=api_id, embed=["methods"])
    return [dict(resource) for page in pages for resource in page["items"]]


def paths_of(clients: "Clients", api_id: str) -> dict[str, str]:
    """The id of each path of an API."""
    return {each["path"]: each["id"] for each in resources_of(clients, api_id)}


def routes_of(clients: "Clients", api_id: str) -> dict[str, str]:
    """What answers each `METHOD /path` of an API: the integration's URI, empty without one."""
    return {
        f"{name} {each['path']}": (method.get("methodIntegration") or {}).get("uri", "")
        for each in resources_of(clients, api_id)
        for name, method in each.get("resourceMethods", {}).items()
    }


def resource_at(clients: "Clients", api_id: str, path: str, ids: dict[str, str]) -> str:
    """The id of the resource at `path`; it and those above it are made where missing, and noted in `ids`."""
    if path not in ids:
        above, _, part = path.rpartition("/")
        parent = resource_at(clients, api_id, above or "/", ids)
        ids[path] = clients.apigateway.create_resource(restApiId=api_id, parentId=parent, pathPart=part)["id"]
    return ids[path]


def arn_of(clients: "Clients", api: ExistingResource) -> str:
    """The ARN that an API's tags are kept under."""
    return f"arn:aws:apigateway:{clients.region}::/restapis/{api.values['id']}"


def later_tags(clients: "Clients", arn: str) -> dict[str, str]:
    """The tags that came after creation: LocalStack shows them here alone, AWS shows all tags here and there."""
    with tolerating(GONE):
        return clients.apigateway.get_tags(resourceArn=arn).get("tags", {})
    return {}
