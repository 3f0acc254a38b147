"""Templates in the form that SAM and CDK give them, deployed and used through what their outputs say."""

import json
import urllib.error
import urllib.request
from typing import Any

from tests.integration.cloudformation.resources import QUEUE, ROLE, attribute, ref
from tests.integration.cloudformation.stacks import Stacks, Template
from tests.integration.lambda_runtime.functions import archive, wait_until

ECHO = "import json\ndef handler(event, context): return {'statusCode': 200, 'body': json.dumps(event.get('rawPath'))}"
GUARD = "def handler(event, context): return {'isAuthorized': event['headers'].get('token') == 'yes'}"
SAM = """
AWSTemplateFormatVersion: '2010-09-09'
Transform: AWS::Serverless-2016-10-31
Globals:
  Function: {Runtime: python3.12, Handler: index.handler}
Resources:
  Http:
    Type: AWS::Serverless::HttpApi
    Properties:
      CorsConfiguration: {AllowOrigins: ['*']}
      Auth:
        Authorizers:
          Guard:
            FunctionArn: !GetAtt Guard.Arn
            AuthorizerPayloadFormatVersion: 2.0
            EnableSimpleResponses: true
            Identity: {Headers: [token]}
  Guard:
    Type: AWS::Serverless::Function
    Properties: {CodeUri: s3://code/guard.zip}
  GuardPermission:
    Type: AWS::Lambda::Permission
    Properties: {FunctionName: !Ref Guard, Action: lambda:InvokeFunction, Principal: apigateway.amazonaws.com}
  Echo:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: s3://code/echo.zip
      Events:
        Open: {Type: HttpApi, Properties: {ApiId: !Ref Http, Path: '/open/{name}', Method: get}}
        Closed:
          Type: HttpApi
          Properties: {ApiId: !Ref Http, Path: /closed, Method: get, Auth: {Authorizer: Guard}}
Outputs:
  Endpoint: {Value: !GetAtt Http.ApiEndpoint}
  Url: {Value: !Sub 'https://${Http}.execute-api.${AWS::Region}.${AWS::URLSuffix}/'}
"""


def fetched(url: str, **headers: str) -> str:
    with urllib.request.urlopen(urllib.request.Request(url, headers=headers), timeout=20) as answer:
        text: str = answer.read().decode()
    return text


def put_code(stacks: Stacks, **functions: str) -> None:
    stacks.clients.s3.create_bucket(Bucket="code")
    for name, code in functions.items():
        stacks.clients.s3.put_object(Bucket="code", Key=f"{name}.zip", Body=archive({"index.py": code}))


def test_an_http_api_of_sam_answers_at_its_outputs_and_changes(stacks: Stacks) -> None:
    put_code(stacks, echo=ECHO, guard=GUARD)
    assert stacks.create("app", SAM) == "CREATE_COMPLETE", stacks.events("app")
    outputs = stacks.outputs("app")
    assert fetched(f"{outputs['Endpoint']}/open/a") == fetched(f"{outputs['Url']}open/a") == '"/open/a"'
    assert fetched(f"{outputs['Url']}closed", token="yes") == '"/closed"'
    try:
        fetched(f"{outputs['Url']}closed", token="no")
        refused = False
    except urllib.error.HTTPError as error:
        refused = error.code == 403
        error.close()
    assert refused
    assert stacks.update("app", SAM.replace("/open/{name}", "/other/{name}")) == "UPDATE_COMPLETE", stacks.events("app")
    assert fetched(f"{outputs['Url']}other/a") == '"/other/a"'
    assert stacks.delete("app") == "DELETE_COMPLETE"
    assert stacks.clients.apigatewayv2.get_apis()["Items"] == []


REST = """
Transform: AWS::Serverless-2016-10-31
Resources:
  Echo:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.12
      Handler: index.handler
      CodeUri: s3://code/rest.zip
      ReservedConcurrentExecutions: 5
      Events:
        One: {Type: Api, Properties: {Path: /one, Method: get}}
Outputs:
  Url: {Value: !Sub 'https://${ServerlessRestApi}.execute-api.${AWS::Region}.amazonaws.com/Prod/'}
"""


def test_a_rest_api_of_sam_answers_and_changes(stacks: Stacks) -> None:
    put_code(stacks, rest="def handler(event, context): return {'statusCode': 200, 'body': event['path']}")
    assert stacks.create("app", REST) == "CREATE_COMPLETE", stacks.events("app")
    url = stacks.outputs("app")["Url"]
    assert fetched(f"{url}one") == "/one"
    name = stacks.physical_id("app", "Echo")
    concurrency = stacks.clients.lambda_.get_function_concurrency(FunctionName=name)
    assert concurrency["ReservedConcurrentExecutions"] == 5
    assert stacks.update("app", REST.replace("/one", "/two")) == "UPDATE_COMPLETE", stacks.events("app")
    assert stacks.outputs("app")["Url"] == url
    assert fetched(f"{url}two") == "/two"
    assert stacks.delete("app") == "DELETE_COMPLETE", stacks.events("app")


def cdk_app() -> Template:
    """A synthesised app: a bucket that empties itself and notifies a queue, a log that alarms and calls a function."""
    bucket = {
        "Type": "AWS::S3::Bucket",
        "Properties": {"Tags": [{"Key": "aws-cdk:auto-delete-objects", "Value": "true"}]},
        "UpdateReplacePolicy": "Delete",
        "DeletionPolicy": "Delete",
    }
    policy = {
        "Type": "AWS::SQS::QueuePolicy",
        "Properties": {
            "Queues": [ref("Queue")],
            "PolicyDocument": {
                "Version": "2012-10-17",
                "Statement": [
                    {
                        "Effect": "Allow",
                        "Principal": {"Service": "s3.amazonaws.com"},
                        "Action": "sqs:SendMessage",
                        "Resource": attribute("Queue", "Arn"),
                    }
                ],
            },
        },
    }
    properties = {
        "Code": {"S3Bucket": "code", "S3Key": "echo.zip"},
        "Handler": "index.handler",
        "Role": attribute("Role", "Arn"),
    }
    function = {"Type": "AWS::Lambda::Function", "Properties": {**properties, "Runtime": "python3.12"}}
    helper = {"Type": "AWS::Lambda::Function", "Properties": {**properties, "Runtime": "nodejs20.x"}}
    notifications = {
        "Type": "Custom::S3BucketNotifications",
        "Properties": {
            "ServiceToken": attribute("Helper", "Arn"),
            "BucketName": ref("Bucket"),
            "NotificationConfiguration": {
                "QueueConfigurations": [
                    {
                        "Events": ["s3:ObjectCreated:*"],
                        "QueueArn": attribute("Queue", "Arn"),
                        "Filter": {"Key": {"FilterRules": [{"Name": "prefix", "Value": "in/"}]}},
                    }
                ]
            },
            "Managed": True,
            "SkipDestinationValidation": False,
        },
        "DependsOn": ["QueuePolicy"],
    }
    emptying = {
        "Type": "Custom::S3AutoDeleteObjects",
        "Properties": {"ServiceToken": attribute("Helper", "Arn"), "BucketName": ref("Bucket")},
        "DependsOn": ["Helper"],
    }
    resources: dict[str, Any] = {
        "Bucket": bucket,
        "Notifications": notifications,
        "Emptying": emptying,
        "Queue": QUEUE,
        "QueuePolicy": policy,
        "Role": ROLE,
        "Handler": function,
        "Helper": helper,
        "CDKMetadata": {"Type": "AWS::CDK::Metadata", "Properties": {"Analytics": "v2"}, "Condition": "Metadata"},
        **alarm_chain(),
    }
    return {
        "Resources": resources,
        "Conditions": {"Metadata": {"Fn::Equals": [{"Ref": "AWS::Region"}, "us-east-1"]}},
        "Parameters": {"BootstrapVersion": {"Type": "String", "Default": "21"}},
    }


def alarm_chain() -> dict[str, Any]:
    return {
        "Group": {"Type": "AWS::Logs::LogGroup", "DeletionPolicy": "Delete"},
        "Filter": {
            "Type": "AWS::Logs::MetricFilter",
            "Properties": {
                "LogGroupName": ref("Group"),
                "FilterPattern": '{ $.size_delta = "*" }',
                "MetricTransformations": [
                    {"MetricName": "Size", "MetricNamespace": "App", "MetricValue": "$.size_delta"}
                ],
            },
        },
        "Alarm": {
            "Type": "AWS::CloudWatch::Alarm",
            "Properties": {
                "Namespace": "App",
                "MetricName": "Size",
                "Statistic": "Sum",
                "Period": 10,
                "EvaluationPeriods": 1,
                "Threshold": 20,
                "ComparisonOperator": "GreaterThanThreshold",
                "AlarmActions": [attribute("Handler", "Arn")],
            },
        },
        "AlarmPermission": {
            "Type": "AWS::Lambda::Permission",
            "Properties": {
                "Action": "lambda:InvokeFunction",
                "FunctionName": attribute("Handler", "Arn"),
                "Principal": "lambda.alarms.cloudwatch.amazonaws.com",
                "SourceArn": attribute("Alarm", "Arn"),
            },
        },
    }


def test_an_app_of_cdk_is_wired_and_goes_with_what_it_holds(stacks: Stacks) -> None:
    put_code(stacks, echo=ECHO)
    assert stacks.create("app", cdk_app()) == "CREATE_COMPLETE", stacks.events("app")
    bucket, queue = stacks.physical_id("app", "Bucket"), stacks.physical_id("app", "Queue")
    stacks.clients.s3.put_object(Bucket=bucket, Key="out/a", Body=b"1")
    stacks.clients.s3.put_object(Bucket=bucket, Key="in/a", Body=b"1")

    def key() -> str | None:
        for message in stacks.clients.sqs.receive_message(QueueUrl=queue, WaitTimeSeconds=1).get("Messages", []):
            for record in json.loads(message["Body"]).get("Records", []):
                found: str = record["s3"]["object"]["key"]
                return found
        return None

    assert wait_until(key, "the notification") == "in/a"
    (alarm,) = stacks.clients.cloudwatch.describe_alarms()["MetricAlarms"]
    function = stacks.clients.lambda_.get_function_configuration(FunctionName=stacks.physical_id("app", "Handler"))
    assert alarm["AlarmActions"] == [function["FunctionArn"]]
    filters = stacks.clients.logs.describe_metric_filters(logGroupName=stacks.physical_id("app", "Group"))
    assert len(filters["metricFilters"]) == 1
    assert stacks.delete("app") == "DELETE_COMPLETE", stacks.events("app")
    assert [one["Name"] for one in stacks.clients.s3.list_buckets()["Buckets"]] == ["code"]
    assert stacks.clients.sqs.list_queues().get("QueueUrls", []) == []


def test_a_stack_in_a_stack_has_its_outputs_and_its_failure(stacks: Stacks) -> None:
    inner = {
        "Parameters": {"Seconds": {"Type": "Number"}},
        "Resources": {"Queue": {**QUEUE, "Properties": {"VisibilityTimeout": ref("Seconds")}}},
        "Outputs": {"Url": {"Value": ref("Queue")}},
    }
    put_code(stacks)
    stacks.clients.s3.put_object(Bucket="code", Key="inner.json", Body=json.dumps(inner).encode())
    url = f"{stacks.clients.endpoint.url}/code/inner.json"

    def outer(seconds: str) -> Template:
        nested = {
            "Type": "AWS::CloudFormation::Stack",
            "Properties": {"TemplateURL": url, "Parameters": {"Seconds": seconds}},
        }
        return {"Resources": {"Inner": nested}, "Outputs": {"Url": {"Value": attribute("Inner", "Outputs.Url")}}}

    assert stacks.create("app", outer("40")) == "CREATE_COMPLETE", stacks.events("app")
    queue = stacks.outputs("app")["Url"]
    assert stacks.update("app", outer("50")) == "UPDATE_COMPLETE", stacks.events("app")
    found = stacks.clients.sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["VisibilityTimeout"])
    assert found["Attributes"]["VisibilityTimeout"] == "50"
    assert stacks.update("app", outer("-5")) == "UPDATE_ROLLBACK_COMPLETE"
    assert any("Embedded stack" in reason and "Queue" in reason for _, _, reason in stacks.events("app"))
    assert stacks.delete("app") == "DELETE_COMPLETE"
    assert stacks.clients.sqs.list_queues().get("QueueUrls", []) == []


def test_a_wait_condition_waits_for_its_signal(stacks: Stacks) -> None:
    template = {
        "Resources": {
            "Handle": {"Type": "AWS::CloudFormation::WaitConditionHandle"},
            "Waiting": {
                "Type": "AWS::CloudFormation::WaitCondition",
                "Properties": {"Handle": ref("Handle"), "Timeout": "30"},
            },
        }
    }
    stacks.client.create_stack(StackName="app", TemplateBody=json.dumps(template))
    url = wait_until(lambda: stacks.resources("app").get("Handle", {}).get("PhysicalResourceId"), "the handle")
    assert stacks.stack("app")["StackStatus"] == "CREATE_IN_PROGRESS"
    body = json.dumps({"Status": "SUCCESS", "UniqueId": "a", "Data": "x", "Reason": "done"}).encode()
    with urllib.request.urlopen(urllib.request.Request(url, body, method="PUT"), timeout=20):
        pass
    assert stacks.ended("app") == "CREATE_COMPLETE"
    assert stacks.delete("app") == "DELETE_COMPLETE"
