"""Events of both payload formats, against the examples of the developer guide."""

import json
from dataclasses import replace
from typing import Any

import pytest

from emulator.apigatewayv2.event import cookies_of, encode_body, event_1_0, event_2_0, function_of, integration_event
from emulator.apigatewayv2.exchange import Exchange
from emulator.apigatewayv2.message import HttpRequest
from emulator.apigatewayv2.route_key import parse_route_key

REQUEST = HttpRequest(
    method="POST",
    path="/my/path%20a",
    query="parameter1=value1&parameter1=value2&parameter2=a%20b+c&empty=",
    headers=(
        ("Host", "id.execute-api.localhost"),
        ("Header1", "value1"),
        ("Header2", "value1"),
        ("HEADER2", "value2"),
        ("Cookie", "cookie1=a; cookie2=b"),
        ("User-Agent", "agent"),
        ("Content-Type", "application/json; charset=utf-8"),
        ("Connection", "keep-alive"),
    ),
    body=b'{"a":"\xc3\xbc"}',
    source_ip="192.0.2.1",
    domain_name="id.execute-api.localhost",
)
EXCHANGE = Exchange(
    account_id="123456789012",
    region="ap-south-1",
    api_id="id",
    stage="$default",
    stage_variables={},
    route_key=parse_route_key("$default"),
    path_parameters={},
    request_id="request-id",
    at_s=1583348638.390,
)
IN_STAGE = replace(
    EXCHANGE,
    stage="dev",
    stage_variables={"v": "1"},
    route_key=parse_route_key("POST /my/{name}"),
    path_parameters={"name": "path a"},
)


def test_format_2_0() -> None:
    assert event_2_0(REQUEST, EXCHANGE) == {
        "version": "2.0",
        "routeKey": "$default",
        "rawPath": "/my/path a",
        "rawQueryString": "parameter1=value1&parameter1=value2&parameter2=a%20b+c&empty=",
        "cookies": ["cookie1=a", "cookie2=b"],
        "headers": {
            "content-type": "application/json; charset=utf-8",
            "header1": "value1",
            "header2": "value1,value2",
            "host": "id.execute-api.localhost",
            "user-agent": "agent",
        },
        "queryStringParameters": {"parameter1": "value1,value2", "parameter2": "a b c", "empty": ""},
        "requestContext": {
            "accountId": "123456789012",
            "apiId": "id",
            "domainName": "id.execute-api.localhost",
            "domainPrefix": "id",
            "http": {
                "method": "POST",
                "path": "/my/path a",
                "protocol": "HTTP/1.1",
                "sourceIp": "192.0.2.1",
                "userAgent": "agent",
            },
            "requestId": "request-id",
            "routeKey": "$default",
            "stage": "$default",
            "time": "04/Mar/2020:19:03:58 +0000",
            "timeEpoch": 1583348638390,
        },
        "body": '{"a":"ü"}',
        "isBase64Encoded": False,
    }


def test_format_2_0_of_a_bare_request_leaves_out_what_is_empty() -> None:
    event = event_2_0(HttpRequest("GET", "/"), EXCHANGE)
    assert set(event) == {
        "version",
        "routeKey",
        "rawPath",
        "rawQueryString",
        "headers",
        "requestContext",
        "isBase64Encoded",
    }
    assert (event["rawQueryString"], event["headers"], event["isBase64Encoded"]) == ("", {}, False)


def test_format_2_0_has_parameters_and_stage_variables() -> None:
    event = event_2_0(replace(REQUEST, path="/dev/my/path%20a"), IN_STAGE)
    assert (event["rawPath"], event["routeKey"]) == ("/dev/my/path a", "POST /my/{name}")
    assert (event["pathParameters"], event["stageVariables"]) == ({"name": "path a"}, {"v": "1"})
    assert event["requestContext"]["stage"] == "dev"


def test_format_1_0() -> None:
    event = event_1_0(replace(REQUEST, path="/dev/my/path%20a"), IN_STAGE)
    context = event.pop("requestContext")
    assert event == {
        "version": "1.0",
        "resource": "/my/{name}",
        "path": "/dev/my/path a",
        "httpMethod": "POST",
        "headers": {
            "content-type": "application/json; charset=utf-8",
            "cookie": "cookie1=a; cookie2=b",
            "header1": "value1",
            "header2": "value2",
            "host": "id.execute-api.localhost",
            "user-agent": "agent",
        },
        "multiValueHeaders": {
            "content-type": ["application/json; charset=utf-8"],
            "cookie": ["cookie1=a; cookie2=b"],
            "header1": ["value1"],
            "header2": ["value1", "value2"],
            "host": ["id.execute-api.localhost"],
            "user-agent": ["agent"],
        },
        "queryStringParameters": {"parameter1": "value2", "parameter2": "a b c", "empty": ""},
        "multiValueQueryStringParameters": {
            "parameter1": ["value1", "value2"],
            "parameter2": ["a b c"],
            "empty": [""],
        },
        "pathParameters": {"name": "path a"},
        "stageVariables": {"v": "1"},
        "body": '{"a":"ü"}',
        "isBase64Encoded": False,
    }
    identity = context.pop("identity")
    assert (identity.pop("sourceIp"), identity.pop("userAgent")) == ("192.0.2.1", "agent")
    assert set(identity.values()) == {None}
    assert context == {
        "accountId": "123456789012",
        "apiId": "id",
        "authorizer": {"claims": None, "scopes": None},
        "domainName": "id.execute-api.localhost",
        "domainPrefix": "id",
        "extendedRequestId": "request-id",
        "httpMethod": "POST",
        "path": "/dev/my/path a",
        "protocol": "HTTP/1.1",
        "requestId": "request-id",
        "requestTime": "04/Mar/2020:19:03:58 +0000",
        "requestTimeEpoch": 1583348638390,
        "resourceId": None,
        "resourcePath": "/my/{name}",
        "stage": "dev",
    }


def test_format_1_0_of_a_bare_request_has_nulls() -> None:
    event = event_1_0(HttpRequest("GET", "/"), EXCHANGE)
    empty = {name for name, value in event.items() if value is None}
    assert empty == {
        "queryStringParameters",
        "multiValueQueryStringParameters",
        "pathParameters",
        "stageVariables",
        "body",
    }
    assert event["resource"] == "$default"


@pytest.mark.parametrize(("version", "expected"), [("1.0", "1.0"), ("2.0", "2.0")])
def test_the_version_chooses_the_format(version: str, expected: str) -> None:
    assert integration_event(version, REQUEST, EXCHANGE)["version"] == expected


@pytest.mark.parametrize(
    ("version", "where"), [("2.0", {"lambda": {"tenant": "a"}}), ("1.0", {"tenant": "a"})], ids=["2.0", "1.0"]
)
def test_what_an_authorizer_said_is_in_the_event(version: str, where: dict[str, Any]) -> None:
    event = integration_event(version, REQUEST, replace(EXCHANGE, authorizer={"tenant": "a"}))
    assert event["requestContext"]["authorizer"] == where


@pytest.mark.parametrize("version", ["1.0", "2.0"])
def test_events_are_json(version: str) -> None:
    event = integration_event(version, REQUEST, IN_STAGE)
    assert json.loads(json.dumps(event)) == event


@pytest.mark.parametrize(
    ("content_type", "body", "expected"),
    [
        ("application/json", b"{}", ("{}", False)),
        ("APPLICATION/JSON;charset=utf-8", b"{}", ("{}", False)),
        ("text/plain", b"a", ("a", False)),
        ("text/html; charset=utf-8", b"a", ("a", False)),
        ("application/xml", b"<a/>", ("<a/>", False)),
        ("application/javascript", b"1", ("1", False)),
        ("application/x-www-form-urlencoded", b"a=b", ("YT1i", True)),
        ("multipart/form-data; boundary=x", b"a", ("YQ==", True)),
        ("application/octet-stream", b"hello world", ("aGVsbG8gd29ybGQ=", True)),
        ("image/png", b"\x89PNG", ("iVBORw==", True)),
        ("text/plain", b"\xff", ("/w==", True)),
        (None, b"a", ("YQ==", True)),
        ("application/json", b"", (None, False)),
    ],
)
def test_bodies(content_type: str | None, body: bytes, expected: tuple[str | None, bool]) -> None:
    headers = (("content-type", content_type),) if content_type else ()
    assert encode_body(HttpRequest("POST", "/", headers=headers, body=body)) == expected


def test_a_compressed_body_is_binary() -> None:
    headers = (("content-type", "text/plain"), ("content-encoding", "gzip"))
    assert encode_body(HttpRequest("POST", "/", headers=headers, body=b"a")) == ("YQ==", True)


def test_cookies_of_several_headers() -> None:
    assert cookies_of(HttpRequest("GET", "/", headers=(("cookie", "a=1;b=2"), ("Cookie", " c=3 ;")))) == [
        "a=1",
        "b=2",
        "c=3",
    ]


ARN = "arn:aws:lambda:us-east-1:000000000000:function:f"


@pytest.mark.parametrize(
    ("uri", "expected"),
    [
        (ARN, ARN),
        (f"{ARN}:live", f"{ARN}:live"),
        (f"arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/{ARN}/invocations", ARN),
        (ARN[:-1] + "${stageVariables.name}", ARN[:-1] + "other"),
        (f"{ARN}:${{stageVariables.unset}}", f"{ARN}:${{stageVariables.unset}}"),
    ],
)
def test_the_function_of_a_uri(uri: str, expected: str) -> None:
    assert function_of(uri, {"name": "other"}) == expected
