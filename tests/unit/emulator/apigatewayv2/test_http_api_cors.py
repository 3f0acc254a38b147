"""Preflights and CORS headers."""

from typing import Any

import pytest

from emulator.apigatewayv2.cors import is_preflight, preflight_response, problem_of, with_cors
from emulator.apigatewayv2.message import HttpRequest, HttpResponse

FULL = {
    "AllowOrigins": ["https://www.example.com"],
    "AllowMethods": ["GET", "POST"],
    "AllowHeaders": ["authorization", "x-api-id"],
    "ExposeHeaders": ["date", "x-api-id"],
    "MaxAge": 300,
    "AllowCredentials": True,
}


def options(*headers: tuple[str, str]) -> HttpRequest:
    return HttpRequest("OPTIONS", "/", headers=headers)


ORIGIN = ("Origin", "https://www.example.com")
METHOD = ("Access-Control-Request-Method", "POST")


@pytest.mark.parametrize(
    ("request_", "expected"),
    [
        (options(ORIGIN, METHOD), True),
        (options(ORIGIN), False),
        (options(METHOD), False),
        (HttpRequest("GET", "/", headers=(ORIGIN, METHOD)), False),
    ],
)
def test_what_a_preflight_is(request_: HttpRequest, expected: bool) -> None:
    assert is_preflight(request_) is expected


def test_a_preflight_is_told_everything() -> None:
    answer = preflight_response(FULL, options(ORIGIN, METHOD))
    assert (answer.status, answer.body) == (204, b"")
    assert dict(answer.headers) == {
        "access-control-allow-origin": "https://www.example.com",
        "access-control-allow-methods": "GET,POST",
        "access-control-allow-headers": "authorization,x-api-id",
        "access-control-expose-headers": "date,x-api-id",
        "access-control-max-age": "300",
        "access-control-allow-credentials": "true",
    }


@pytest.mark.parametrize(
    ("allowed", "origin", "expected"),
    [
        (["*"], "https://a.example", "*"),
        (["https://a.example"], "https://a.example", "https://a.example"),
        (["https://b.example", "https://a.example"], "https://a.example", "https://a.example"),
        (["https://*"], "https://a.example", "https://a.example"),
        (["http://*"], "https://a.example", None),
        (["https://a.example"], "https://a.example.evil", None),
        (["https://a.example"], "http://a.example", None),
        ([], "https://a.example", None),
    ],
)
def test_origins(allowed: list[str], origin: str, expected: str | None) -> None:
    configuration = {"AllowOrigins": allowed, "AllowMethods": ["GET"]}
    request = options(("origin", origin), METHOD)
    assert dict(preflight_response(configuration, request).headers).get("access-control-allow-origin") == expected
    answer = with_cors(configuration, request, HttpResponse(200))
    assert dict(answer.headers).get("access-control-allow-origin") == expected


def test_a_preflight_of_another_origin_gets_no_cors_header() -> None:
    assert preflight_response(FULL, options(("origin", "https://evil.example"), METHOD)) == HttpResponse(204)


def test_an_answer_has_the_apis_headers_instead_of_the_functions() -> None:
    integration = HttpResponse(
        200, (("x", "1"), ("access-control-allow-origin", "*"), ("access-control-allow-methods", "GET")), b"body"
    )
    answer = with_cors(FULL, HttpRequest("GET", "/", headers=(ORIGIN,)), integration)
    assert answer == HttpResponse(
        200,
        (
            ("x", "1"),
            ("access-control-allow-origin", "https://www.example.com"),
            ("access-control-allow-credentials", "true"),
            ("access-control-expose-headers", "date,x-api-id"),
        ),
        b"body",
    )


def test_without_an_origin_there_is_no_cors_header() -> None:
    assert with_cors(FULL, HttpRequest("GET", "/"), HttpResponse(200)) == HttpResponse(200)


@pytest.mark.parametrize(
    ("configuration", "why"),
    [
        (
            {"AllowOrigins": ["*"], "AllowCredentials": True},
            "allow-credentials is not supported if 'allow-origin' is *",
        ),
        (
            {"AllowHeaders": ["*"], "AllowCredentials": True},
            "allow-credentials is not supported if 'allow-headers' is *",
        ),
        ({"AllowOrigins": ["www.example.com"]}, "Invalid format for origin www.example.com"),
        ({"AllowOrigins": ["https://*.example.com"]}, "Invalid format for origin https://*.example.com"),
        ({"AllowOrigins": ["*"]}, None),
        ({"AllowOrigins": ["https://*", "http://localhost:3000"], "AllowCredentials": True}, None),
        ({}, None),
    ],
)
def test_what_aws_refuses(configuration: dict[str, Any], why: str | None) -> None:
    assert problem_of(configuration) == why
