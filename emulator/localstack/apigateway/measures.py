"""Requests to REST APIs are measured in `AWS/ApiGateway`."""

from collections.abc import Callable
from time import monotonic
from typing import Any

from emulator.apigateway.measures import NAMESPACE, dimensions_of, of_request
from emulator.localstack.cloudwatch.own_metrics import own_metrics
from emulator.localstack.seams import wraps

_GATEWAY = "services.apigateway.next_gen.execute_api"
_LATENCY = "harness_integration_ms"
"""The attribute of a request's context with what its integration took."""


@wraps(
    f"{_GATEWAY}.handlers.integration:IntegrationHandler.__call__",
    at="apigateway",
    why="What an integration takes is measured.",
)
def integrate(original: Callable[..., None], self: Any, chain: Any, context: Any, response: Any) -> None:
    """Call the integration."""
    began_s = monotonic()
    try:
        original(self, chain, context, response)
    finally:
        setattr(context, _LATENCY, (monotonic() - began_s) * 1000)


@wraps(
    f"{_GATEWAY}.gateway:RestApiGateway.process_with_context",
    at="apigateway",
    why="REST APIs publish metrics; LocalStack's publish none.",
)
def process(original: Callable[..., None], self: Any, context: Any, response: Any) -> None:
    """Answer the request and measure it."""
    began_s = monotonic()
    original(self, context, response)
    deployment = context.deployment
    measures = of_request(response.status_code, (monotonic() - began_s) * 1000, getattr(context, _LATENCY, None))
    dimensions = dimensions_of(deployment.rest_api.rest_api["name"], context.stage)
    own_metrics.measure(deployment.account_id, deployment.region, NAMESPACE, measures, dimensions)
