"""CORS, Lambda authorizers and access logs over HTTP."""

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mypy_boto3_apigatewayv2.type_defs import CorsTypeDef

    from tests.integration.apigatewayv2.conftest import Site

ORIGIN = "https://page.example"


def cors(site: "Site", configuration: "CorsTypeDef") -> None:
    site.clients.apigatewayv2.update_api(ApiId=site.api_id, CorsConfiguration=configuration)


def preflight(site: "Site", path: str, origin: str = ORIGIN) -> dict[str, str]:
    headers = {"Origin": origin, "Access-Control-Request-Method": "POST"}
    reply = site.send("OPTIONS", site.base + path, headers=headers)
    assert (reply.status, reply.body) == (204, b"")
    return {name: value for name, value in reply.headers if name.startswith("access-control-")}


def test_the_api_answers_a_preflight(bare_site: "Site") -> None:
    bare_site.route("POST /uploads")
    bare_site.stage()
    cors(
        bare_site,
        {"AllowOrigins": [ORIGIN], "AllowMethods": ["POST"], "AllowHeaders": ["content-type"], "MaxAge": 60},
    )
    assert preflight(bare_site, "/uploads") == {
        "access-control-allow-origin": ORIGIN,
        "access-control-allow-methods": "POST",
        "access-control-allow-headers": "content-type",
        "access-control-max-age": "60",
    }
    assert preflight(bare_site, "/uploads", "https://evil.example") == {}


def test_the_apis_cors_headers_replace_the_functions(site: "Site") -> None:
    assert site.get("/cors", Origin=ORIGIN).header("access-control-allow-origin") == "https://function.example"
    cors(site, {"AllowOrigins": ["*"], "ExposeHeaders": ["x-a"]})
    reply = site.get("/cors", Origin=ORIGIN)
    assert reply.header("access-control-allow-origin") == "*"
    assert reply.header("access-control-expose-headers") == "x-a"
    assert site.get("/cors").header("access-control-allow-origin") is None


def test_without_a_configuration_options_is_a_method_like_any_other(site: "Site") -> None:
    headers = {"Origin": ORIGIN, "Access-Control-Request-Method": "POST"}
    reply = site.send("OPTIONS", f"{site.base}/x", headers=headers)
    assert reply.json["requestContext"]["http"]["method"] == "OPTIONS"
    assert reply.header("access-control-allow-origin") is None


def authorizer(site: "Site", **settings: Any) -> str:
    gateway = site.clients.apigatewayv2
    made = gateway.create_authorizer(
        ApiId=site.api_id,
        Name="a",
        AuthorizerType="REQUEST",
        AuthorizerUri=site.function_arn,
        AuthorizerPayloadFormatVersion="2.0",
        EnableSimpleResponses=True,
        IdentitySource=["$request.header.Authorization"],
        **settings,
    )
    return made["AuthorizerId"]


def test_an_authorizer_decides(bare_site: "Site") -> None:
    site = bare_site
    authorizer_id = authorizer(site)
    site.permit("*/*")
    site.route("GET /guarded", AuthorizationType="CUSTOM", AuthorizerId=authorizer_id)
    site.stage()
    missing, no_permission = site.get("/guarded"), site.get("/guarded", Authorization="open")
    assert (missing.status, missing.body) == (401, b'{"message":"Unauthorized"}')
    assert site.clients.apigatewayv2.get_authorizer(ApiId=site.api_id, AuthorizerId=authorizer_id)["Name"] == "a"
    assert no_permission.status == 200
    assert no_permission.json["requestContext"]["authorizer"]["lambda"]["caller"] == "open"
    denied = site.get("/guarded", Authorization="closed")
    assert (denied.status, denied.body) == (403, b'{"message":"Forbidden"}')
    broken = site.get("/guarded", Authorization="broken")
    assert (broken.status, broken.body) == (500, b'{"message":"Internal Server Error"}')


def test_an_authorizer_needs_a_permission_of_its_own(bare_site: "Site") -> None:
    site = bare_site
    authorizer_id = authorizer(site)
    site.permit("*/*/guarded", "route")
    site.route("GET /guarded", AuthorizationType="CUSTOM", AuthorizerId=authorizer_id)
    site.stage()
    assert site.get("/guarded", Authorization="open").status == 500
    site.permit(f"authorizers/{authorizer_id}", "authorizer")
    assert site.get("/guarded", Authorization="open").status == 200


def test_a_decision_is_cached_for_its_time_to_live(site: "Site") -> None:
    asked_again = authorizer(site)
    cached = authorizer(site, AuthorizerResultTtlInSeconds=3600)
    site.route("GET /asked", AuthorizationType="CUSTOM", AuthorizerId=asked_again)
    site.route("GET /cached", AuthorizationType="CUSTOM", AuthorizerId=cached)

    def decided_at(path: str) -> str:
        at = site.get(path, Authorization="open").json["requestContext"]["authorizer"]["lambda"]["at"]
        assert isinstance(at, str)
        return at

    assert decided_at("/asked") != decided_at("/asked")
    first = decided_at("/cached")
    assert decided_at("/cached") == first
    site.clients.apigatewayv2.reset_authorizers_cache(ApiId=site.api_id, StageName="$default")
    assert decided_at("/cached") != first


def test_a_guarded_options_route_asks_the_authorizer_before_a_preflight(site: "Site") -> None:
    cors(site, {"AllowOrigins": [ORIGIN]})
    route_id = site.clients.apigatewayv2.get_routes(ApiId=site.api_id)["Items"][0]["RouteId"]
    site.clients.apigatewayv2.update_route(
        ApiId=site.api_id, RouteId=route_id, AuthorizationType="CUSTOM", AuthorizerId=authorizer(site)
    )
    headers = {"Origin": ORIGIN, "Access-Control-Request-Method": "GET"}
    assert site.send("OPTIONS", f"{site.base}/x", headers=headers).status == 401
    site.route("OPTIONS /{proxy+}")
    assert site.send("OPTIONS", f"{site.base}/x", headers=headers).status == 204


def test_access_logs(site: "Site") -> None:
    logs, gateway = site.clients.logs, site.clients.apigatewayv2
    logs.create_log_group(logGroupName="access")
    arn = f"arn:aws:logs:us-east-1:{site.clients.account_id}:log-group:access"
    log_format = (
        '{"key":"$context.routeKey","status":$context.status,"id":"$context.requestId",'
        '"bytes":$context.responseLength,"why":"$context.error.message","lambda":"$context.integration.status"}'
    )
    gateway.update_stage(
        ApiId=site.api_id, StageName="$default", AccessLogSettings={"DestinationArn": arn, "Format": log_format}
    )
    good, bad = site.get("/inferred"), site.get("/raise")
    events = logs.filter_log_events(logGroupName="access")["events"]
    assert [json.loads(event["message"]) for event in events] == [
        {
            "key": "$default",
            "status": 200,
            "id": good.header("apigw-requestid"),
            "bytes": 12,
            "why": "-",
            "lambda": "200",
        },
        {
            "key": "$default",
            "status": 500,
            "id": bad.header("apigw-requestid"),
            "bytes": 35,
            "why": "Internal Server Error",
            "lambda": "-",
        },
    ]
    gateway.delete_access_log_settings(ApiId=site.api_id, StageName="$default")
    site.get("/inferred")
    assert len(logs.filter_log_events(logGroupName="access")["events"]) == 2


def test_an_access_log_that_was_removed_fails_no_request(site: "Site") -> None:
    site.clients.logs.create_log_group(logGroupName="removed")
    arn = f"arn:aws:logs:us-east-1:{site.clients.account_id}:log-group:removed:*"
    site.clients.apigatewayv2.update_stage(
        ApiId=site.api_id, StageName="$default", AccessLogSettings={"DestinationArn": arn, "Format": "$context.status"}
    )
    site.clients.logs.delete_log_group(logGroupName="removed")
    assert site.get("/inferred").status == 200
