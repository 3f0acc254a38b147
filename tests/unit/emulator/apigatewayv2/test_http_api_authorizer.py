"""Lambda authorizers: identity, event and decision."""

import json
from dataclasses import replace
from typing import Any

import pytest

from emulator.apigatewayv2.authorizer import DecisionError, authorizer_event, decision_of, identity_of, route_arn
from emulator.apigatewayv2.exchange import Exchange
from emulator.apigatewayv2.message import HttpRequest
from emulator.apigatewayv2.route_key import parse_route_key

REQUEST = HttpRequest("GET", "/test/request", query="q=1&q=2", headers=(("Authorization", "user1"),), body=b"secret")
EXCHANGE = Exchange(
    account_id="123456789012",
    region="us-east-1",
    api_id="abcdef123",
    stage="test",
    stage_variables={"v": "s"},
    route_key=parse_route_key("GET /{name}"),
    path_parameters={"name": "request"},
    request_id="r",
    at_s=0.0,
)
ARN = "arn:aws:execute-api:us-east-1:123456789012:abcdef123/test/GET/request"


@pytest.mark.parametrize(
    ("sources", "expected"),
    [
        ([], ()),
        (["$request.header.authorization"], ("user1",)),
        (["$request.querystring.q"], ("1,2",)),
        (["$request.querystring.Q"], None),
        (["$request.header.Authorization", "$context.routeKey", "$stageVariables.v"], ("user1", "GET /{name}", "s")),
        (["$request.header.Authorization", "$request.header.missing"], None),
    ],
)
def test_identity(sources: list[str], expected: tuple[str, ...] | None) -> None:
    assert identity_of(sources, REQUEST, EXCHANGE, {"routeKey": "GET /{name}"}) == expected


def test_event_2_0() -> None:
    event = authorizer_event("2.0", REQUEST, EXCHANGE, ("user1",))
    assert {name: event[name] for name in ("version", "type", "routeArn", "identitySource", "routeKey", "rawPath")} == {
        "version": "2.0",
        "type": "REQUEST",
        "routeArn": ARN,
        "identitySource": ["user1"],
        "routeKey": "GET /{name}",
        "rawPath": "/test/request",
    }
    assert "body" not in event


def test_event_1_0() -> None:
    event = authorizer_event("1.0", REQUEST, EXCHANGE, ("user1", "123"))
    assert {name: event[name] for name in ("version", "type", "methodArn", "identitySource", "authorizationToken")} == {
        "version": "1.0",
        "type": "REQUEST",
        "methodArn": ARN,
        "identitySource": "user1,123",
        "authorizationToken": "user1,123",
    }
    assert "body" not in event
    assert "authorizer" not in event["requestContext"]


def test_the_route_arn_has_no_default_stage_in_its_path() -> None:
    exchange = replace(EXCHANGE, stage="$default")
    assert route_arn(replace(REQUEST, path="/request"), exchange) == ARN.replace("/test/", "/$default/")


def policy(effect: str, resource: str = ARN) -> dict[str, Any]:
    statement = {"Action": "execute-api:Invoke", "Effect": effect, "Resource": resource}
    return {"principalId": "abcdef", "policyDocument": {"Version": "2012-10-17", "Statement": [statement]}}


@pytest.mark.parametrize(
    ("answer", "simple", "allowed", "context"),
    [
        ({"isAuthorized": True}, True, True, {}),
        ({"isAuthorized": False, "context": {"k": 1}}, True, False, {"k": 1}),
        (policy("Allow") | {"context": {"k": "v"}}, False, True, {"k": "v", "principalId": "abcdef"}),
        (policy("Allow", "arn:aws:execute-api:*:*:*/*"), False, True, {"principalId": "abcdef"}),
        (policy("Allow", ARN.replace("GET", "POST")), False, False, {"principalId": "abcdef"}),
        (policy("Deny"), False, False, {"principalId": "abcdef"}),
    ],
)
def test_decisions(answer: dict[str, Any], simple: bool, allowed: bool, context: dict[str, Any]) -> None:
    decision = decision_of(json.dumps(answer).encode(), simple)
    assert decision.permits(ARN) is allowed
    assert decision.context == context


@pytest.mark.parametrize(
    ("payload", "simple", "why"),
    [
        (b"x", True, "not JSON"),
        (b"true", True, "not an object"),
        (b"{}", True, "isAuthorized is not true or false"),
        (b'{"isAuthorized": "true"}', True, "isAuthorized is not true or false"),
        (b'{"isAuthorized": true, "context": []}', True, None),
        (b'{"isAuthorized": true, "context": [1]}', True, "context is not an object"),
        (b'{"isAuthorized": true}', False, "no principalId and policyDocument"),
        (b'{"policyDocument": {}}', False, "no principalId and policyDocument"),
    ],
)
def test_a_malformed_decision(payload: bytes, simple: bool, why: str | None) -> None:
    if why is None:
        assert decision_of(payload, simple).allowed
        return
    with pytest.raises(DecisionError, match=why):
        decision_of(payload, simple)
