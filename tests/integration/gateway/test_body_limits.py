"""Who sends more than a route takes, or what will be refused, is answered before the body is read."""

import json

import pytest

from bootstrap.clients import Clients
from bootstrap.endpoint import Endpoint
from tests.integration.gateway.test_gateway_guard import send

PAGE = "https://app.example"
ANNOUNCED = {"Content-Length": "3000000000"}
KINDS = {
    "HTTP API": "/_aws/execute-api/none/prod/x",
    "REST API": "/restapis/none/prod/_user_request_/x",
    "function URL": "/_aws/lambda-url/us-east-1/none/",
}


@pytest.mark.parametrize("path", KINDS.values(), ids=KINDS)
@pytest.mark.parametrize("headers", [{}, {"Origin": PAGE}], ids=["program", "page"])
def test_apis_take_no_more_than_their_limit(endpoint: Endpoint, path: str, headers: dict[str, str]) -> None:
    answer = send(endpoint, "POST", path, **ANNOUNCED, **headers)
    assert (answer.status, json.loads(answer.body)) == (413, {"message": "Request Entity Too Large"})
    by_host = send(endpoint, "POST", "/x", Host="none.execute-api.localhost:4566", **ANNOUNCED, **headers)
    assert by_host.status == 413


def signed(service: str) -> str:
    return (
        f"AWS4-HMAC-SHA256 Credential=test/20261129/us-east-1/{service}/aws4_request, SignedHeaders=host, Signature=x"
    )


@pytest.mark.parametrize(
    ("service", "path", "code"),
    [
        ("lambda", "/2015-03-31/functions/f/invocations", "RequestTooLargeException"),
        ("lambda", "/2015-03-31/functions", "RequestEntityTooLargeException"),
        ("sqs", "/", "RequestEntityTooLarge"),
        ("sns", "/", "RequestEntityTooLarge"),
        ("logs", "/", "RequestEntityTooLarge"),
        ("dynamodb", "/", "RequestEntityTooLarge"),
    ],
)
def test_services_take_no_more_than_their_limit(endpoint: Endpoint, service: str, path: str, code: str) -> None:
    answer = send(endpoint, "POST", path, Authorization=signed(service), **ANNOUNCED)
    assert answer.status == 413
    assert code in answer.body


def large_link(clients: Clients, bucket: str) -> str:
    clients.s3.create_bucket(Bucket=bucket)
    rule = {"AllowedMethods": ["PUT", "POST"], "AllowedOrigins": ["*"], "AllowedHeaders": ["*"]}
    clients.s3.put_bucket_cors(Bucket=bucket, CORSConfiguration={"CORSRules": [rule]})  # type: ignore[list-item]
    return clients.s3.generate_presigned_url("put_object", Params={"Bucket": bucket, "Key": "k"})


@pytest.mark.parametrize("headers", [{}, {"Origin": PAGE}], ids=["program", "page"])
def test_a_link_that_was_changed_is_refused_by_its_head(
    clients: Clients, endpoint: Endpoint, headers: dict[str, str]
) -> None:
    path = large_link(clients, f"forged-{clients.account_id}").removeprefix(endpoint.url)
    answer = send(endpoint, "PUT", path.replace("/k?", "/other?"), **ANNOUNCED, **headers)
    assert answer.status == 403
    assert "<Code>SignatureDoesNotMatch</Code>" in answer.body


@pytest.mark.parametrize("by_host", [True, False], ids=["by host", "by path"])
def test_a_page_uploads_a_large_object_with_a_link(clients: Clients, endpoint: Endpoint, by_host: bool) -> None:
    bucket, body = f"large-{clients.account_id}", "x" * 3_000_000
    path = large_link(clients, bucket).removeprefix(endpoint.url)
    host = f"{bucket}.s3.localhost:{endpoint.port}" if by_host else f"127.0.0.1:{endpoint.port}"
    below = path.removeprefix(f"/{bucket}") if by_host else path
    assert send(endpoint, "PUT", below, body, Host=host, Origin=PAGE).status == 200
    assert clients.s3.head_object(Bucket=bucket, Key="k")["ContentLength"] == len(body)


def test_an_object_that_nobody_signs_is_as_large_as_any(clients: Clients, endpoint: Endpoint) -> None:
    bucket = f"open-{clients.account_id}"
    Clients(endpoint).s3.create_bucket(Bucket=bucket)
    assert send(endpoint, "PUT", f"/{bucket}/k", "x" * 20_000_000).status == 200


def test_a_page_s_form_is_bounded(clients: Clients, endpoint: Endpoint) -> None:
    bucket = f"form-{clients.account_id}"
    large_link(clients, bucket)
    kind = {"Content-Type": "multipart/form-data; boundary=b"}
    answer = send(endpoint, "POST", f"/{bucket}", Origin=PAGE, **kind, **ANNOUNCED)
    assert answer.status == 413
    assert "presigned link" in answer.body
