"""The control plane, as an unmodified boto3 client uses it."""

import json
from typing import Any

import pytest
from botocore.exceptions import ClientError

from bootstrap.clients import Clients
from harness.probes.http import http_send

FUNCTION_ARN = "arn:aws:lambda:us-east-1:000000000000:function:f"


def refused(call: Any, **parameters: Any) -> tuple[str, str]:
    """The code and message of the error that the call ends in."""
    with pytest.raises(ClientError) as error:
        call(**parameters)
    return error.value.response["Error"]["Code"], error.value.response["Error"]["Message"]


@pytest.fixture
def api_id(clients: Clients) -> str:
    return clients.apigatewayv2.create_api(Name="a", ProtocolType="HTTP")["ApiId"]


def test_an_api_is_made_changed_listed_and_removed(clients: Clients) -> None:
    gateway = clients.apigatewayv2
    made = gateway.create_api(Name="a", ProtocolType="HTTP", Description="d", Tags={"Project": "p"})
    api_id = made["ApiId"]
    assert made["ApiEndpoint"] == f"{clients.endpoint.url}/_aws/execute-api/{api_id}"
    assert made["ProtocolType"] == "HTTP"
    assert made["DisableExecuteApiEndpoint"] is False
    changed = gateway.update_api(ApiId=api_id, Name="b", CorsConfiguration={"AllowOrigins": ["*"]})
    assert (changed["Name"], changed["Description"]) == ("b", "d")
    got = gateway.get_api(ApiId=api_id)
    assert (got["CorsConfiguration"], got["Tags"]) == ({"AllowOrigins": ["*"]}, {"Project": "p"})
    assert got["CreatedDate"] == made["CreatedDate"]
    assert [api["ApiId"] for api in gateway.get_apis()["Items"]] == [api_id]
    gateway.delete_cors_configuration(ApiId=api_id)
    assert "CorsConfiguration" not in gateway.get_api(ApiId=api_id)
    gateway.delete_api(ApiId=api_id)
    assert gateway.get_apis()["Items"] == []
    assert refused(gateway.get_api, ApiId=api_id)[0] == "NotFoundException"


def test_routes_and_integrations(clients: Clients, api_id: str) -> None:
    gateway = clients.apigatewayv2
    integration = gateway.create_integration(
        ApiId=api_id, IntegrationType="AWS_PROXY", IntegrationUri=FUNCTION_ARN, PayloadFormatVersion="2.0"
    )
    assert (integration["TimeoutInMillis"], integration["ConnectionType"]) == (30000, "INTERNET")
    target = f"integrations/{integration['IntegrationId']}"
    route = gateway.create_route(ApiId=api_id, RouteKey="GET /pets/{id}", Target=target)
    assert (route["AuthorizationType"], route["ApiKeyRequired"]) == ("NONE", False)
    assert refused(gateway.create_route, ApiId=api_id, RouteKey="GET /pets/{id}")[0] == "ConflictException"
    assert refused(gateway.create_route, ApiId=api_id, RouteKey="pets")[0] == "BadRequestException"
    assert refused(gateway.create_route, ApiId=api_id, RouteKey="GET /x", Target="integrations/none") == (
        "NotFoundException",
        "Invalid Integration identifier specified none",
    )
    changed = gateway.update_route(ApiId=api_id, RouteId=route["RouteId"], RouteKey="PUT /pets/{id}")
    assert (changed["RouteKey"], changed["Target"]) == ("PUT /pets/{id}", target)
    assert refused(gateway.delete_integration, ApiId=api_id, IntegrationId=integration["IntegrationId"])[0] == (
        "ConflictException"
    )
    gateway.delete_route(ApiId=api_id, RouteId=route["RouteId"])
    assert gateway.get_routes(ApiId=api_id)["Items"] == []
    updated = gateway.update_integration(
        ApiId=api_id, IntegrationId=integration["IntegrationId"], TimeoutInMillis=500, PayloadFormatVersion="1.0"
    )
    assert (updated["TimeoutInMillis"], updated["PayloadFormatVersion"]) == (500, "1.0")
    gateway.delete_integration(ApiId=api_id, IntegrationId=integration["IntegrationId"])
    assert gateway.get_integrations(ApiId=api_id)["Items"] == []


def test_stage_settings_are_kept(clients: Clients, api_id: str) -> None:
    gateway = clients.apigatewayv2
    gateway.create_stage(
        ApiId=api_id,
        StageName="dev",
        DefaultRouteSettings={"ThrottlingBurstLimit": 5, "ThrottlingRateLimit": 2.5},
        RouteSettings={"GET /pets/{id}": {"ThrottlingRateLimit": 1.0}},
        StageVariables={"a": "1", "b": "2"},
        Tags={"Owner": "o"},
    )
    stage = gateway.update_stage(ApiId=api_id, StageName="dev", StageVariables={"b": "3", "a": ""}, Description="d")
    assert stage["StageVariables"] == {"b": "3"}
    assert stage["DefaultRouteSettings"] == {"ThrottlingBurstLimit": 5, "ThrottlingRateLimit": 2.5}
    assert stage["RouteSettings"] == {"GET /pets/{id}": {"ThrottlingRateLimit": 1.0}}
    assert (stage["AutoDeploy"], stage["Tags"], stage["Description"]) == (False, {"Owner": "o"}, "d")
    gateway.delete_route_settings(ApiId=api_id, StageName="dev", RouteKey="GET /pets/{id}")
    assert gateway.get_stage(ApiId=api_id, StageName="dev")["RouteSettings"] == {}
    assert refused(gateway.create_stage, ApiId=api_id, StageName="dev")[0] == "ConflictException"
    assert refused(gateway.create_stage, ApiId=api_id, StageName="a b")[0] == "BadRequestException"
    assert [s["StageName"] for s in gateway.get_stages(ApiId=api_id)["Items"]] == ["dev"]
    gateway.delete_stage(ApiId=api_id, StageName="dev")
    assert refused(gateway.get_stage, ApiId=api_id, StageName="dev")[0] == "NotFoundException"


def test_deployments(clients: Clients, api_id: str) -> None:
    gateway = clients.apigatewayv2
    assert refused(gateway.create_deployment, ApiId=api_id) == (
        "BadRequestException",
        "At least one route is required before deploying the Api.",
    )
    gateway.create_route(ApiId=api_id, RouteKey="$default")
    first = gateway.create_deployment(ApiId=api_id, Description="first")
    assert (first["DeploymentStatus"], first["AutoDeployed"], first["Description"]) == ("DEPLOYED", False, "first")
    gateway.create_stage(ApiId=api_id, StageName="dev", DeploymentId=first["DeploymentId"])
    second = gateway.create_deployment(ApiId=api_id, StageName="dev")
    assert gateway.get_stage(ApiId=api_id, StageName="dev")["DeploymentId"] == second["DeploymentId"]
    assert refused(gateway.delete_deployment, ApiId=api_id, DeploymentId=second["DeploymentId"])[0] == (
        "BadRequestException"
    )
    gateway.delete_deployment(ApiId=api_id, DeploymentId=first["DeploymentId"])
    assert [d["DeploymentId"] for d in gateway.get_deployments(ApiId=api_id)["Items"]] == [second["DeploymentId"]]


def test_an_auto_deployed_stage_follows_and_leaves_no_deployments_behind(clients: Clients, api_id: str) -> None:
    gateway = clients.apigatewayv2
    stage = gateway.create_stage(ApiId=api_id, StageName="$default", AutoDeploy=True)
    assert "DeploymentId" not in stage
    assert "At least one route is required" in stage["LastDeploymentStatusMessage"]
    seen = set()
    for number in range(3):
        gateway.create_route(ApiId=api_id, RouteKey=f"GET /{number}")
        seen.add(gateway.get_stage(ApiId=api_id, StageName="$default")["DeploymentId"])
    assert len(seen) == 3
    deployments = gateway.get_deployments(ApiId=api_id)["Items"]
    assert [d["AutoDeployed"] for d in deployments] == [True]
    assert refused(
        gateway.update_stage, ApiId=api_id, StageName="$default", DeploymentId=deployments[0]["DeploymentId"]
    ) == ("BadRequestException", "Deployment ID cannot be set on stage because AutoDeploy is enabled")
    gateway.delete_stage(ApiId=api_id, StageName="$default")
    assert gateway.get_deployments(ApiId=api_id)["Items"] == []


def test_tags(clients: Clients, api_id: str) -> None:
    gateway = clients.apigatewayv2
    api_arn = f"arn:aws:apigateway:us-east-1::/apis/{api_id}"
    gateway.create_stage(ApiId=api_id, StageName="$default", Tags={"a": "1"})
    for arn in (api_arn, f"{api_arn}/stages/$default"):
        gateway.tag_resource(ResourceArn=arn, Tags={"a": "2", "b": "3"})
        assert gateway.get_tags(ResourceArn=arn)["Tags"] == {"a": "2", "b": "3"}
        gateway.untag_resource(ResourceArn=arn, TagKeys=["a", "none"])
        assert gateway.get_tags(ResourceArn=arn)["Tags"] == {"b": "3"}
    assert gateway.get_api(ApiId=api_id)["Tags"] == {"b": "3"}
    assert refused(gateway.get_tags, ResourceArn=api_arn + "x")[0] == "NotFoundException"


def test_lists_have_pages(clients: Clients, api_id: str) -> None:
    gateway = clients.apigatewayv2
    for number in range(5):
        gateway.create_route(ApiId=api_id, RouteKey=f"GET /{number}")
    pages = list(gateway.get_paginator("get_routes").paginate(ApiId=api_id, PaginationConfig={"PageSize": 2}))
    assert [[route["RouteKey"] for route in page["Items"]] for page in pages] == [
        ["GET /0", "GET /1"],
        ["GET /2", "GET /3"],
        ["GET /4"],
    ]
    assert refused(gateway.get_routes, ApiId=api_id, NextToken="x")[0] == "BadRequestException"


def test_accounts_and_regions_see_only_their_own(clients: Clients, api_id: str) -> None:
    stranger = Clients(clients.endpoint, account_id="222222222222")
    for other in (stranger, clients.in_region("ap-south-1")):
        assert other.apigatewayv2.get_apis()["Items"] == []
        assert refused(other.apigatewayv2.get_api, ApiId=api_id)[0] == "NotFoundException"
        assert refused(other.apigatewayv2.delete_api, ApiId=api_id)[0] == "NotFoundException"


def test_deleting_an_api_removes_all_below(clients: Clients, api_id: str) -> None:
    gateway = clients.apigatewayv2
    gateway.create_route(ApiId=api_id, RouteKey="$default")
    gateway.create_stage(ApiId=api_id, StageName="$default", AutoDeploy=True)
    gateway.delete_api(ApiId=api_id)
    for read in (gateway.get_routes, gateway.get_integrations, gateway.get_stages, gateway.get_deployments):
        assert refused(read, ApiId=api_id)[0] == "NotFoundException"
    arn = f"arn:aws:apigateway:us-east-1::/apis/{api_id}"
    assert refused(gateway.get_tags, ResourceArn=arn)[0] == "NotFoundException"


def test_quick_create(clients: Clients) -> None:
    gateway = clients.apigatewayv2
    api_id = gateway.create_api(Name="quick", ProtocolType="HTTP", Target=FUNCTION_ARN)["ApiId"]
    (integration,) = gateway.get_integrations(ApiId=api_id)["Items"]
    (route,) = gateway.get_routes(ApiId=api_id)["Items"]
    (stage,) = gateway.get_stages(ApiId=api_id)["Items"]
    assert (integration["PayloadFormatVersion"], integration["IntegrationUri"]) == ("2.0", FUNCTION_ARN)
    assert (route["RouteKey"], route["Target"]) == ("$default", f"integrations/{integration['IntegrationId']}")
    assert (stage["StageName"], stage["AutoDeploy"], stage["ApiGatewayManaged"]) == ("$default", True, True)


@pytest.mark.parametrize(
    ("operation", "parameters", "code", "words"),
    [
        ("create_api", {"Name": "w", "ProtocolType": "WEBSOCKET"}, "NotImplemented", "WEBSOCKET"),
        ("import_api", {"Body": "{}"}, "NotImplemented", "ImportApi"),
        (
            "export_api",
            {"ApiId": "a", "OutputType": "JSON", "Specification": "OAS30"},
            "NotImplemented",
            "ExportApi",
        ),
        ("create_domain_name", {"DomainName": "a.example"}, "NotImplemented", "CreateDomainName"),
        ("create_vpc_link", {"Name": "v", "SubnetIds": ["s"]}, "NotImplemented", "CreateVpcLink"),
        (
            "create_api",
            {
                "Name": "c",
                "ProtocolType": "HTTP",
                "CorsConfiguration": {"AllowCredentials": True, "AllowOrigins": ["*"]},
            },
            "BadRequestException",
            "allow-credentials is not supported if 'allow-origin' is *",
        ),
    ],
)
def test_what_is_refused(clients: Clients, operation: str, parameters: dict[str, Any], code: str, words: str) -> None:
    found, text = refused(getattr(clients.apigatewayv2, operation), **parameters)
    assert found == code
    assert words in text


@pytest.mark.parametrize(
    ("settings", "code", "words"),
    [
        ({"IntegrationType": "HTTP_PROXY"}, "NotImplemented", "IntegrationType HTTP_PROXY"),
        ({"IntegrationSubtype": "SQS-SendMessage"}, "NotImplemented", "IntegrationSubtype"),
        ({"RequestParameters": {"append:header.a": "b"}}, "NotImplemented", "RequestParameters"),
        ({"PayloadFormatVersion": "3.0"}, "BadRequestException", "PayloadFormatVersion"),
        ({"IntegrationUri": "http://localhost"}, "BadRequestException", "IntegrationUri"),
        ({"TimeoutInMillis": 30001}, "BadRequestException", "between 50 and 30000"),
    ],
)
def test_integrations_that_are_refused(
    clients: Clients, api_id: str, settings: dict[str, Any], code: str, words: str
) -> None:
    valid = {"IntegrationType": "AWS_PROXY", "IntegrationUri": FUNCTION_ARN, "PayloadFormatVersion": "2.0"}
    found, text = refused(clients.apigatewayv2.create_integration, ApiId=api_id, **(valid | settings))
    assert found == code
    assert words in text
    assert clients.apigatewayv2.get_integrations(ApiId=api_id)["Items"] == []


@pytest.mark.parametrize(
    ("settings", "code", "words"),
    [
        (
            {"AuthorizerType": "JWT", "JwtConfiguration": {"Audience": ["a"], "Issuer": "https://i.example"}},
            "NotImplemented",
            "A JWT authorizer",
        ),
        ({"AuthorizerPayloadFormatVersion": "1.0"}, "BadRequestException", "EnableSimpleResponses needs"),
        ({"IdentitySource": ["$request.body.x"]}, "BadRequestException", "Invalid identity source"),
        ({"AuthorizerUri": "x"}, "BadRequestException", "AuthorizerUri"),
    ],
)
def test_authorizers_that_are_refused(
    clients: Clients, api_id: str, settings: dict[str, Any], code: str, words: str
) -> None:
    valid = {
        "AuthorizerType": "REQUEST",
        "AuthorizerUri": FUNCTION_ARN,
        "AuthorizerPayloadFormatVersion": "2.0",
        "EnableSimpleResponses": True,
        "IdentitySource": ["$request.header.Authorization"],
    }
    found, text = refused(clients.apigatewayv2.create_authorizer, ApiId=api_id, Name="a", **(valid | settings))
    assert found == code
    assert words in text


@pytest.mark.parametrize("kind", ["JWT", "AWS_IAM"])
def test_routes_with_unsupported_authorization_are_refused(clients: Clients, api_id: str, kind: Any) -> None:
    found, text = refused(clients.apigatewayv2.create_route, ApiId=api_id, RouteKey="GET /", AuthorizationType=kind)
    assert (found, kind in text) == ("NotImplemented", True)


def test_what_cannot_exist_here_is_listed_as_nothing(clients: Clients) -> None:
    assert clients.apigatewayv2.get_vpc_links()["Items"] == []
    assert clients.apigatewayv2.get_domain_names()["Items"] == []


def test_a_throttled_route_answers_429(clients: Clients, api_id: str) -> None:
    """Developer guide, "Throttle requests to your HTTP APIs": 429 Too Many Requests."""
    gateway = clients.apigatewayv2
    integration = gateway.create_integration(
        ApiId=api_id,
        IntegrationType="AWS_PROXY",
        IntegrationUri=f"arn:aws:lambda:us-east-1:{clients.account_id}:function:nobody",
        PayloadFormatVersion="2.0",
    )["IntegrationId"]
    gateway.create_route(ApiId=api_id, RouteKey="GET /x", Target=f"integrations/{integration}")
    limits: Any = {"ThrottlingBurstLimit": 2, "ThrottlingRateLimit": 0.001}
    gateway.create_stage(ApiId=api_id, StageName="$default", AutoDeploy=True, DefaultRouteSettings=limits)
    url = f"{clients.endpoint.url}/_aws/execute-api/{api_id}/$default/x"
    answers = [http_send("GET", url) for _ in range(3)]
    assert [answer.status for answer in answers] == [500, 500, 429], "the function isn't there, and isn't asked"
    assert json.loads(answers[-1].body) == {"message": "Too Many Requests"}
