"""The data plane: requests over HTTP, through an API, to a function and back."""

import base64
import json
from typing import TYPE_CHECKING

import pytest

from bootstrap.clients import Clients

if TYPE_CHECKING:
    from tests.integration.apigatewayv2.conftest import Send, Site

NOT_FOUND = b'{"message":"Not Found"}'


def test_an_event_of_format_2_0_reaches_the_function(site: "Site") -> None:
    reply = site.send(
        "POST",
        f"{site.base}/pets/a%20b/?x=1&x=2&y=a%2Cb",
        body='{"ü": 1}'.encode(),
        headers={"Content-Type": "application/json", "Cookie": "a=1; b=2", "X-Thing": "T", "User-Agent": "test"},
    )
    event = reply.json
    assert reply.status == 200
    assert (event["version"], event["routeKey"], event["rawPath"]) == ("2.0", "$default", "/pets/a b/")
    assert event["rawQueryString"] == "x=1&x=2&y=a%2Cb"
    assert event["queryStringParameters"] == {"x": "1,2", "y": "a,b"}
    assert event["cookies"] == ["a=1", "b=2"]
    assert event["headers"]["x-thing"] == "T"
    assert "cookie" not in event["headers"]
    assert (json.loads(event["body"]), event["isBase64Encoded"]) == ({"ü": 1}, False)
    context = event["requestContext"]
    assert (context["accountId"], context["apiId"], context["stage"]) == (
        site.clients.account_id,
        site.api_id,
        "$default",
    )
    assert context["http"]["method"] == "POST"
    assert context["http"]["userAgent"] == "test"
    assert context["requestId"] == reply.header("apigw-requestid")


def test_an_event_of_format_1_0_reaches_the_function(site: "Site") -> None:
    site.route("GET /old/{id}", site.integration("1.0"))
    event = site.get("/old/7?x=1&x=2").json
    assert (event["version"], event["resource"], event["path"]) == ("1.0", "/old/{id}", "/old/7")
    assert event["pathParameters"] == {"id": "7"}
    assert event["multiValueQueryStringParameters"] == {"x": ["1", "2"]}
    assert event["body"] is None


@pytest.mark.parametrize("domain", ["execute-api.localhost", "execute-api.localhost.localstack.cloud"])
def test_the_host_name_names_the_api(site: "Site", domain: str) -> None:
    host = f"{site.api_id}.{domain}"
    reply = site.send("GET", "/a/b", headers={"Host": f"{host}:{site.clients.endpoint.port}"})
    event = reply.json
    assert (event["rawPath"], event["requestContext"]["domainName"]) == ("/a/b", host)


def test_stages_are_chosen_by_the_first_segment(site: "Site") -> None:
    site.stage("dev", StageVariables={"colour": "red"})
    named = site.get("/dev/a").json
    assert (named["rawPath"], named["requestContext"]["stage"]) == ("/dev/a", "dev")
    assert named["stageVariables"] == {"colour": "red"}
    assert site.get("/other/a").json["requestContext"]["stage"] == "$default"
    explicit = site.get("/$default/dev/a").json
    assert (explicit["rawPath"], explicit["requestContext"]["stage"]) == ("/dev/a", "$default")


def test_path_variables_and_precedence(site: "Site") -> None:
    site.route("GET /jobs/{jobId}")
    site.route("ANY /jobs/{proxy+}")
    found = site.get("/jobs/a%2Fb").json
    assert (found["routeKey"], found["pathParameters"]) == ("GET /jobs/{jobId}", {"jobId": "a/b"})
    greedy = site.get("/jobs/1/2").json
    assert (greedy["routeKey"], greedy["pathParameters"]) == ("ANY /jobs/{proxy+}", {"proxy": "1/2"})


def test_no_route_is_a_404(bare_site: "Site") -> None:
    bare_site.permit()
    bare_site.route("GET /jobs/{jobId}")
    bare_site.stage()
    for method, path in (("GET", "/"), ("POST", "/jobs/1"), ("GET", "/jobs/1/2"), ("GET", "/jobs/1/")):
        reply = bare_site.send(method, bare_site.base + path)
        assert (reply.status, reply.body) == (404, NOT_FOUND)
        assert reply.header("content-type") == "application/json"


def test_an_api_without_a_stage_is_a_404_and_so_is_a_deleted_one(bare_site: "Site") -> None:
    bare_site.permit()
    bare_site.route("$default")
    assert bare_site.get("/").status == 404
    bare_site.stage()
    assert bare_site.get("/inferred").status == 200
    bare_site.clients.apigatewayv2.delete_api(ApiId=bare_site.api_id)
    assert bare_site.get("/inferred").status == 404


def test_a_change_is_live_at_once_only_with_auto_deploy(site: "Site") -> None:
    gateway = site.clients.apigatewayv2
    site.stage("manual", auto=False)
    assert site.get("/manual/a").status == 404
    gateway.create_deployment(ApiId=site.api_id, StageName="manual")
    route_id = site.route("GET /new")
    assert site.get("/new").json["routeKey"] == "GET /new"
    assert site.get("/manual/new").json["routeKey"] == "$default"
    gateway.create_deployment(ApiId=site.api_id, StageName="manual")
    assert site.get("/manual/new").json["routeKey"] == "GET /new"
    gateway.delete_route(ApiId=site.api_id, RouteId=route_id)
    assert site.get("/new").json["routeKey"] == "$default"
    assert site.get("/manual/new").json["routeKey"] == "GET /new"


def test_an_inferred_response(site: "Site") -> None:
    reply = site.get("/inferred")
    assert (reply.status, reply.json, reply.header("content-type")) == (200, {"ok": True}, "application/json")


def test_cookies_and_status(site: "Site") -> None:
    reply = site.get("/cookies")
    assert (reply.status, reply.body) == (201, b"made")
    assert [value for name, value in reply.headers if name == "set-cookie"] == ["a=1; Secure", "b=2"]
    assert reply.header("content-type") == "text/plain;charset=UTF-8"


def test_text_beyond_ascii_is_utf_8(site: "Site") -> None:
    reply = site.get("/unicode")
    assert reply.body.decode() == "3 €"
    assert (reply.header("x-price") or "").encode("latin-1").decode() == "3 €"


def test_multi_value_headers_of_format_1_0(site: "Site") -> None:
    site.route("GET /multi", site.integration("1.0"))
    reply = site.get("/multi")
    assert [value for name, value in reply.headers if name == "set-cookie"] == ["a=1", "b=2"]


def test_binary_bodies_both_ways(site: "Site") -> None:
    reply = site.get("/binary")
    assert (reply.body, reply.header("content-type")) == (b"\x89PNG", "image/png")
    sent = bytes(range(256))
    event = site.send("PUT", f"{site.base}/up", body=sent, headers={"Content-Type": "image/png"}).json
    assert event["isBase64Encoded"] is True
    assert base64.b64decode(event["body"]) == sent


def test_a_form_arrives_as_base64(site: "Site") -> None:
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    event = site.send("POST", f"{site.base}/form", body=b"a=1&b=2", headers=headers).json
    assert (event["isBase64Encoded"], base64.b64decode(event["body"])) == (True, b"a=1&b=2")


@pytest.mark.parametrize("path", ["/raise", "/malformed", "/exit"])
def test_a_failed_function_is_a_500(site: "Site", path: str) -> None:
    reply = site.get(path)
    assert (reply.status, reply.body) == (500, b'{"message":"Internal Server Error"}')


def test_a_function_that_takes_longer_than_the_integration_is_a_503(site: "Site") -> None:
    site.route("GET /sleep", site.integration("2.0", TimeoutInMillis=300))
    reply = site.get("/sleep?s=2")
    assert (reply.status, reply.body) == (503, b'{"message":"Service Unavailable"}')


def test_a_function_that_may_take_as_long_as_the_integration_is_a_503_too(site: "Site") -> None:
    """It ends by its own time-out, a moment after the integration's."""
    clients = site.clients
    clients.lambda_.update_function_configuration(FunctionName="answers", Timeout=3)
    clients.lambda_.get_waiter("function_updated_v2").wait(FunctionName="answers", WaiterConfig={"Delay": 0})
    site.route("GET /sleep", site.integration("2.0", TimeoutInMillis=3000))
    for taken, status in (("0", 200), ("0", 200), ("5", 503), ("0", 200)):
        reply = site.get(f"/sleep?s={taken}")
        assert reply.status == status, reply.body


def test_a_body_of_more_than_10_mb_is_a_413(site: "Site") -> None:
    headers = {"Content-Type": "text/plain"}
    reply = site.send("POST", f"{site.base}/x", body=b"a" * (10 * 1024 * 1024 + 1), headers=headers)
    assert (reply.status, reply.body) == (413, b'{"message":"Request Entity Too Large"}')


def test_an_event_of_more_than_lambda_takes_is_a_413(site: "Site") -> None:
    reply = site.send("POST", f"{site.base}/x", body=b"a" * (5 * 1024 * 1024))
    assert reply.status == 413


def test_without_permission_the_function_is_not_called(bare_site: "Site") -> None:
    bare_site.route("GET /inferred")
    bare_site.route("GET /other/inferred")
    bare_site.stage()
    denied = bare_site.get("/inferred")
    assert (denied.status, denied.body) == (500, b'{"message":"Internal Server Error"}')
    bare_site.permit("*/GET/inferred")
    assert bare_site.get("/inferred").status == 200
    assert bare_site.get("/other/inferred").status == 500


def test_the_permission_of_an_alias_is_its_own(bare_site: "Site") -> None:
    clients = bare_site.clients
    version = clients.lambda_.publish_version(FunctionName="answers")["Version"]
    clients.lambda_.get_waiter("published_version_active").wait(FunctionName="answers", Qualifier=version)
    alias = clients.lambda_.create_alias(FunctionName="answers", Name="live", FunctionVersion=version)["AliasArn"]
    bare_site.permit()
    integration = clients.apigatewayv2.create_integration(
        ApiId=bare_site.api_id, IntegrationType="AWS_PROXY", IntegrationUri=alias, PayloadFormatVersion="2.0"
    )
    bare_site.route("GET /inferred", integration["IntegrationId"])
    bare_site.stage()
    assert bare_site.get("/inferred").status == 500
    clients.lambda_.add_permission(
        FunctionName="answers",
        Qualifier="live",
        StatementId="live",
        Action="lambda:InvokeFunction",
        Principal="apigateway.amazonaws.com",
    )
    assert bare_site.get("/inferred").status == 200


def test_a_stage_variable_names_the_function(site: "Site") -> None:
    uri = site.function_arn.removesuffix("answers") + "${stageVariables.function}"
    made = site.clients.apigatewayv2.create_integration(
        ApiId=site.api_id,
        IntegrationType="AWS_PROXY",
        IntegrationUri=f"arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/{uri}/invocations",
        PayloadFormatVersion="2.0",
    )
    site.route("GET /inferred", made["IntegrationId"])
    site.stage("dev", StageVariables={"function": "answers"})
    assert site.get("/dev/inferred").status == 200
    assert site.get("/inferred").status == 500


def test_a_disabled_endpoint_is_a_404(site: "Site") -> None:
    site.clients.apigatewayv2.update_api(ApiId=site.api_id, DisableExecuteApiEndpoint=True)
    assert site.get("/inferred").status == 404


def test_rest_apis_keep_their_addresses(site: "Site", clients: Clients, send: "Send") -> None:
    rest = clients.apigateway.create_rest_api(name="rest")
    clients.apigateway.put_method(
        restApiId=rest["id"], resourceId=rest["rootResourceId"], httpMethod="GET", authorizationType="NONE"
    )
    clients.apigateway.put_integration(
        restApiId=rest["id"],
        resourceId=rest["rootResourceId"],
        httpMethod="GET",
        type="MOCK",
        requestTemplates={"application/json": '{"statusCode": 200}'},
    )
    clients.apigateway.put_method_response(
        restApiId=rest["id"], resourceId=rest["rootResourceId"], httpMethod="GET", statusCode="200"
    )
    clients.apigateway.put_integration_response(
        restApiId=rest["id"],
        resourceId=rest["rootResourceId"],
        httpMethod="GET",
        statusCode="200",
        responseTemplates={"application/json": '{"rest": true}'},
    )
    clients.apigateway.create_deployment(restApiId=rest["id"], stageName="dev")
    assert send("GET", f"/_aws/execute-api/{rest['id']}/dev/").json == {"rest": True}
    host = f"{rest['id']}.execute-api.localhost.localstack.cloud:{clients.endpoint.port}"
    assert send("GET", "/dev/", headers={"Host": host}).json == {"rest": True}
    assert site.get("/inferred").json == {"ok": True}
    assert send("GET", "/_aws/execute-api/nobody1234/dev/").status == 404
