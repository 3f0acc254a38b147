"""A request's whole way through an HTTP API, with a function and a log of the test's own."""

import json
from collections.abc import Mapping
from typing import Any

import pytest

from emulator.apigatewayv2.address import Address, address_of
from emulator.apigatewayv2.api import Api, Owned
from emulator.apigatewayv2.deployments import auto_deploy
from emulator.apigatewayv2.invocation import Answer, Backends, Caller, FunctionError, InvocationError, UnavailableError
from emulator.apigatewayv2.measures import Served
from emulator.apigatewayv2.message import HttpRequest, HttpResponse
from emulator.apigatewayv2.pipeline import MAX_BODY_BYTES, Arrival, respond
from emulator.divergences import divergences

ACCOUNT, REGION = "500000000001", "eu-central-1"
FUNCTION = f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:"
URI = f"arn:aws:apigateway:{REGION}:lambda:path/2015-03-31/functions/{FUNCTION}{{}}/invocations"
LOG_GROUP = f"arn:aws:logs:{REGION}:{ACCOUNT}:log-group:access"


class World:
    """An API with a stage `$default` that deploys by itself; functions answer as they are told."""

    def __init__(self) -> None:
        self.api = Api({"ApiId": "abcdefghij", "DisableExecuteApiEndpoint": False})
        self.api.stages["$default"] = {"StageName": "$default", "AutoDeploy": True, "StageVariables": {}}
        self.answers: dict[str, Any] = {}
        self.calls: list[tuple[str, dict[str, Any], Caller]] = []
        self.log: list[tuple[str, str]] = []
        self.measured: list[Served] = []

    def route(self, key: str, function: str, **more: Any) -> None:
        integration = {"IntegrationUri": URI.format(function), "PayloadFormatVersion": "2.0", "TimeoutInMillis": 30_000}
        self.api.integrations[function] = {**integration, **more.pop("integration", {})}
        self.api.routes[key] = {"RouteKey": key, "Target": f"integrations/{function}", **more}

    def authorizer(self, ttl_s: int = 0) -> None:
        self.api.authorizers["auth"] = {
            "AuthorizerId": "auth", "AuthorizerUri": URI.format("auth"), "AuthorizerPayloadFormatVersion": "2.0",
            "AuthorizerResultTtlInSeconds": ttl_s, "EnableSimpleResponses": True,
            "IdentitySource": ["$request.header.Authorization"],
        }  # fmt: skip

    def invoke(
        self, function_arn: str, event: dict[str, Any], caller: Caller, timeout_ms: int, credentials: bool
    ) -> Answer:
        name = function_arn.rpartition(":")[2]
        self.calls.append((name, event, caller))
        answer = self.answers.get(name, {"statusCode": 200, "body": name})
        if isinstance(answer, InvocationError):
            raise answer
        return Answer(json.dumps(answer).encode(), "request-of-lambda")

    def deliver(self, destination_arn: str, stream: str, entry: str, at_ms: int) -> None:
        self.log.append((stream, entry))

    def ask(self, method: str, path: str, headers: Mapping[str, str] | None = None, body: bytes = b"") -> HttpResponse:
        auto_deploy(self.api)
        address = address_of("abcdefghij.execute-api.localhost.localstack.cloud:4566", path)
        assert isinstance(address, Address)
        given = tuple((headers or {}).items())
        request = HttpRequest(
            method=method, path=address.path, query="", headers=given, body=body, protocol="HTTP/1.1",
            source_ip="127.0.0.1",
        )  # fmt: skip
        owned = Owned(ACCOUNT, REGION, self.api)
        backends = Backends(self.invoke, self.deliver, self.measured.append)
        return respond(backends, owned, address, Arrival(request, "id=", 1_780_000_000.0))

    @property
    def called(self) -> list[str]:
        return [name for name, _, _ in self.calls]


@pytest.fixture
def world() -> World:
    return World()


def test_the_most_particular_route_is_taken_and_its_parameters_are_in_the_event(world: World) -> None:
    world.route("GET /items/{id}", "one")
    world.route("ANY /{proxy+}", "any")
    response = world.ask("GET", "/items/7")
    assert (response.status, response.body) == (200, b"one")
    (_, event, caller) = world.calls[0]
    assert event["pathParameters"] == {"id": "7"}
    assert event["routeKey"] == "GET /items/{id}"
    assert caller.account_id == ACCOUNT
    assert world.ask("POST", "/items/7").body == b"any"


def test_without_a_route_a_stage_or_an_open_endpoint_nothing_is_called(world: World) -> None:
    assert world.ask("GET", "/x").status == 404
    world.route("GET /x", "one")
    assert world.ask("GET", "/y").status == 404
    world.api.record["DisableExecuteApiEndpoint"] = True
    assert world.ask("GET", "/x").status == 404
    world.api.record["DisableExecuteApiEndpoint"] = False
    world.api.stages.clear()
    assert world.ask("GET", "/x").status == 404
    assert world.called == []


@pytest.mark.parametrize(
    ("error", "status"), [(FunctionError("it raised", 200), 500), (UnavailableError("too late"), 503)]
)
def test_a_function_that_fails_is_told_by_status_and_in_the_access_log(
    world: World, error: InvocationError, status: int
) -> None:
    world.route("GET /x", "one")
    world.answers["one"] = error
    world.api.stages["$default"]["AccessLogSettings"] = {
        "DestinationArn": LOG_GROUP, "Format": "$context.status $context.integrationErrorMessage",
    }  # fmt: skip
    assert world.ask("GET", "/x").status == status
    assert world.log == [("abcdefghij-default", f"{status} {error}")]


def test_an_answer_that_is_no_response_is_refused(world: World) -> None:
    world.route("GET /x", "one")
    world.answers["one"] = {"statusCode": "many"}
    assert world.ask("GET", "/x").status == 500


def test_a_body_over_the_limit_calls_nobody(world: World) -> None:
    world.route("POST /x", "one")
    assert world.ask("POST", "/x", body=b"x" * (MAX_BODY_BYTES + 1)).status == 413
    assert world.called == []


def test_an_authorizer_decides_before_the_function(world: World) -> None:
    world.authorizer()
    world.route("GET /x", "one", AuthorizerId="auth")
    assert world.ask("GET", "/x").status == 401
    assert world.called == []
    world.answers["auth"] = {"isAuthorized": False}
    assert world.ask("GET", "/x", {"Authorization": "a"}).status == 403
    world.answers["auth"] = {"isAuthorized": True, "context": {"user": "u"}}
    assert world.ask("GET", "/x", {"Authorization": "a"}).status == 200
    assert world.called == ["auth", "auth", "one"]
    assert world.calls[2][1]["requestContext"]["authorizer"]["lambda"] == {"user": "u"}
    world.answers["auth"] = FunctionError("it raised", 200)
    assert world.ask("GET", "/x", {"Authorization": "a"}).status == 500


def test_an_authorizers_answer_is_kept_for_its_identity(world: World) -> None:
    world.authorizer(ttl_s=300)
    world.route("GET /x", "one", AuthorizerId="auth")
    world.answers["auth"] = {"isAuthorized": True}
    for identity in ("a", "a", "b"):
        assert world.ask("GET", "/x", {"Authorization": identity}).status == 200
    assert world.called == ["auth", "one", "one", "auth", "one"]


def test_a_preflight_is_answered_by_the_api_and_refusals_have_cors_headers(world: World) -> None:
    world.api.record["CorsConfiguration"] = {"AllowOrigins": ["https://a.example"], "AllowMethods": ["GET"]}
    world.route("GET /x", "one")
    origin = {"Origin": "https://a.example"}
    preflight = world.ask("OPTIONS", "/x", {**origin, "Access-Control-Request-Method": "GET"})
    assert preflight.status == 204
    refused = world.ask("GET", "/nowhere", origin)
    assert refused.status == 404
    for response in (preflight, refused):
        assert dict(response.headers)["access-control-allow-origin"] == "https://a.example"
    assert world.called == []


def test_a_role_of_an_integration_is_told_as_a_divergence(world: World) -> None:
    world.route("GET /x", "one", integration={"CredentialsArn": "arn:aws:iam::1:role/r"})
    world.ask("GET", "/x")
    assert [name for name, _ in divergences.of_account(ACCOUNT)[1]] == ["apigatewayv2-credentials"]


def test_a_stage_serves_what_was_deployed_until_it_is_deployed_again(world: World) -> None:
    world.route("GET /x", "one")
    world.ask("GET", "/x")
    world.api.stages["$default"]["AutoDeploy"] = False
    world.route("GET /y", "two")
    assert world.ask("GET", "/y").status == 404
    world.api.stages["$default"]["AutoDeploy"] = True
    assert world.ask("GET", "/y").body == b"two"


def test_a_route_takes_so_many_requests_at_once(world: World) -> None:
    """Developer guide, "Throttle requests to your HTTP APIs"; all requests of this world come at one instant."""
    world.route("GET /x", "one")
    world.route("GET /free", "two")
    stage = world.api.stages["$default"]
    stage["AccessLogSettings"] = {"DestinationArn": LOG_GROUP, "Format": "$context.status $context.error.responseType"}
    stage["RouteSettings"] = {"GET /x": {"ThrottlingRateLimit": 1.0, "ThrottlingBurstLimit": 2}}
    answers = [world.ask("GET", "/x") for _ in range(3)]
    assert [answer.status for answer in answers] == [200, 200, 429]
    assert json.loads(answers[-1].body) == {"message": "Too Many Requests"}
    assert world.called == ["one", "one"], "a throttled request calls nothing"
    assert world.log[-1][1].strip() == "429 THROTTLED"
    assert world.ask("GET", "/free").status == 200


def test_each_answer_of_a_stage_is_measured(world: World) -> None:
    world.route("POST /pets", "pets")
    world.ask("POST", "/pets", body=b"12345")
    world.ask("GET", "/nowhere")
    made, missed = world.measured
    assert (made.status, made.route, made.size_bytes, made.integration_ms is not None) == (200, None, 9, True)
    assert (missed.status, missed.integration_ms) == (404, None)


def test_a_route_with_detailed_metrics_is_measured_by_itself(world: World) -> None:
    world.route("POST /pets", "pets")
    world.api.stages["$default"]["DefaultRouteSettings"] = {"DetailedMetricsEnabled": True}
    world.ask("POST", "/pets")
    assert [each.route for each in world.measured] == ["POST /pets"]
