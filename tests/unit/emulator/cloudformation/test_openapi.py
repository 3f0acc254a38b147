"""HTTP APIs as SAM describes them, and URLs of templates."""

from typing import Any

import pytest

from emulator.cloudformation.openapi import ANY, AUTHORIZER, INTEGRATION, Route, read
from emulator.cloudformation.properties import PropertyError
from emulator.cloudformation.template_url import place_of

PROXY = {"type": "aws_proxy", "httpMethod": "POST", "uri": "arn:f", "payloadFormatVersion": "2.0"}
IN_WORDS = {"IntegrationType": "AWS_PROXY", "IntegrationUri": "arn:f", "PayloadFormatVersion": "2.0"}


def body(operation: Any, path: str = "/a", method: str = "get", **more: Any) -> dict[str, Any]:
    return {"openapi": "3.0.1", "info": {"title": "api"}, "paths": {path: {method: operation}}, **more}


def test_routes() -> None:
    assert read(body({INTEGRATION: PROXY})).routes == (Route("GET /a", IN_WORDS),)
    assert read(body({INTEGRATION: PROXY}, method=ANY)).routes[0].key == "ANY /a"
    assert read(body({INTEGRATION: PROXY}, "/$default", ANY)).routes[0].key == "$default"
    timed = read(body({INTEGRATION: {**PROXY, "timeoutInMillis": "500"}}))
    assert timed.routes[0].integration["TimeoutInMillis"] == 500


def test_settings() -> None:
    tags = [{"name": "httpapi:createdBy", "x-amazon-apigateway-tag-value": "SAM"}]
    cors = {"allowOrigins": ["*"], "maxAge": 5}
    described = read({**body({INTEGRATION: PROXY}, tags=tags), "x-amazon-apigateway-cors": cors})
    assert (described.name, described.tags) == ("api", {"httpapi:createdBy": "SAM"})
    assert described.cors == {"AllowOrigins": ["*"], "MaxAge": 5}


def authorized(kind: str) -> dict[str, Any]:
    scheme = {
        AUTHORIZER: {
            "type": kind,
            "authorizerUri": "arn:a",
            "authorizerPayloadFormatVersion": 2.0,
            "enableSimpleResponses": True,
            "identitySource": ["$request.header.token"],
        }
    }
    operation = {INTEGRATION: PROXY, "security": [{"Guard": []}]}
    return body(operation, components={"securitySchemes": {"Guard": scheme}})


def test_authorizers() -> None:
    described = read(authorized("request"))
    assert described.routes[0].authorizer == "Guard"
    assert described.authorizers["Guard"] == {
        "Name": "Guard",
        "AuthorizerType": "REQUEST",
        "AuthorizerUri": "arn:a",
        "AuthorizerPayloadFormatVersion": "2.0",
        "EnableSimpleResponses": True,
        "IdentitySource": ["$request.header.token"],
        "AuthorizerResultTtlInSeconds": 0,
    }


@pytest.mark.parametrize(
    ("described", "said"),
    [
        (body({}), "has no x-amazon-apigateway-integration"),
        (body({INTEGRATION: {**PROXY, "connectionId": "x"}}), "integrations have no connectionId"),
        (body({INTEGRATION: PROXY, "security": [{"A": [], "B": []}]}), "more than one authorizer"),
        (authorized("jwt"), "of type JWT: this emulator has REQUEST only"),
    ],
)
def test_what_is_refused(described: Any, said: str) -> None:
    with pytest.raises(PropertyError) as refused:
        read(described)
    assert said in str(refused.value)


@pytest.mark.parametrize(
    ("url", "place"),
    [
        ("http://127.0.0.1:4566/bucket/a/b.json", ("bucket", "a/b.json")),
        ("http://here:4566/bucket/a%20b.json", ("bucket", "a b.json")),
        ("https://localhost:1/bucket/key", ("bucket", "key")),
        ("http://127.0.0.1:4566/bucket", None),
        ("https://example.com/bucket/key", None),
        ("file:///etc/passwd", None),
    ],
)
def test_urls_of_templates(url: str, place: tuple[str, str] | None) -> None:
    assert place_of(url, "http://here:4566") == place
