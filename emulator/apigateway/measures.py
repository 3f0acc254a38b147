"""What a REST API measures of a request, for CloudWatch. Pure.

API Gateway developer guide, "Amazon API Gateway dimensions and metrics": by API and by stage; by method only where
detailed metrics are on.
"""

NAMESPACE = "AWS/ApiGateway"

Measure = tuple[str, float, str]
"""Name, value and unit of a metric."""


def of_request(status: int, latency_ms: float, integration_ms: float | None) -> list[Measure]:
    """What is measured of a request. One that reached no integration has no latency of one."""
    measures: list[Measure] = [
        ("Count", 1, "Count"),
        ("4XXError", int(400 <= status < 500), "Count"),
        ("5XXError", int(status >= 500), "Count"),
        ("Latency", round(latency_ms), "Milliseconds"),
    ]
    if integration_ms is not None:
        measures.append(("IntegrationLatency", round(integration_ms), "Milliseconds"))
    return measures


def dimensions_of(api_name: str, stage: str) -> list[dict[str, str]]:
    """By what it is measured."""
    return [{"ApiName": api_name}, {"ApiName": api_name, "Stage": stage}]
