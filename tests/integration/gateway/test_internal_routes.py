"""Every internal route that the running emulator has, under every kind of host: no page and no function gets in."""

import itertools
import json
import re
from typing import Any

import pytest

from bootstrap.clients import Clients
from bootstrap.endpoint import Endpoint
from tests.integration.gateway.test_gateway_guard import send
from tests.integration.lambda_runtime.functions import Deploy

OTHERS_NAMES = (
    "x.execute-api.localhost:{port}",
    "x.y.execute-api.localhost",
    "x.lambda-url.us-east-1.localhost:{port}",
    "amodhbh-media-uploads.s3.localhost:{port}",
    "b.s3-website.localhost:{port}",
    "sqs.us-east-1.127.0.0.1:{port}",
    "b.s3.amazonaws.com",
)
OWN_NAMES = ("127.0.0.1:{port}", "localhost:{port}", "localhost.localstack.cloud:{port}")
STRANGERS = (
    {"Origin": "http://evil.example"},
    {"Origin": "null"},
    {"Referer": "https://evil.example/page"},
    {"Sec-Fetch-Site": "cross-site"},
    {"Origin": "http://site.s3-website.localhost:4566"},
    {"Origin": "http://localhost:4899"},
    {"Referer": "http://127.0.0.1:4899/bucket/page.html"},
    {"Sec-Fetch-Site": "same-origin"},
    {"Sec-Fetch-Site": "same-site"},
    {"User-Agent": "Mozilla/5.0"},
)
USED = {
    "acm": "list_certificates", "apigateway": "get_rest_apis", "cloudformation": "list_stacks",
    "cloudwatch": "list_metrics", "dynamodb": "list_tables", "ec2": "describe_vpcs", "events": "list_rules",
    "iam": "list_users", "kms": "list_keys",
    "lambda": "list_functions", "logs": "describe_log_groups", "route53": "list_hosted_zones", "s3": "list_buckets",
    "secretsmanager": "list_secrets", "ses": "list_identities", "sns": "list_topics", "sqs": "list_queues",
    "ssm": "describe_parameters", "stepfunctions": "list_state_machines", "apigatewayv2": "get_apis",
}  # fmt: skip
"""Services add their routes when they are first used."""
OF_SQS = re.compile(r"(?:/queue/<.*>)?/<regex\(\"\[0-9\]\{12\}\"\):account_id>/<.*:queue_name>")
"""Routes that are the service itself: queue URLs."""

ASKER = """
import http.client, json
def handler(event, context):
    statuses = []
    for method, path, headers in event["requests"]:
        connection = http.client.HTTPConnection("127.0.0.1", event["port"], timeout=10)
        connection.request(method, path, None, headers)
        statuses.append(connection.getresponse().status)
        connection.close()
    return statuses
"""
ORPHAN = """
import json, os, subprocess, sys, time
SCRIPT = '''
import os, sys, http.client
if os.fork(): os._exit(0)
os.setsid()
if os.fork(): os._exit(0)
connection = http.client.HTTPConnection("127.0.0.1", int(sys.argv[1]), timeout=10)
connection.request("PUT", "/_harness/clock", '{"mode": "stepped"}', {"Origin": "http://localhost:3000"})
print(connection.getresponse().status, flush=True)
'''
def handler(event, context):
    command = [sys.executable, "-c", SCRIPT, str(event["port"])]
    return subprocess.run(command, capture_output=True, text=True).stdout.strip()
"""
HIDDEN = """
import ctypes, http.client
def handler(event, context):
    ctypes.CDLL(None).prctl(4, 0, 0, 0, 0)  # not dumpable: its descriptors are hidden from other programs of the user
    connection = http.client.HTTPConnection("127.0.0.1", event["port"], timeout=10)
    connection.request("GET", "/_harness/usage")
    return str(connection.getresponse().status)
"""


@pytest.fixture(scope="module")
def internal(endpoint: Endpoint) -> list[tuple[str, str]]:
    """Method and path of every internal route."""
    clients = Clients(endpoint)
    for service, operation in USED.items():
        client: Any = clients.session.client(service, endpoint_url=endpoint.url, config=clients.config)  # type: ignore[call-overload]
        getattr(client, operation)()
    routes: list[dict[str, Any]] = json.loads(send(endpoint, "GET", "/_harness/routes").body)["routes"]
    unknown = [one["path"] for one in routes if one["place"] == "SERVICE" and not OF_SQS.fullmatch(one["path"])]
    assert unknown == [], "a route that the table takes for a service's"
    found = {
        (method, re.sub(r"<[^>]*>", "x", one["path"]))
        for one in routes
        if one["place"] == "INTERNAL"
        for method in one["methods"] or ["GET", "POST"]
    }
    paths = {path for _, path in found}
    # An API may have a path of this name, and then it is the API that answers.
    found = {(method, path) for method, path in found if path != "/openapi.yaml"}
    assert {
        "/_localstack/health",
        "/_harness/clock",
        "/_aws/sqs/messages",
        "/_aws/lambda/init",
        "/openapi.yaml",
    } <= paths
    return sorted(found)


def _hosts(names: tuple[str, ...], endpoint: Endpoint) -> list[str]:
    return [name.format(port=endpoint.port) for name in names]


@pytest.mark.parametrize("headers", STRANGERS, ids=lambda one: " ".join(one.values()))
def test_no_page_reaches_one(endpoint: Endpoint, internal: list[tuple[str, str]], headers: dict[str, str]) -> None:
    for host in _hosts(OWN_NAMES + OTHERS_NAMES, endpoint):
        for method, path in internal:
            assert send(endpoint, method, path, Host=host, **headers).status == 403, (method, path, host)


def test_nobody_reaches_one_under_the_name_of_something_else(
    endpoint: Endpoint, internal: list[tuple[str, str]]
) -> None:
    for host, (method, path) in itertools.product(_hosts(OTHERS_NAMES, endpoint), internal):
        assert send(endpoint, method, path, Host=host).status == 403, (method, path, host)


def test_no_function_reaches_one_whatever_it_says(
    endpoint: Endpoint, deploy: Deploy, internal: list[tuple[str, str]]
) -> None:
    function = deploy(ASKER, Timeout=120)
    said: list[dict[str, str]] = [{}, {"Origin": "http://localhost:3000"}, {"Referer": endpoint.url}]
    for host in _hosts(OWN_NAMES + OTHERS_NAMES, endpoint):
        requests = [[method, path, {**more, "Host": host}] for method, path in internal for more in said]
        answer = function({"port": endpoint.port, "requests": requests})
        assert answer.error is None, answer
        assert set(answer.payload) == {403}, [
            request for request, status in zip(requests, answer.payload, strict=True) if status != 403
        ]


@pytest.mark.parametrize("source", [ORPHAN, HIDDEN], ids=["an orphan of a function", "one that hides its descriptors"])
def test_no_function_sheds_being_one(endpoint: Endpoint, deploy: Deploy, source: str) -> None:
    assert deploy(source, Timeout=60)({"port": endpoint.port}).payload == "403"


def test_programs_of_this_machine_may_and_whoever_types_the_address(endpoint: Endpoint) -> None:
    for host in _hosts(OWN_NAMES, endpoint):
        assert send(endpoint, "GET", "/_harness/plugins", Host=host).status == 200
        assert send(endpoint, "GET", "/_localstack/health", Host=host, Sec_Fetch_Site="none").status == 200


def test_localstack_s_description_of_itself_is_internal_too(endpoint: Endpoint, clients: Clients) -> None:
    clients.apigateway.get_rest_apis()  # whose routes take what goes to an API: without them the guard refuses it
    for host in _hosts(OWN_NAMES + OTHERS_NAMES, endpoint):
        answer = send(endpoint, "GET", "/openapi.yaml", Host=host, Origin="http://evil.example")
        assert answer.status == (404 if "execute-api" in host else 403), host


@pytest.mark.parametrize(
    "target", ["//_localstack/health", "/%5flocalstack/health", "/_localstack/health;x", "//x/_harness/clock"]
)
def test_other_spellings_are_no_way_in(endpoint: Endpoint, target: str) -> None:
    for host in _hosts(OTHERS_NAMES[:3], endpoint):
        assert send(endpoint, "GET", target, Host=host, Origin="http://evil.example").status in {403, 404}
        absolute = f"http://{host}{target}"
        assert send(endpoint, "GET", absolute, Host=host, Origin="http://evil.example").status in {400, 403, 404}


def test_queue_urls_are_no_way_in_under_the_name_of_an_api(clients: Clients, endpoint: Endpoint) -> None:
    url = clients.sqs.create_queue(QueueName="q")["QueueUrl"]
    path = f"{url.removeprefix(endpoint.url)}?Action=SendMessage&MessageBody=in"
    for host in _hosts(OTHERS_NAMES[:3], endpoint):
        assert send(endpoint, "GET", path, Host=host, Origin="http://evil.example").status in {403, 404}
    counted = clients.sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["ApproximateNumberOfMessages"])
    assert counted["Attributes"]["ApproximateNumberOfMessages"] == "0"
