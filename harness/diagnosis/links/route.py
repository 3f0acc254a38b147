"""A route of an API, and the function that answers it."""

from harness.diagnosis.link import Flow, LinkState
from harness.diagnosis.links.permits import shut_out
from harness.diagnosis.looks import looks_at
from harness.diagnosis.sight import Sight
from harness.wiring.model import Edge, Kind

SERVICE = "apigateway.amazonaws.com"


@looks_at(Kind.ROUTE, "the API has no such route")
def route(edge: Edge, live: Edge, sight: Sight) -> LinkState:
    """Stuck when the API has no stage, the function is gone, or API Gateway may not invoke it."""
    api = sight.wiring.of(edge.source)
    stages = api.get("Stages", [])
    facts = (
        f"stages {', '.join(stages) or 'none'}",
        *((f"endpoint {api['ApiEndpoint']}",) if "ApiEndpoint" in api else ()),
    )
    if not stages:
        return LinkState(edge.name, Flow.STUCK, "the API is deployed to no stage", facts)
    if edge.target.service != "lambda":
        return LinkState(edge.name, Flow.PASSING, "the route leads there", facts)
    if edge.target not in sight.wiring.nodes:
        return LinkState(edge.name, Flow.STUCK, "the function does not exist", facts)
    if barred := shut_out(sight, edge.target, SERVICE, _invoked(edge, live, sight, stages[0])):
        why = "the function doesn't let API Gateway invoke it"
        return LinkState(edge.name, Flow.STUCK, why, facts, cause=f"permission missing: {barred}")
    return LinkState(edge.name, Flow.PASSING, "the route leads to the function", facts)


def _invoked(edge: Edge, live: Edge, sight: Sight, stage: str) -> str:
    """The ARN of the route's requests on a stage."""
    method, _, path = edge.at.partition(" ")
    clients = sight.clients
    api = f"arn:aws:execute-api:{clients.region}:{clients.account_id}:{live.settings['ApiId']}"
    return f"{api}/{stage}/{method}{path}" if path else f"{api}/{stage}/{method}"
