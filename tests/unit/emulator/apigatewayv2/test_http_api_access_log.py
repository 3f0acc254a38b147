"""Access log entries."""

import json

import pytest

from emulator.apigatewayv2.access_log import (
    gateway_error,
    integration_error,
    integration_variables,
    render,
    request_variables,
)
from emulator.apigatewayv2.exchange import Exchange
from emulator.apigatewayv2.message import HttpRequest
from emulator.apigatewayv2.route_key import parse_route_key

EXCHANGE = Exchange(
    account_id="123456789012",
    region="us-east-1",
    api_id="abc",
    stage="$default",
    stage_variables={},
    route_key=parse_route_key("GET /pets/{id}"),
    path_parameters={"id": "1"},
    request_id="r=",
    at_s=1583348638.390,
    authorizer={"principalId": "me", "numKey": 1, "boolKey": True},
)
REQUEST = HttpRequest("GET", "/pets/1", headers=(("user-agent", "curl"),), domain_name="abc.execute-api.localhost")


@pytest.mark.parametrize(
    ("log_format", "expected"),
    [
        (
            '$context.identity.sourceIp - - [$context.requestTime] "$context.httpMethod $context.routeKey '
            '$context.protocol" $context.status $context.responseLength $context.requestId',
            '127.0.0.1 - - [04/Mar/2020:19:03:58 +0000] "GET GET /pets/{id} HTTP/1.1" 200 5 r=',
        ),
        ("$context.apiId.", "abc."),
        ("$context.path,$context.domainName", "/pets/1,abc.execute-api.localhost"),
        ("$context.unknown $context.error.message", "- -"),
        ("$context.authorizer.principalId $context.authorizer.numKey $context.authorizer.boolKey", "me 1 true"),
        ("$context.requestTimeEpoch", "1583348638390"),
        ("no variables, $contexts", "no variables, $contexts"),
    ],
)
def test_render(log_format: str, expected: str) -> None:
    variables = {**request_variables(REQUEST, EXCHANGE), "status": "200", "responseLength": "5"}
    assert render(log_format, variables) == expected


def test_a_json_format_stays_json() -> None:
    log_format = (
        '{"id":"$context.requestId","latency":$context.integrationLatency,"why":"$context.integrationErrorMessage"}'
    )
    variables = {
        **request_variables(REQUEST, EXCHANGE),
        **integration_variables(200, 200, 12, "i"),
        **integration_error("broken"),
    }
    assert json.loads(render(log_format, variables)) == {"id": "r=", "latency": 12, "why": "broken"}


def test_a_message_is_quoted_on_demand() -> None:
    assert render("$context.error.messageString", gateway_error('no "x"', "DEFAULT_5XX")) == '"no \\"x\\""'


def test_an_integration_that_did_not_answer_has_no_status() -> None:
    assert render("$context.integration.status", integration_variables(None, None, 30000, "")) == "-"
