"""An HTTP API from its OpenAPI description, as SAM writes it into the property Body.

Source: API Gateway's developer guide, "API Gateway extensions to OpenAPI".
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from emulator.cloudformation.properties import PropertyError

Given = Mapping[str, Any]
METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
ANY = "x-amazon-apigateway-any-method"
INTEGRATION = "x-amazon-apigateway-integration"
AUTHORIZER = "x-amazon-apigateway-authorizer"
DEFAULT_PATHS = ("$default", "/$default")
_CORS = {
    "allowCredentials": "AllowCredentials",
    "allowHeaders": "AllowHeaders",
    "allowMethods": "AllowMethods",
    "allowOrigins": "AllowOrigins",
    "exposeHeaders": "ExposeHeaders",
    "maxAge": "MaxAge",
}
_INTEGRATION = {
    "connectionType": "ConnectionType",
    "credentials": "CredentialsArn",
    "description": "Description",
    "payloadFormatVersion": "PayloadFormatVersion",
    "timeoutInMillis": "TimeoutInMillis",
    "uri": "IntegrationUri",
}


@dataclass(frozen=True)
class Route:
    """One operation: its route key, its integration in CreateIntegration's words, and who authorizes it."""

    key: str
    integration: dict[str, Any]
    authorizer: str | None = None
    scopes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Description:
    """An API as described; authorizers in CreateAuthorizer's words by name."""

    name: str | None
    cors: dict[str, Any] | None
    routes: tuple[Route, ...]
    authorizers: dict[str, dict[str, Any]] = field(default_factory=dict)
    tags: dict[str, str] = field(default_factory=dict)


def read(body: Given) -> Description:
    """The API that the body describes; PropertyError when the emulator has no such API."""
    info = body.get("info") or {}
    cors = body.get("x-amazon-apigateway-cors")
    return Description(
        name=info.get("title"),
        cors=None if cors is None else {_CORS[key]: value for key, value in cors.items()},
        routes=tuple(_routes(body)),
        authorizers=dict(_authorizers(body)),
        tags={tag["name"]: tag.get("x-amazon-apigateway-tag-value", "") for tag in body.get("tags") or []},
    )


def _routes(body: Given) -> Iterator[Route]:
    everywhere = body.get("security") or []
    for path, item in (body.get("paths") or {}).items():
        for method, operation in item.items():
            if method == ANY or method in METHODS:
                yield _route(path, method, operation, everywhere)


def _route(path: str, method: str, operation: Given, everywhere: Any) -> Route:
    verb = "ANY" if method == ANY else method.upper()
    key = "$default" if path in DEFAULT_PATHS else f"{verb} {path}"
    described = operation.get(INTEGRATION)
    if described is None:
        raise PropertyError(f"The operation {key} of the Body has no {INTEGRATION}: this emulator needs one")
    security = operation.get("security", everywhere) or []
    names = [name for one in security for name in one]
    if len(names) > 1:
        raise PropertyError(f"The operation {key} of the Body has more than one authorizer")
    scopes = tuple(scope for one in security for scopes in one.values() for scope in scopes)
    return Route(key, _integration(described), names[0] if names else None, scopes)


def _integration(described: Given) -> dict[str, Any]:
    answer: dict[str, Any] = {"IntegrationType": str(described.get("type", "")).upper()}
    for key, value in described.items():
        if key in _INTEGRATION:
            answer[_INTEGRATION[key]] = value
        elif key not in ("type", "httpMethod", "passthroughBehavior"):
            raise PropertyError(f"This emulator's integrations have no {key}")
    if "TimeoutInMillis" in answer:
        answer["TimeoutInMillis"] = int(answer["TimeoutInMillis"])
    answer["PayloadFormatVersion"] = str(answer.get("PayloadFormatVersion", "1.0"))
    return answer


def _authorizers(body: Given) -> Iterator[tuple[str, dict[str, Any]]]:
    schemes = (body.get("components") or {}).get("securitySchemes") or body.get("securityDefinitions") or {}
    for name, scheme in schemes.items():
        described = scheme.get(AUTHORIZER)
        if described is not None:
            yield name, _authorizer(name, described)


def _authorizer(name: str, described: Given) -> dict[str, Any]:
    kind = str(described.get("type", "")).upper()
    if kind != "REQUEST":
        raise PropertyError(f"The authorizer {name} of the Body is of type {kind}: this emulator has REQUEST only")
    sources = described.get("identitySource") or []
    answer = {
        "Name": name,
        "AuthorizerType": kind,
        "AuthorizerUri": described["authorizerUri"],
        "AuthorizerPayloadFormatVersion": str(described.get("authorizerPayloadFormatVersion", "1.0")),
        "EnableSimpleResponses": str(described.get("enableSimpleResponses", "false")).lower() == "true",
        "IdentitySource": sources.replace(" ", "").split(",") if isinstance(sources, str) else list(sources),
        "AuthorizerResultTtlInSeconds": int(described.get("authorizerResultTtlInSeconds", 0)),
    }
    if "authorizerCredentials" in described:
        answer["AuthorizerCredentialsArn"] = described["authorizerCredentials"]
    return answer
