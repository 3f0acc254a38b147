"""What an HTTP API measures of a request, for CloudWatch. Pure.

API Gateway developer guide, "Monitor CloudWatch metrics for HTTP APIs": by API, by stage, and by route where detailed
metrics are on.
"""

from dataclasses import dataclass

NAMESPACE = "AWS/ApiGateway"

Measure = tuple[str, float, str]
"""Name, value and unit of a metric."""


@dataclass(frozen=True)
class Served:
    """A request that a stage of an API answered; `route` is the key of its route where that has detailed metrics."""

    account_id: str
    region: str
    api_id: str
    stage: str
    route: str | None
    status: int
    latency_ms: int
    integration_ms: int | None
    size_bytes: int


def of_request(served: Served) -> list[Measure]:
    """What is measured of it. A request that reached no integration has no latency of one."""
    measures: list[Measure] = [
        ("Count", 1, "Count"),
        ("4xx", int(400 <= served.status < 500), "Count"),
        ("5xx", int(served.status >= 500), "Count"),
        ("Latency", served.latency_ms, "Milliseconds"),
        ("DataProcessed", served.size_bytes, "Bytes"),
    ]
    if served.integration_ms is not None:
        measures.append(("IntegrationLatency", served.integration_ms, "Milliseconds"))
    return measures


def dimensions_of(served: Served) -> list[dict[str, str]]:
    """By what it is measured."""
    stage = {"ApiId": served.api_id, "Stage": served.stage}
    if served.route is None:
        return [{"ApiId": served.api_id}, stage]
    method, _, resource = served.route.rpartition(" ")
    return [{"ApiId": served.api_id}, stage, {**stage, "Method": method or "ANY", "Resource": resource}]


def is_detailed(stage: dict[str, object], route_key: str) -> bool:
    """Whether the route is measured by itself: its own setting, or else that of the stage."""
    of_route = (stage.get("RouteSettings") or {}).get(route_key) or {}  # type: ignore[attr-defined]
    of_stage = stage.get("DefaultRouteSettings") or {}
    return bool({**of_stage, **of_route}.get("DetailedMetricsEnabled"))  # type: ignore[dict-item]
