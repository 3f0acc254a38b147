"""What a page of another site sends is refused and not done; from boto3 or a page of this machine it is done."""

import http.client
import json
from dataclasses import dataclass, field
from urllib.parse import urlencode, urlsplit

import pytest

from bootstrap.clients import Clients
from bootstrap.endpoint import Endpoint

FOREIGN = {
    "origin": {"Origin": "https://evil.example"},
    "null origin": {"Origin": "null"},
    "localstack's web site": {"Origin": "https://app.localstack.cloud"},
    "referer": {"Referer": "https://evil.example/page.html"},
    "image of another site": {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors"},
    "rebound host": {"Host": "evil.example:4566"},
}
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@dataclass
class Answer:
    status: int
    body: str
    headers: dict[str, str] = field(default_factory=dict)


def send(endpoint: Endpoint, method: str, path: str, body: str = "", **headers: str) -> Answer:
    parts = urlsplit(endpoint.url)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=20)
    try:
        connection.request(
            method, path, body or None, {name.replace("_", "-"): value for name, value in headers.items()}
        )
        response = connection.getresponse()
        return Answer(response.status, response.read().decode(), dict(response.getheaders()))
    finally:
        connection.close()


def refused(answer: Answer) -> bool:
    return answer.status == 403 and "HARNESS_ALLOWED_HOSTS" in json.loads(answer.body)["message"]


@pytest.mark.parametrize("headers", FOREIGN.values(), ids=FOREIGN.keys())
@pytest.mark.parametrize("length", [{"Content-Length": "3000000000"}, {"Transfer-Encoding": "chunked"}], ids=str)
def test_what_a_page_would_fill_the_disk_with_is_not_waited_for(
    endpoint: Endpoint, headers: dict[str, str], length: dict[str, str]
) -> None:
    for path in ("/_harness/clock", "/some-bucket/key", "/"):
        assert refused(send(endpoint, "PUT", path, **length, **headers))


@pytest.mark.parametrize("headers", FOREIGN.values(), ids=FOREIGN.keys())
def test_a_page_creates_nothing(clients: Clients, endpoint: Endpoint, headers: dict[str, str]) -> None:
    form = urlencode({"Action": "CreateQueue", "QueueName": "planted", "Version": "2012-11-05"})
    target = {"X-Amz-Target": "AmazonSQS.CreateQueue", "Content-Type": "text/plain"}
    assert refused(send(endpoint, "POST", "/", form, **FORM, **headers))
    assert refused(send(endpoint, "GET", f"/?{form}", **headers))
    assert refused(send(endpoint, "POST", "/", '{"QueueName": "planted"}', **target, **headers))
    assert refused(send(endpoint, "PUT", f"/planted-{clients.account_id}", **headers))
    assert clients.sqs.list_queues().get("QueueUrls", []) == []
    assert Clients(endpoint).sqs.list_queues(QueueNamePrefix="planted").get("QueueUrls", []) == []
    assert f"planted-{clients.account_id}" not in [b["Name"] for b in Clients(endpoint).s3.list_buckets()["Buckets"]]


@pytest.mark.parametrize("headers", FOREIGN.values(), ids=FOREIGN.keys())
def test_a_page_invokes_and_publishes_nothing(endpoint: Endpoint, headers: dict[str, str]) -> None:
    default = Clients(endpoint)
    queue = default.sqs.create_queue(QueueName="heard")["QueueUrl"]
    arn = default.sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    topic = default.sns.create_topic(Name="said")["TopicArn"]
    default.sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=arn)
    form = urlencode({"Action": "Publish", "TopicArn": topic, "Message": "m"})
    assert refused(send(endpoint, "POST", "/", form, **FORM, **headers))
    assert refused(send(endpoint, "POST", "/2015-03-31/functions/f/invocations", "{}", **headers))
    attributes = default.sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["ApproximateNumberOfMessages"])
    assert attributes["Attributes"]["ApproximateNumberOfMessages"] == "0"


@pytest.mark.parametrize("headers", FOREIGN.values(), ids=FOREIGN.keys())
def test_a_page_deletes_nothing(clients: Clients, endpoint: Endpoint, headers: dict[str, str]) -> None:
    default, bucket = Clients(endpoint), f"kept-{clients.account_id}"
    queue = default.sqs.create_queue(QueueName="kept")["QueueUrl"]
    default.s3.create_bucket(Bucket=bucket)
    default.s3.put_object(Bucket=bucket, Key="k", Body=b"1")
    form = urlencode({"Action": "DeleteQueue", "QueueUrl": queue})
    assert refused(send(endpoint, "POST", "/", form, **FORM, **headers))
    assert refused(send(endpoint, "GET", f"{urlsplit(queue).path}?{form}", **headers))
    assert refused(send(endpoint, "DELETE", f"/{bucket}/k", **headers))
    assert refused(send(endpoint, "POST", "/_localstack/health", '{"action": "kill"}', **headers))
    assert queue in default.sqs.list_queues(QueueNamePrefix="kept")["QueueUrls"]
    assert default.s3.get_object(Bucket=bucket, Key="k")["Body"].read() == b"1"


def test_api_addresses_that_no_api_answers_are_no_way_in(endpoint: Endpoint) -> None:
    form = urlencode({"Action": "CreateQueue", "QueueName": "detour", "Version": "2012-11-05"})
    for path in ("/_aws/execute-api/none/prod/x", "/_aws/execute-api//x", "/restapis/none/prod/_user_request_/x"):
        assert send(endpoint, "POST", path, form, **FORM, Origin="https://evil.example").status in {403, 404}
    assert Clients(endpoint).sqs.list_queues(QueueNamePrefix="detour").get("QueueUrls", []) == []


def test_a_page_of_this_machine_may(endpoint: Endpoint) -> None:
    form = urlencode({"Action": "ListQueues", "Version": "2012-11-05"})
    for origin in ("http://localhost:3000", "http://127.0.0.1:8080"):
        answer = send(endpoint, "POST", "/", form, **FORM, Origin=origin)
        assert (answer.status, answer.headers["Access-Control-Allow-Origin"]) == (200, origin)
        preflight = send(endpoint, "OPTIONS", "/", Origin=origin, Access_Control_Request_Method="POST")
        assert preflight.status == 204


def test_a_page_may_upload_where_a_bucket_s_cors_configuration_says_so(clients: Clients, endpoint: Endpoint) -> None:
    bucket = f"cors-{clients.account_id}"
    clients.s3.create_bucket(Bucket=bucket)
    rule = {"AllowedMethods": ["PUT"], "AllowedOrigins": ["https://app.example"], "AllowedHeaders": ["*"]}
    clients.s3.put_bucket_cors(Bucket=bucket, CORSConfiguration={"CORSRules": [rule]})  # type: ignore[list-item]
    url = clients.s3.generate_presigned_url("put_object", Params={"Bucket": bucket, "Key": "k"})
    path = url.removeprefix(endpoint.url)
    preflight = send(endpoint, "OPTIONS", path, Origin="https://app.example", Access_Control_Request_Method="PUT")
    assert (preflight.status, preflight.headers["Access-Control-Allow-Origin"]) == (200, "https://app.example")
    assert send(endpoint, "PUT", path, "1", Origin="https://app.example").status == 200
    assert refused(send(endpoint, "PUT", path, "2", Origin="https://evil.example"))
    assert clients.s3.get_object(Bucket=bucket, Key="k")["Body"].read() == b"1"


def test_an_api_decides_itself_about_pages(clients: Clients, endpoint: Endpoint) -> None:
    api = clients.apigateway.create_rest_api(name="open")["id"]
    root = clients.apigateway.get_resources(restApiId=api)["items"][0]["id"]
    clients.apigateway.put_method(restApiId=api, resourceId=root, httpMethod="GET", authorizationType="NONE")
    clients.apigateway.put_method_response(restApiId=api, resourceId=root, httpMethod="GET", statusCode="200")
    clients.apigateway.put_integration(
        restApiId=api,
        resourceId=root,
        httpMethod="GET",
        type="MOCK",
        requestTemplates={"application/json": '{"statusCode": 200}'},
    )
    clients.apigateway.put_integration_response(restApiId=api, resourceId=root, httpMethod="GET", statusCode="200")
    clients.apigateway.create_deployment(restApiId=api, stageName="prod")
    path = f"/_aws/execute-api/{api}/prod/"
    assert send(endpoint, "GET", path, Origin="https://evil.example").status == 200
    host = f"{api}.execute-api.localhost.localstack.cloud"
    assert send(endpoint, "GET", "/prod/", Host=host, Origin="https://evil.example").status == 200
