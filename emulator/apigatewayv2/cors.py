"""Cross-origin resource sharing: the answer to a preflight, the headers on every other answer.

Rules: developer guide, "Configure CORS for HTTP APIs". An API with a CORS configuration ignores the CORS headers of its
integrations. The guide speaks of the responses of integrations; API Gateway's own errors get the same headers here.
"""

from collections.abc import Mapping
from typing import Any

from emulator.apigatewayv2.message import HttpRequest, HttpResponse

Configuration = Mapping[str, Any]
"""AWS's `CorsConfiguration`: AllowOrigins, AllowMethods, AllowHeaders, ExposeHeaders, MaxAge, AllowCredentials."""

_ANY_OF_SCHEME = ("http://*", "https://*")


def problem_of(configuration: Configuration) -> str | None:
    """Why AWS refuses this configuration; None when it takes it."""
    if configuration.get("AllowCredentials"):
        for field, name in (("AllowOrigins", "origin"), ("AllowMethods", "methods"), ("AllowHeaders", "headers")):
            if "*" in configuration.get(field, ()):
                return f"allow-credentials is not supported if 'allow-{name}' is *"
    for origin in configuration.get("AllowOrigins", ()):
        if origin != "*" and origin not in _ANY_OF_SCHEME and ("*" in origin or "://" not in origin):
            return f"Invalid format for origin {origin}"
    return None


def is_preflight(request: HttpRequest) -> bool:
    """True for an OPTIONS request with `Origin` and `Access-Control-Request-Method`."""
    return (
        request.method == "OPTIONS"
        and request.header("origin") is not None
        and request.header("access-control-request-method") is not None
    )


def preflight_response(configuration: Configuration, request: HttpRequest) -> HttpResponse:
    """204 with what is allowed; without any CORS header when the origin isn't."""
    headers = _shared(configuration, request)
    if headers:
        for field, name in (("AllowMethods", "methods"), ("AllowHeaders", "headers")):
            if values := configuration.get(field):
                headers[f"access-control-allow-{name}"] = ",".join(values)
        if "MaxAge" in configuration:
            headers["access-control-max-age"] = str(configuration["MaxAge"])
    return HttpResponse(204, tuple(headers.items()))


def with_cors(configuration: Configuration, request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """The response with the API's CORS headers instead of the integration's."""
    kept = tuple((name, value) for name, value in response.headers if not name.startswith("access-control-"))
    return HttpResponse(response.status, kept + tuple(_shared(configuration, request).items()), response.body)


def _shared(configuration: Configuration, request: HttpRequest) -> dict[str, str]:
    """The headers that a preflight and any other answer have in common; none when the origin isn't allowed."""
    origin = _allowed_origin(configuration.get("AllowOrigins", ()), request.header("origin"))
    if origin is None:
        return {}
    headers = {"access-control-allow-origin": origin}
    if configuration.get("AllowCredentials"):
        headers["access-control-allow-credentials"] = "true"
    if exposed := configuration.get("ExposeHeaders"):
        headers["access-control-expose-headers"] = ",".join(exposed)
    return headers


def _allowed_origin(allowed: Any, origin: str | None) -> str | None:
    if not origin:
        return None
    if "*" in allowed:
        return "*"
    by_scheme = any(origin.startswith(entry[:-1]) for entry in allowed if entry in _ANY_OF_SCHEME)
    return origin if by_scheme or origin in allowed else None
