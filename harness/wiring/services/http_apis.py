"""API Gateway: HTTP APIs, their stages, and what their routes lead to."""

from collections.abc import Iterator
from typing import Any

from bootstrap.clients import Clients
from harness.wiring.integrations import integrated
from harness.wiring.model import Edge, Kind, Node
from harness.wiring.registry import Found, discovers


@discovers("apigatewayv2")
def http_apis(clients: Clients) -> Iterator[Found]:
    """Each API with the names of its `Stages`, and an edge for each route that leads somewhere."""
    gateway = clients.apigatewayv2
    for api in gateway.get_apis()["Items"]:
        api_id, node = api["ApiId"], Node("api", api["Name"])
        stages = [each["StageName"] for each in gateway.get_stages(ApiId=api_id)["Items"]]
        yield node, {**api, "Stages": stages}
        uris = {each["IntegrationId"]: each for each in gateway.get_integrations(ApiId=api_id)["Items"]}
        for route in gateway.get_routes(ApiId=api_id)["Items"]:
            integration: Any = uris.get(route.get("Target", "").removeprefix("integrations/"), {})
            if uri := str(integration.get("IntegrationUri", "")):
                settings = {**route, "Integration": integration, "ApiId": api_id}
                yield Edge(Kind.ROUTE, node, integrated(uri), str(route["RouteKey"]), settings)
