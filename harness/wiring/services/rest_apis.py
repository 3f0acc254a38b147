"""API Gateway: REST APIs, their stages, and what their methods lead to."""

from collections.abc import Iterator
from typing import Any

from bootstrap.clients import Clients
from harness.wiring.integrations import integrated
from harness.wiring.model import Edge, Kind, Node
from harness.wiring.registry import Found, discovers


@discovers("apigateway")
def rest_apis(clients: Clients) -> Iterator[Found]:
    """Each API with the names of its `Stages`, and an edge for each method that leads to a function or a service."""
    for page in clients.apigateway.get_paginator("get_rest_apis").paginate():
        for api in page["items"]:
            api_id, node = api["id"], Node("api", api["name"])
            stages = [each["stageName"] for each in clients.apigateway.get_stages(restApiId=api_id)["item"]]
            yield node, {**api, "Stages": stages, "ApiId": api_id}
            yield from _methods(clients, api_id, node)


def _methods(clients: Clients, api_id: str, node: Node) -> Iterator[Edge]:
    pages = clients.apigateway.get_paginator("get_resources").paginate(restApiId=api_id, embed=["methods"])
    for resource in (each for page in pages for each in page["items"]):
        for method, told in resource.get("resourceMethods", {}).items():
            integration: Any = told.get("methodIntegration", {})
            if uri := str(integration.get("uri", "")):
                settings = {"Resource": resource, "Method": dict(told), "Integration": integration, "ApiId": api_id}
                yield Edge(Kind.ROUTE, node, integrated(uri), f"{method} {resource['path']}", settings)
