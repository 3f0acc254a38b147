"""Lambda authorizers: what identifies a caller, the event the function gets, and what its answer means.

Rules: developer guide, "Control access to HTTP APIs with AWS Lambda authorizers".
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from emulator.apigatewayv2.event import Event, event_1_0, event_2_0, query_of
from emulator.apigatewayv2.exchange import Exchange
from emulator.apigatewayv2.message import HttpRequest
from emulator.iam.evaluation import AccessRequest, evaluate
from emulator.iam.policies import Policies, PolicyKind, read_policy
from emulator.iam.principals import ANONYMOUS

SOURCES = ("$request.header.", "$request.querystring.", "$context.", "$stageVariables.")
INVOKE = "execute-api:Invoke"


class DecisionError(ValueError):
    """The authorizer's answer is not in its response format; the message says what is wrong with it."""


@dataclass(frozen=True)
class Decision:
    """What an authorizer said. `policy` is None for a simple response; `context` goes into events and access logs."""

    allowed: bool
    policy: Mapping[str, Any] | None = None
    context: Mapping[str, Any] = field(default_factory=dict)

    def permits(self, arn: str) -> bool:
        """True when the caller may invoke the route `arn`: a policy may allow some routes and not others."""
        if self.policy is None:
            return self.allowed
        policy = read_policy(self.policy, "the authorizer's policy", PolicyKind.RESOURCE)
        return evaluate(AccessRequest(ANONYMOUS, INVOKE, arn), Policies(resource=(policy,))).is_allowed


class DecisionCache:
    """Decisions of an API's authorizers by authorizer and identity, each until its time to live is over."""

    def __init__(self) -> None:
        self._decisions: dict[tuple[str, tuple[str, ...]], tuple[float, Decision]] = {}

    def get(self, authorizer_id: str, identity: tuple[str, ...], now_s: float) -> Decision | None:
        """The decision that still holds at `now_s`."""
        until_s, decision = self._decisions.get((authorizer_id, identity), (0.0, None))
        return decision if now_s < until_s else None

    def put(self, authorizer_id: str, identity: tuple[str, ...], decision: Decision, until_s: float) -> None:
        """Keep a decision."""
        self._decisions[authorizer_id, identity] = (until_s, decision)

    def clear(self) -> None:
        """Forget every decision."""
        self._decisions.clear()


def identity_of(
    sources: Iterable[str], request: HttpRequest, exchange: Exchange, variables: Mapping[str, str]
) -> tuple[str, ...] | None:
    """The value of each identity source, None when one of them is missing. `variables` are those of `$context`."""
    values = [_value(source, request, exchange, variables) for source in sources]
    return tuple(value for value in values if value) if all(values) else None


def _value(source: str, request: HttpRequest, exchange: Exchange, variables: Mapping[str, str]) -> str | None:
    prefix = next(prefix for prefix in SOURCES if source.startswith(prefix))
    name = source.removeprefix(prefix)
    if prefix == "$request.header.":
        return request.header(name)
    if prefix == "$request.querystring.":
        return ",".join(query_of(request).get(name, ())) or None
    return (variables if prefix == "$context." else exchange.stage_variables).get(name)


def authorizer_event(version: str, request: HttpRequest, exchange: Exchange, identity: tuple[str, ...]) -> Event:
    """The event of a REQUEST authorizer in format `version`; it never has the body."""
    arn = route_arn(request, exchange)
    if version == "2.0":
        event = event_2_0(request, exchange)
        own: Event = {"routeArn": arn, "identitySource": list(identity)}
    else:
        event = event_1_0(request, exchange)
        del event["requestContext"]["authorizer"]
        joined = ",".join(identity)
        own = {"methodArn": arn, "identitySource": joined, "authorizationToken": joined}
    for absent in ("body", "isBase64Encoded"):
        event.pop(absent, None)
    return {**event, "type": "REQUEST", **own}


def route_arn(request: HttpRequest, exchange: Exchange) -> str:
    """The ARN of what the caller asks for: `…/{stage}/{method}/{path without the stage}`."""
    path = request.path
    if exchange.stage != "$default":
        path = path.removeprefix(f"/{exchange.stage}")
    return f"{exchange.api_arn}/{exchange.stage}/{request.method}{path}"


def decision_of(payload: bytes, simple: bool) -> Decision:
    """What the authorizer's answer means; DecisionError when it is in another format."""
    try:
        answer = json.loads(payload)
    except ValueError as error:
        raise DecisionError(f"the answer is not JSON: {error}") from error
    if not isinstance(answer, dict):
        raise DecisionError("the answer is not an object")
    context = answer.get("context") or {}
    if not isinstance(context, dict):
        raise DecisionError("context is not an object")
    if simple:
        if not isinstance(answer.get("isAuthorized"), bool):
            raise DecisionError("isAuthorized is not true or false")
        return Decision(answer["isAuthorized"], context=context)
    policy = answer.get("policyDocument")
    if not isinstance(policy, dict) or not answer.get("principalId"):
        raise DecisionError("there is no principalId and policyDocument")
    return Decision(True, policy, {**context, "principalId": answer["principalId"]})
