"""Calling the function that a route's integration names, and turning its answer into the response."""

from collections.abc import Mapping
from time import monotonic
from typing import Any

from emulator.apigatewayv2 import access_log, refusal
from emulator.apigatewayv2.event import function_of, integration_event
from emulator.apigatewayv2.exchange import Exchange
from emulator.apigatewayv2.invocation import (
    Answer,
    Caller,
    InvocationError,
    Invoke,
    TooLargeError,
    UnavailableError,
)
from emulator.apigatewayv2.message import HttpRequest, HttpResponse
from emulator.apigatewayv2.response import ResponseError, interpret
from emulator.divergences import divergences

Variables = dict[str, str]


def integrate(
    invoke: Invoke, integration: Mapping[str, Any] | None, request: HttpRequest, exchange: Exchange
) -> tuple[HttpResponse, Variables]:
    """The function's response, and what access logs say of the call; a Refusal when there is none."""
    if integration is None:
        raise refusal.integration_failed(access_log.integration_error("The route has no integration"))
    started_s = monotonic()
    try:
        answer = _call(invoke, integration, request, exchange)
    except TooLargeError as error:
        raise refusal.too_large() from error
    except InvocationError as error:
        fail = refusal.integration_unavailable if isinstance(error, UnavailableError) else refusal.integration_failed
        known = access_log.integration_variables(None, error.lambda_status, _ms_since(started_s), "")
        raise fail({**known, **access_log.integration_error(str(error))}) from error
    latency_ms = _ms_since(started_s)
    try:
        response = interpret(answer.payload, integration["PayloadFormatVersion"])
    except ResponseError as error:
        known = access_log.integration_variables(None, 200, latency_ms, answer.request_id)
        why = f"The response from the Lambda function doesn't match the format that API Gateway expects: {error}"
        raise refusal.integration_failed({**known, **access_log.integration_error(why)}) from error
    return response, access_log.integration_variables(response.status, 200, latency_ms, answer.request_id)


def _call(invoke: Invoke, integration: Mapping[str, Any], request: HttpRequest, exchange: Exchange) -> Answer:
    credentials = bool(integration.get("CredentialsArn"))
    if credentials:
        detail = "an integration's CredentialsArn is taken as allowed: roles are not evaluated"
        divergences.touch("apigatewayv2-credentials", detail, exchange.account_id)
    return invoke(
        function_of(integration["IntegrationUri"], exchange.stage_variables),
        integration_event(integration["PayloadFormatVersion"], request, exchange),
        Caller(exchange.account_id, exchange.source_arn(request.method)),
        integration["TimeoutInMillis"],
        credentials,
    )


def _ms_since(started_s: float) -> int:
    return round((monotonic() - started_s) * 1000)
