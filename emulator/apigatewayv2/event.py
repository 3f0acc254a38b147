"""The event a function gets, in payload formats 1.0 and 2.0.

Formats: developer guide, "Create AWS Lambda proxy integrations for HTTP APIs". Both have lower-case header names, and
a path that includes the stage (unless it is `$default`) and is already decoded.
"""

from base64 import b64encode
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import parse_qsl, unquote

from emulator.apigatewayv2.exchange import Exchange
from emulator.apigatewayv2.message import HOP_BY_HOP, HttpRequest

TEXT_TYPES = frozenset({"application/json", "application/javascript", "application/xml"})
"""With `text/*`, the content types whose bodies arrive as text; every other body, and one without a type, is base64.
AWS documents only that binary bodies are encoded; this list is what was observed of it."""

Event = dict[str, Any]


def integration_event(version: str, request: HttpRequest, exchange: Exchange) -> Event:
    """The event of a Lambda proxy integration; `version` is `1.0` or `2.0`."""
    build = event_2_0 if version == "2.0" else event_1_0
    return build(request, exchange)


def event_2_0(request: HttpRequest, exchange: Exchange) -> Event:
    """Payload format 2.0: what is empty is left out, except `rawQueryString` and `isBase64Encoded`."""
    body, encoded = encode_body(request)
    optional: Event = {
        "cookies": cookies_of(request),
        "queryStringParameters": {name: ",".join(values) for name, values in query_of(request).items()},
        "pathParameters": dict(exchange.path_parameters),
        "stageVariables": dict(exchange.stage_variables),
        "body": body,
    }
    return {
        "version": "2.0",
        "routeKey": exchange.route_key.text,
        "rawPath": unquote(request.path),
        "rawQueryString": request.query,
        "headers": {name: ",".join(values) for name, values in headers_of(request).items() if name != "cookie"},
        "requestContext": context_2_0(request, exchange),
        "isBase64Encoded": encoded,
        **{name: value for name, value in optional.items() if value},
    }


def context_2_0(request: HttpRequest, exchange: Exchange) -> Event:
    """`requestContext` of format 2.0."""
    context: Event = {
        "accountId": exchange.account_id,
        "apiId": exchange.api_id,
        "domainName": request.domain_name,
        "domainPrefix": request.domain_name.split(".")[0],
        "http": {
            "method": request.method,
            "path": unquote(request.path),
            "protocol": request.protocol,
            "sourceIp": request.source_ip,
            "userAgent": request.header("user-agent") or "",
        },
        "requestId": exchange.request_id,
        "routeKey": exchange.route_key.text,
        "stage": exchange.stage,
        "time": exchange.at_clf,
        "timeEpoch": exchange.at_ms,
    }
    if exchange.authorizer:
        context["authorizer"] = {"lambda": dict(exchange.authorizer)}
    return context


def event_1_0(request: HttpRequest, exchange: Exchange) -> Event:
    """Payload format 1.0: what is empty is null; of several values the plain maps have the last one."""
    body, encoded = encode_body(request)
    headers, query = headers_of(request), query_of(request)
    return {
        "version": "1.0",
        "resource": exchange.route_key.path or exchange.route_key.text,
        "path": unquote(request.path),
        "httpMethod": request.method,
        "headers": {name: values[-1] for name, values in headers.items()},
        "multiValueHeaders": headers,
        "queryStringParameters": {name: values[-1] for name, values in query.items()} or None,
        "multiValueQueryStringParameters": query or None,
        "requestContext": context_1_0(request, exchange),
        "pathParameters": dict(exchange.path_parameters) or None,
        "stageVariables": dict(exchange.stage_variables) or None,
        "body": body,
        "isBase64Encoded": encoded,
    }


_NO_IDENTITY = dict.fromkeys(
    (
        "accessKey",
        "accountId",
        "caller",
        "cognitoAuthenticationProvider",
        "cognitoAuthenticationType",
        "cognitoIdentityId",
        "cognitoIdentityPoolId",
        "principalOrgId",
        "user",
        "userArn",
    )
)


def context_1_0(request: HttpRequest, exchange: Exchange) -> Event:
    """`requestContext` of format 1.0."""
    return {
        "accountId": exchange.account_id,
        "apiId": exchange.api_id,
        "authorizer": dict(exchange.authorizer) or {"claims": None, "scopes": None},
        "domainName": request.domain_name,
        "domainPrefix": request.domain_name.split(".")[0],
        "extendedRequestId": exchange.request_id,
        "httpMethod": request.method,
        "identity": {
            **_NO_IDENTITY,
            "sourceIp": request.source_ip,
            "userAgent": request.header("user-agent") or "",
        },
        "path": unquote(request.path),
        "protocol": request.protocol,
        "requestId": exchange.request_id,
        "requestTime": exchange.at_clf,
        "requestTimeEpoch": exchange.at_ms,
        "resourceId": None,
        "resourcePath": exchange.route_key.path or exchange.route_key.text,
        "stage": exchange.stage,
    }


def encode_body(request: HttpRequest) -> tuple[str | None, bool]:
    """The body as an event carries it, and whether that is base64; None when there is none."""
    if not request.body:
        return None, False
    content_type = (request.header("content-type") or "").split(";")[0].strip().lower()
    if (content_type in TEXT_TYPES or content_type.startswith("text/")) and not request.header("content-encoding"):
        try:
            return request.body.decode(), False
        except UnicodeDecodeError:
            pass
    return b64encode(request.body).decode(), True


def headers_of(request: HttpRequest) -> dict[str, list[str]]:
    """Every header's values by its lower-case name, sorted, without those of the connection."""
    grouped = _grouped((name.lower(), value) for name, value in request.headers)
    return {name: grouped[name] for name in sorted(grouped) if name not in HOP_BY_HOP}


def query_of(request: HttpRequest) -> dict[str, list[str]]:
    """Every query parameter's decoded values."""
    return _grouped(parse_qsl(request.query, keep_blank_values=True))


def cookies_of(request: HttpRequest) -> list[str]:
    """Each cookie of the request, as `name=value`."""
    lines = (value for name, value in request.headers if name.lower() == "cookie")
    return [cookie.strip() for line in lines for cookie in line.split(";") if cookie.strip()]


def _grouped(pairs: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    grouped: dict[str, list[str]] = {}
    for name, value in pairs:
        grouped.setdefault(name, []).append(value)
    return grouped


def function_of(uri: str, stage_variables: Mapping[str, str]) -> str:
    """The function ARN that an integration's or authorizer's URI names, its `${stageVariables.name}` filled in."""
    for name, value in stage_variables.items():
        uri = uri.replace(f"${{stageVariables.{name}}}", value)
    _, found, arn = uri.partition(":lambda:path/2015-03-31/functions/")
    return arn.removesuffix("/invocations") if found else uri
