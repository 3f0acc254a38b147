"""What the client gets for what a function returned."""

import json
from typing import Any

import pytest

from emulator.apigatewayv2.message import HttpResponse
from emulator.apigatewayv2.response import ResponseError, interpret

JSON = (("content-type", "application/json"),)
TEXT = (("content-type", "text/plain;charset=UTF-8"),)


@pytest.mark.parametrize(
    ("payload", "body"),
    [
        ('"Hello from Lambda!"', b"Hello from Lambda!"),
        ('{ "message": "Hello from Lambda!" }', b'{ "message": "Hello from Lambda!" }'),
        ('{"body": "no status", "headers": {"a": "b"}}', b'{"body": "no status", "headers": {"a": "b"}}'),
        ("[1, 2]", b"[1, 2]"),
        ("12", b"12"),
        ("null", b"null"),
        ("{}", b"{}"),
    ],
)
def test_format_2_0_without_a_status_code_is_inferred(payload: str, body: bytes) -> None:
    assert interpret(payload.encode(), "2.0") == HttpResponse(200, JSON, body)


@pytest.mark.parametrize("version", ["1.0", "2.0"])
@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ({"statusCode": 201, "body": "ü"}, HttpResponse(201, TEXT, "ü".encode())),
        ({"statusCode": "404"}, HttpResponse(404, TEXT)),
        ({"statusCode": 200, "body": None, "headers": None}, HttpResponse(200, TEXT)),
        (
            {"statusCode": 200, "headers": {"Content-Type": "image/png"}, "body": "iVBORw==", "isBase64Encoded": True},
            HttpResponse(200, (("content-type", "image/png"),), b"\x89PNG"),
        ),
        ({"statusCode": 200, "body": "iVBORw==", "isBase64Encoded": False}, HttpResponse(200, TEXT, b"iVBORw==")),
        (
            {"statusCode": 200, "headers": {"X-Number": 1, "X-Flag": True, "X-None": None}},
            HttpResponse(200, (("x-number", "1"), ("x-flag", "true"), *TEXT)),
        ),
        (
            {"statusCode": 200, "headers": {"Content-Length": "99", "Transfer-Encoding": "chunked"}, "body": "a"},
            HttpResponse(200, TEXT, b"a"),
        ),
        ({"statusCode": 204, "body": "dropped"}, HttpResponse(204, TEXT)),
    ],
)
def test_a_stated_response(version: str, answer: dict[str, Any], expected: HttpResponse) -> None:
    assert interpret(json.dumps(answer).encode(), version) == expected


def test_cookies_of_format_2_0_become_set_cookie_headers() -> None:
    answer = {"statusCode": 200, "cookies": ["a=1; Secure", "b=2"], "multiValueHeaders": {"x": ["ignored"]}}
    assert interpret(json.dumps(answer).encode(), "2.0").headers == (
        ("set-cookie", "a=1; Secure"),
        ("set-cookie", "b=2"),
        *TEXT,
    )


def test_multi_value_headers_of_format_1_0_are_merged() -> None:
    answer = {
        "statusCode": 200,
        "headers": {"Set-Cookie": "a=1", "X": "1"},
        "multiValueHeaders": {"set-cookie": ["a=1", "b=2"]},
        "cookies": ["ignored=1"],
    }
    assert interpret(json.dumps(answer).encode(), "1.0").headers == (
        ("x", "1"),
        ("set-cookie", "a=1"),
        ("set-cookie", "b=2"),
        *TEXT,
    )


@pytest.mark.parametrize(
    ("payload", "version", "why"),
    [
        (b"", "2.0", "not JSON"),
        (b"\xff", "2.0", "not JSON"),
        (b'"text"', "1.0", "needs an object with a statusCode"),
        (b'{"body": "x"}', "1.0", "needs an object with a statusCode"),
        (b'{"statusCode": 200, "body": {"a": 1}}', "2.0", "body is not a string but dict"),
        (b'{"statusCode": 200, "body": "*", "isBase64Encoded": true}', "2.0", "body is not base64"),
        (b'{"statusCode": "ok"}', "2.0", "statusCode 'ok'"),
        (b'{"statusCode": 99}', "2.0", "statusCode 99"),
        (b'{"statusCode": 600}', "2.0", "statusCode 600"),
        (b'{"statusCode": true}', "2.0", "statusCode True"),
        (b'{"statusCode": null}', "2.0", "statusCode None"),
        (b'{"statusCode": 200, "headers": ["a"]}', "2.0", "headers is not an object"),
        (b'{"statusCode": 200, "headers": {"a": ["b"]}}', "2.0", "header a is not a string"),
        (b'{"statusCode": 200, "headers": {"a": "b\\r\\nc: d"}}', "2.0", "header 'a' can't be sent"),
        (b'{"statusCode": 200, "headers": {"a b": "c"}}', "2.0", "header 'a b' can't be sent"),
        (b'{"statusCode": 200, "cookies": "a=1"}', "2.0", "cookies is not a list"),
        (b'{"statusCode": 200, "multiValueHeaders": {"a": "b"}}', "1.0", "multiValueHeaders.a is not a list"),
    ],
)
def test_a_malformed_answer_says_what_is_wrong(payload: bytes, version: str, why: str) -> None:
    with pytest.raises(ResponseError) as error:
        interpret(payload, version)
    assert why in str(error.value)
