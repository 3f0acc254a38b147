"""Access log entries: the stage's format with its `$context` variables filled in.

Variables: developer guide, "Customize HTTP API access logs"; one that has no value is written as `-`.
"""

import json
import re
from collections.abc import Mapping

from emulator.apigatewayv2.exchange import Exchange
from emulator.apigatewayv2.message import HttpRequest

_VARIABLE = re.compile(r"\$context\.([A-Za-z0-9_]+(?:\.[A-Za-z0-9_-]+)*)")


def render(log_format: str, variables: Mapping[str, str]) -> str:
    """One log entry."""
    return _VARIABLE.sub(lambda found: variables.get(found[1]) or "-", log_format)


def request_variables(request: HttpRequest, exchange: Exchange) -> dict[str, str]:
    """The variables that are known once the route is."""
    authorizer = {f"authorizer.{name}": _text(value) for name, value in exchange.authorizer.items()}
    return {
        "accountId": exchange.account_id,
        "apiId": exchange.api_id,
        "domainName": request.domain_name,
        "domainPrefix": request.domain_name.split(".")[0],
        "extendedRequestId": exchange.request_id,
        "httpMethod": request.method,
        "identity.sourceIp": request.source_ip,
        "identity.userAgent": request.header("user-agent") or "",
        "path": request.path,
        "protocol": request.protocol,
        "requestId": exchange.request_id,
        "requestTime": exchange.at_clf,
        "requestTimeEpoch": str(exchange.at_ms),
        "routeKey": exchange.route_key.text,
        "stage": exchange.stage,
        **authorizer,
    }


def integration_variables(
    status: int | None, lambda_status: int | None, latency_ms: int, request_id: str
) -> dict[str, str]:
    """The variables of a call to a function: `status` is what its code returned, `lambda_status` what Lambda did."""
    known = {
        "integration.status": status,
        "integration.integrationStatus": lambda_status,
        "integrationStatus": lambda_status,
        "integration.latency": latency_ms,
        "integrationLatency": latency_ms,
        "integration.requestId": request_id,
        "awsEndpointRequestId": request_id,
    }
    return {name: str(value) for name, value in known.items() if value not in (None, "")}


def integration_error(text: str) -> dict[str, str]:
    """The variables that say why an integration failed."""
    return dict.fromkeys(("integrationErrorMessage", "integration.error"), text)


def gateway_error(text: str, kind: str) -> dict[str, str]:
    """The variables of an answer of API Gateway itself."""
    return {"error.message": text, "error.messageString": json.dumps(text), "error.responseType": kind}


def _text(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value)
