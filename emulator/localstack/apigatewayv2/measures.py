"""Requests to HTTP APIs are measured in `AWS/ApiGateway`."""

from emulator.apigatewayv2.measures import NAMESPACE, Served, dimensions_of, of_request
from emulator.localstack.cloudwatch.own_metrics import own_metrics


def measure(served: Served) -> None:
    """Have what is measured of a request written soon."""
    own_metrics.measure(served.account_id, served.region, NAMESPACE, of_request(served), dimensions_of(served))
