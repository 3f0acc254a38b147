"""A route of an HTTP API that is gone."""

import re
from collections.abc import Iterator
from dataclasses import replace

from bootstrap.clients import Clients
from harness.breaks.model import Break, Memory, Spot, of_edge
from harness.breaks.registry import breaks
from harness.wiring.model import Kind, Wiring

_PARAMETER = re.compile(r"\{[^}]*\}")
ROUTE = ("RouteKey", "Target", "AuthorizationType", "AuthorizerId", "AuthorizationScopes", "OperationName")


@breaks
class RouteRemoved(Break):
    """Requests are answered with 404."""

    name = "route-removed"
    text = "delete the route"

    def spots(self, wiring: Wiring) -> Iterator[Spot]:
        """Every route of an HTTP API. A permission may know the route that is missing with `*` for its parameters."""
        for each in wiring.configured(Kind.ROUTE):
            if "RouteId" in each.settings:
                spot = of_edge(each)
                permitted = replace(each, at=_PARAMETER.sub("*", each.at))
                yield replace(spot, links=tuple(dict.fromkeys((*spot.links, permitted.name))))

    def do(self, clients: Clients, spot: Spot) -> Memory:
        """Delete it; its integration stays."""
        settings = spot.data["edge"].settings
        clients.apigatewayv2.delete_route(ApiId=settings["ApiId"], RouteId=settings["RouteId"])
        return {"ApiId": settings["ApiId"], **{name: settings[name] for name in ROUTE if settings.get(name)}}

    def undo(self, clients: Clients, memory: Memory) -> None:
        """Create it with the same target."""
        clients.apigatewayv2.create_route(**memory)
