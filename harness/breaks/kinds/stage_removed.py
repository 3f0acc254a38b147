"""An API that is deployed to no stage."""

from collections.abc import Iterator
from typing import Any

from bootstrap.clients import Clients
from harness.breaks.model import Break, Memory, Spot
from harness.breaks.registry import breaks
from harness.wiring.model import Kind, Wiring

REST = ("stageName", "deploymentId", "description", "variables", "tags", "tracingEnabled")
HTTP = (
    "StageName", "AutoDeploy", "Description", "StageVariables", "Tags", "DefaultRouteSettings", "RouteSettings",
    "AccessLogSettings", "DeploymentId",
)  # fmt: skip


@breaks
class StageRemoved(Break):
    """Nothing answers at the API's address."""

    name = "stage-removed"
    text = "delete the API's stage"

    def spots(self, wiring: Wiring) -> Iterator[Spot]:
        """Every API with one stage; a diagnosis names the first of its routes."""
        for node, read in wiring.nodes.items():
            routes = [each for each in wiring.configured(Kind.ROUTE) if each.source == node]
            if node.service == "api" and len(read["Stages"]) == 1 and routes:
                yield Spot(str(node), tuple(each.name for each in routes), read)

    def do(self, clients: Clients, spot: Spot) -> Memory:
        """Delete it."""
        api_id, stage = spot.data["ApiId"], spot.data["Stages"][0]
        if spot.data.get("ProtocolType"):
            read: Any = clients.apigatewayv2.get_stage(ApiId=api_id, StageName=stage)
            clients.apigatewayv2.delete_stage(ApiId=api_id, StageName=stage)
            kept = {name: read[name] for name in HTTP if read.get(name)}
            if kept.get("AutoDeploy"):
                kept.pop("DeploymentId", None)
            return {"kind": "http", "stage": {"ApiId": api_id, **kept}}
        found: Any = clients.apigateway.get_stage(restApiId=api_id, stageName=stage)
        clients.apigateway.delete_stage(restApiId=api_id, stageName=stage)
        return {
            "kind": "rest",
            "stage": {"restApiId": api_id, **{name: found[name] for name in REST if found.get(name)}},
        }

    def undo(self, clients: Clients, memory: Memory) -> None:
        """Create it with the settings it had."""
        gateway: Any = clients.apigatewayv2 if memory["kind"] == "http" else clients.apigateway
        gateway.create_stage(**memory["stage"])
