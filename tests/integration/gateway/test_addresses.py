"""What the emulator hands out can be called as it stands, without a name server."""

import json
import urllib.request
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest

from bootstrap.clients import Clients
from bootstrap.endpoint import Endpoint
from tests.integration.gateway.test_gateway_guard import send
from tests.integration.lambda_runtime.functions import Deploy

ECHO = "import json\ndef handler(event, context): return {'statusCode': 200, 'body': json.dumps(event)}"
TEMPLATE = """
Resources:
  Bucket:
    Type: AWS::S3::Bucket
    Properties: {{BucketName: {bucket}, WebsiteConfiguration: {{IndexDocument: index.html}}}}
  Queue: {{Type: AWS::SQS::Queue}}
  Api: {{Type: AWS::ApiGateway::RestApi, Properties: {{Name: api}}}}
  Method:
    Type: AWS::ApiGateway::Method
    Properties:
      RestApiId: !Ref Api
      ResourceId: !GetAtt Api.RootResourceId
      HttpMethod: GET
      AuthorizationType: NONE
      MethodResponses: [{{StatusCode: 200}}]
      Integration:
        Type: MOCK
        RequestTemplates: {{application/json: '{{"statusCode": 200}}'}}
        IntegrationResponses: [{{StatusCode: 200, ResponseTemplates: {{application/json: '{{"ok": true}}'}}}}]
  Deployment:
    Type: AWS::ApiGateway::Deployment
    DependsOn: Method
    Properties: {{RestApiId: !Ref Api, StageName: prod}}
Outputs:
  Suffix: {{Value: !Ref AWS::URLSuffix}}
  Domain: {{Value: !GetAtt Bucket.DomainName}}
  Regional: {{Value: !GetAtt Bucket.RegionalDomainName}}
  Website: {{Value: !GetAtt Bucket.WebsiteURL}}
  Object: {{Value: !Sub 'https://${{Bucket.DomainName}}/index.html'}}
  ObjectBySuffix: {{Value: !Sub 'https://${{Bucket}}.s3.${{AWS::Region}}.${{AWS::URLSuffix}}/index.html'}}
  Queue: {{Value: !Ref Queue}}
  Api: {{Value: !Sub 'https://${{Api}}.execute-api.${{AWS::Region}}.amazonaws.com/prod/'}}
  ApiBySuffix: {{Value: !Sub 'https://${{Api}}.execute-api.${{AWS::Region}}.${{AWS::URLSuffix}}/prod/'}}
  ApiJoined: {{Value: !Join ['', ['https://', !Ref Api, .execute-api., !Ref 'AWS::Region', .amazonaws.com/prod/]]}}
"""


def fetched(url: str) -> str:
    with urllib.request.urlopen(url, timeout=20) as answer:
        text: str = answer.read().decode()
    return text


@pytest.mark.parametrize("region", ["us-east-1", "eu-west-3"])
def test_function_urls(clients: Clients, endpoint: Endpoint, region: str) -> None:
    there = clients.in_region(region)
    function = Deploy(there)(ECHO)
    url = there.lambda_.create_function_url_config(FunctionName=function.name, AuthType="NONE")["FunctionUrl"]
    assert url.startswith(f"{endpoint.url}/_aws/lambda-url/{region}/")
    assert there.lambda_.get_function_url_config(FunctionName=function.name)["FunctionUrl"] == url
    touched = json.loads(fetched(f"{endpoint.url}/_harness/divergences?account={clients.account_id}"))["divergences"]
    assert {"id": "lambda-function-url", "detail": function.name} in touched
    name = url.rstrip("/").rpartition("/")[2]
    event = json.loads(fetched(f"{url}a//c?x=1&y=2"))
    assert (event["rawPath"], event["rawQueryString"]) == ("/a//c", "x=1&y=2")
    assert event["requestContext"]["apiId"] == name
    assert event["requestContext"]["domainName"].startswith(f"{name}.lambda-url.{region}.")
    posted = json.loads(send(endpoint, "POST", urlsplit(url).path, '{"a": 1}', Content_Type="application/json").body)
    assert (posted["body"], posted["requestContext"]["http"]["method"]) == ('{"a": 1}', "POST")
    for below in ("localhost", "localhost.localstack.cloud", "127.0.0.1"):
        host = f"{name}.lambda-url.{region}.{below}:{endpoint.port}"
        assert json.loads(send(endpoint, "GET", "/d", Host=host).body)["rawPath"] == "/d"
    # LocalStack knows no CORS settings of function URLs; a page of this machine may call one, another one may not.
    assert send(endpoint, "GET", urlsplit(url).path, Origin="http://localhost:3000").status == 200
    assert send(endpoint, "GET", urlsplit(url).path, Origin="https://evil.example").status == 403


def test_the_path_of_a_function_url_leads_to_it_and_nowhere_else(
    clients: Clients, endpoint: Endpoint, deploy: Deploy
) -> None:
    function = deploy(ECHO)
    url = clients.lambda_.create_function_url_config(FunctionName=function.name, AuthType="NONE")["FunctionUrl"]
    for below in ("_harness/usage", "_localstack/health", "queue/us-east-1/000000000000/q"):
        assert json.loads(fetched(url + below))["rawPath"] == f"/{below}"
    for path in ("/_aws/lambda-url/us-east-1/nobody/", "/_aws/lambda-url/nowhere-1/nobody/_harness/usage"):
        assert send(endpoint, "GET", path).status in {403, 404}


def test_a_rest_api_that_sends_to_a_queue(clients: Clients, endpoint: Endpoint) -> None:
    for there in (clients, clients.in_region("eu-west-3")):
        queue = there.sqs.create_queue(QueueName="sent-to")["QueueUrl"]
        apis: Any = there.apigateway
        api = apis.create_rest_api(name="to-queue")["id"]
        at = {"restApiId": api, "resourceId": apis.get_resources(restApiId=api)["items"][0]["id"], "httpMethod": "POST"}
        apis.put_method(**at, authorizationType="NONE")
        apis.put_method_response(**at, statusCode="200")
        apis.put_integration(
            **at,
            type="AWS",
            integrationHttpMethod="POST",
            uri=f"arn:aws:apigateway:{there.region}:sqs:path/{there.account_id}/sent-to",
            credentials=f"arn:aws:iam::{there.account_id}:role/r",
            requestParameters={"integration.request.header.Content-Type": "'application/x-www-form-urlencoded'"},
            requestTemplates={"application/json": "Action=SendMessage&MessageBody=$input.body"},
            passthroughBehavior="NEVER",
        )
        apis.put_integration_response(**at, statusCode="200", selectionPattern="")
        apis.create_deployment(restApiId=api, stageName="prod")
        answer = send(endpoint, "POST", f"/_aws/execute-api/{api}/prod/", "hello", Content_Type="application/json")
        assert answer.status == 200
        assert "SendMessageResponse" in answer.body
        received = there.sqs.receive_message(QueueUrl=queue, WaitTimeSeconds=5)["Messages"]
        assert [one["Body"] for one in received] == ["hello"]


@pytest.fixture
def outputs(clients: Clients, endpoint: Endpoint) -> Iterator[dict[str, str]]:
    """The outputs of a stack of everything that has an address."""
    stacks = clients.session.client("cloudformation", endpoint_url=endpoint.url, config=clients.config)
    bucket = f"site-{clients.account_id}"
    stacks.create_stack(StackName="addresses", TemplateBody=TEMPLATE.format(bucket=bucket))
    stacks.get_waiter("stack_create_complete").wait(StackName="addresses", WaiterConfig={"Delay": 1, "MaxAttempts": 60})
    clients.s3.put_object(Bucket=bucket, Key="index.html", Body=b"hello", ACL="public-read")
    described = stacks.describe_stacks(StackName="addresses")["Stacks"][0]["Outputs"]
    yield {one["OutputKey"]: one["OutputValue"] for one in described}
    clients.s3.delete_object(Bucket=bucket, Key="index.html")
    stacks.delete_stack(StackName="addresses")


def test_outputs_of_cloudformation(clients: Clients, endpoint: Endpoint, outputs: dict[str, str]) -> None:
    address = endpoint.url.removeprefix("http://")
    bucket = f"site-{clients.account_id}"
    assert outputs["Suffix"] == "amazonaws.com"
    assert outputs["Domain"] == outputs["Regional"] == f"{address}/{bucket}"
    for name in ("Object", "ObjectBySuffix"):
        assert outputs[name] == f"{endpoint.url}/{bucket}/index.html"
    for name in ("Api", "ApiBySuffix", "ApiJoined"):
        assert fetched(outputs[name]) == '{"ok": true}'
    assert outputs["Queue"].startswith(f"{endpoint.url}/queue/")
    clients.sqs.send_message(QueueUrl=outputs["Queue"], MessageBody="m")
    assert outputs["Website"] == f"{endpoint.url}/_aws/s3-website/{bucket}"


def test_web_sites_by_path(endpoint: Endpoint) -> None:
    default = Clients(endpoint)
    default.s3.create_bucket(Bucket="web-site")
    default.s3.put_bucket_website(Bucket="web-site", WebsiteConfiguration={"IndexDocument": {"Suffix": "index.html"}})
    default.s3.put_object(Bucket="web-site", Key="index.html", Body=b"home")
    default.s3.put_object(Bucket="web-site", Key="a/b.html", Body=b"below")
    root = f"{endpoint.url}/_aws/s3-website/web-site"
    assert [fetched(root), fetched(f"{root}/"), fetched(f"{root}/a/b.html")] == ["home", "home", "below"]
    host = f"web-site.s3-website.localhost:{endpoint.port}"
    assert send(endpoint, "GET", "/a/b.html", Host=host).body == "below"


def test_where_a_bucket_and_an_upload_are(clients: Clients, endpoint: Endpoint) -> None:
    bucket = f"where-{clients.account_id}"
    there = clients.in_region("eu-west-3").s3
    made = there.create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": "eu-west-3"})
    assert made["Location"] == f"{endpoint.url}/{bucket}/"
    upload = there.create_multipart_upload(Bucket=bucket, Key="k")["UploadId"]
    part = there.upload_part(Bucket=bucket, Key="k", PartNumber=1, UploadId=upload, Body=b"1")["ETag"]
    done = there.complete_multipart_upload(
        Bucket=bucket, Key="k", UploadId=upload, MultipartUpload={"Parts": [{"PartNumber": 1, "ETag": part}]}
    )
    assert done["Location"] == f"{endpoint.url}/{bucket}/k"
