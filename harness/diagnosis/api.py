"""The link from an HTTP API's route to the function that answers it."""

import json
from dataclasses import dataclass
from typing import Any

from bootstrap.clients import Clients
from harness.diagnosis.link import Flow, Link, LinkState


@dataclass(frozen=True)
class ApiToFunction(Link):
    """A route of an HTTP API invokes a function."""

    clients: Clients
    api: str
    route: str
    function: str

    @property
    def name(self) -> str:
        """How the link is called."""
        return f"api {self.api} {self.route} -> lambda {self.function}"

    def state(self) -> LinkState:
        """Stuck when the API, its stage, the route, its integration or the permission to invoke is missing."""
        apis = [each for each in self.clients.apigatewayv2.get_apis()["Items"] if each["Name"] == self.api]
        if not apis:
            return LinkState(self.name, Flow.STUCK, "there is no such API")
        api_id = apis[0]["ApiId"]
        stages = [str(each["StageName"]) for each in self.clients.apigatewayv2.get_stages(ApiId=api_id)["Items"]]
        facts = (f"endpoint {apis[0]['ApiEndpoint']}", f"stages {', '.join(stages) or 'none'}")
        if not stages:
            return LinkState(self.name, Flow.STUCK, "the API is deployed to no stage", facts)
        target = self._target(api_id)
        if not target.endswith(f":function:{self.function}"):
            return LinkState(self.name, Flow.STUCK, f"the route leads to {target or 'nothing'}", facts)
        if not self._permitted():
            return LinkState(self.name, Flow.STUCK, "the function doesn't let API Gateway invoke it", facts)
        return LinkState(self.name, Flow.PASSING, "the route leads to the function", facts)

    def _target(self, api_id: str) -> str:
        """The function's ARN that the route leads to; empty when there is none."""
        client = self.clients.apigatewayv2
        routes = [each for each in client.get_routes(ApiId=api_id)["Items"] if each["RouteKey"] == self.route]
        if not routes or not routes[0].get("Target"):
            return ""
        integration = routes[0]["Target"].removeprefix("integrations/")
        return str(client.get_integration(ApiId=api_id, IntegrationId=integration)["IntegrationUri"])

    def _permitted(self) -> bool:
        return invokers(self.clients, self.function) >= {"apigateway.amazonaws.com"}


def invokers(clients: Clients, function: str) -> set[str]:
    """The services that a function's resource policy lets invoke it."""
    try:
        policy: dict[str, Any] = json.loads(clients.lambda_.get_policy(FunctionName=function)["Policy"])
    except clients.lambda_.exceptions.ResourceNotFoundException:
        return set()
    principals = [each["Principal"] for each in policy["Statement"] if each["Effect"] == "Allow"]
    return {str(each.get("Service", "")) for each in principals if isinstance(each, dict)}
