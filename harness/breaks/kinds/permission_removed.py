"""A function that no longer lets a service invoke it."""

from collections.abc import Iterator
from fnmatch import fnmatchcase
from typing import Any

from bootstrap.clients import Clients
from harness.breaks.model import Break, Memory, Spot, of_edge
from harness.breaks.registry import breaks
from harness.wiring.access import arn_of
from harness.wiring.model import Edge, Kind, Wiring
from harness.wiring.policies import many

SERVICES = {
    Kind.NOTIFICATION: "s3.amazonaws.com",
    Kind.SUBSCRIPTION: "sns.amazonaws.com",
    Kind.ACTION: "lambda.alarms.cloudwatch.amazonaws.com",
    Kind.TARGET: "events.amazonaws.com",
    Kind.ROUTE: "apigateway.amazonaws.com",
}


@breaks
class PermissionRemoved(Break):
    """The statement of the function's policy is gone."""

    name = "permission-removed"
    text = "take from the function's policy what lets the service invoke it"

    def spots(self, wiring: Wiring) -> Iterator[Spot]:
        """Every edge to a function that a statement of its policy is for."""
        for kind in SERVICES:
            for edge in wiring.configured(kind):
                if found := _statements(wiring, edge):
                    yield of_edge(edge, statements=found)

    def do(self, clients: Clients, spot: Spot) -> Memory:
        """Remove each statement."""
        function = spot.data["edge"].target.name
        for each in spot.data["statements"]:
            clients.lambda_.remove_permission(FunctionName=function, StatementId=each["Sid"])
        return {"function": function, "statements": spot.data["statements"]}

    def undo(self, clients: Clients, memory: Memory) -> None:
        """Add each statement as it was."""
        for each in memory["statements"]:
            more: Any = {}
            for keys in each.get("Condition", {}).values():
                for key, value in keys.items():
                    if key.lower() in ("aws:sourcearn", "aws:sourceaccount"):
                        more["SourceArn" if key.lower().endswith("arn") else "SourceAccount"] = value
            clients.lambda_.add_permission(
                FunctionName=memory["function"], StatementId=each["Sid"], Action=each["Action"],
                Principal=each["Principal"]["Service"], **more,
            )  # fmt: skip


def _statements(wiring: Wiring, edge: Edge) -> list[dict[str, Any]]:
    """The statements that let the edge's service in for its source; of one service for several sources only its own."""
    if edge.target.service != "lambda":
        return []
    every = wiring.of(edge.target).get("Policy", {}).get("Statement", [])
    service = SERVICES[edge.kind]
    return [
        each for each in every
        if isinstance(each.get("Principal"), dict) and each["Principal"].get("Service") == service
        and _is_for(edge, each)
    ]  # fmt: skip


def _is_for(edge: Edge, statement: dict[str, Any]) -> bool:
    conditions = statement.get("Condition", {}).values()
    sources = [
        one
        for keys in conditions
        for key, value in keys.items()
        if key.lower() == "aws:sourcearn"
        for one in many(value)
    ]
    if edge.kind is Kind.ROUTE:
        return any(_lets_route_in(each, edge) for each in sources)
    arn = arn_of(edge.source, "", "")
    return not sources or any(each.split(":")[-1] == arn.split(":")[-1] for each in sources)


def _lets_route_in(source: str, edge: Edge) -> bool:
    """Whether `arn:aws:execute-api:…:<api>/<stage>/<method>/<path>` is for the edge's route, on whatever stage."""
    api_id, _, rest = source.rsplit(":", 1)[-1].partition("/")
    asked = edge.at.replace(" ", "", 1)
    return api_id == edge.settings["ApiId"] and fnmatchcase(asked, rest.partition("/")[2])
