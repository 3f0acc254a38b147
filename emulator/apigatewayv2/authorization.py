"""Asking a Lambda authorizer about one request, or its cache."""

from dataclasses import replace
from time import monotonic
from typing import Any

from emulator.apigatewayv2 import refusal
from emulator.apigatewayv2.access_log import request_variables
from emulator.apigatewayv2.api import Api
from emulator.apigatewayv2.authorizer import (
    Decision,
    DecisionError,
    authorizer_event,
    decision_of,
    identity_of,
    route_arn,
)
from emulator.apigatewayv2.event import function_of
from emulator.apigatewayv2.exchange import Exchange
from emulator.apigatewayv2.invocation import Caller, InvocationError, Invoke
from emulator.apigatewayv2.message import HttpRequest

TIMEOUT_MS = 10_000


def authorize(
    invoke: Invoke, api: Api, authorizer: dict[str, Any], request: HttpRequest, exchange: Exchange
) -> Exchange:
    """The exchange with what the authorizer said of the caller; a Refusal when the caller may not pass."""
    sources = authorizer["IdentitySource"]
    identity = identity_of(sources, request, exchange, request_variables(request, exchange))
    if identity is None:
        raise refusal.unauthorized()
    ttl_s = authorizer["AuthorizerResultTtlInSeconds"]
    decision = api.decisions.get(authorizer["AuthorizerId"], identity, monotonic()) if ttl_s else None
    if decision is None:
        decision = _ask(invoke, authorizer, request, exchange, identity)
        if ttl_s:
            api.decisions.put(authorizer["AuthorizerId"], identity, decision, monotonic() + ttl_s)
    if not decision.permits(route_arn(request, exchange)):
        raise refusal.forbidden()
    return replace(exchange, authorizer=decision.context)


def _ask(
    invoke: Invoke, authorizer: dict[str, Any], request: HttpRequest, exchange: Exchange, identity: tuple[str, ...]
) -> Decision:
    event = authorizer_event(authorizer["AuthorizerPayloadFormatVersion"], request, exchange, identity)
    caller = Caller(exchange.account_id, f"{exchange.api_arn}/authorizers/{authorizer['AuthorizerId']}")
    function_arn = function_of(authorizer["AuthorizerUri"], exchange.stage_variables)
    credentials = bool(authorizer.get("AuthorizerCredentialsArn"))
    try:
        answer = invoke(function_arn, event, caller, TIMEOUT_MS, credentials)
        return decision_of(answer.payload, authorizer["EnableSimpleResponses"])
    except (InvocationError, DecisionError) as error:
        raise refusal.authorizer_failed(str(error)) from error
