"""What generated requests are about: one resource of each kind that they name, so that they get inside a service."""

from collections.abc import Callable, Mapping
from io import BytesIO
from typing import Any
from uuid import uuid4
from zipfile import ZipFile

from tests.fuzzing.requests import KNOWN

NAME = KNOWN[0]


def _queue(client: Any) -> dict[str, str]:
    url = client.create_queue(QueueName=NAME)["QueueUrl"]
    arn = client.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    client.send_message(QueueUrl=url, MessageBody="text")
    return {"QueueUrl": url, "SourceArn": arn, "QueueName": NAME}


def _topic(client: Any) -> dict[str, str]:
    arn = client.create_topic(Name=NAME)["TopicArn"]
    return {"TopicArn": arn, "ResourceArn": arn, "TargetArn": arn}


def _bucket(client: Any) -> dict[str, str]:
    name = f"{NAME}-{uuid4().hex}"  # the accounts of a run share the names of buckets
    client.create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": client.meta.region_name})
    client.put_object(Bucket=name, Key=NAME, Body=b"text")
    return {"Bucket": name, "Key": NAME}


def _table(client: Any) -> dict[str, str]:
    made = client.create_table(
        TableName=NAME,
        KeySchema=[{"AttributeName": "name", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "name", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )
    client.put_item(TableName=NAME, Item={"name": {"S": NAME}})
    return {"TableName": NAME, "ResourceArn": made["TableDescription"]["TableArn"]}


def _group(client: Any) -> dict[str, str]:
    client.create_log_group(logGroupName=NAME)
    client.create_log_stream(logGroupName=NAME, logStreamName=NAME)
    return {"logGroupName": NAME, "logStreamName": NAME}


def _role(client: Any) -> dict[str, str]:
    client.create_role(RoleName=NAME, AssumeRolePolicyDocument='{"Version": "2012-10-17", "Statement": []}')
    client.create_user(UserName=NAME)
    return {"RoleName": NAME, "UserName": NAME}


def _function(client: Any) -> dict[str, str]:
    archive = BytesIO()
    with ZipFile(archive, "w") as file:
        file.writestr("index.py", "def handler(event, context): return event")
    role = "arn:aws:iam::424242424242:role/things"
    code = {"ZipFile": archive.getvalue()}
    client.create_function(FunctionName=NAME, Role=role, Runtime="python3.11", Handler="index.handler", Code=code)
    return {"FunctionName": NAME}


def _rule(client: Any) -> dict[str, str]:
    arn = client.put_rule(Name=NAME, EventPattern='{"source": ["things"]}')["RuleArn"]
    return {"Rule": NAME, "ResourceARN": arn}


def _alarm(client: Any) -> dict[str, str]:
    client.put_metric_data(Namespace=NAME, MetricData=[{"MetricName": NAME, "Value": 1.0}])
    return {"Namespace": NAME, "MetricName": NAME}


def _api(client: Any) -> dict[str, str]:
    return {"ApiId": client.create_api(Name=NAME, ProtocolType="HTTP")["ApiId"]}


MADE: Mapping[str, Callable[[Any], dict[str, str]]] = {
    "apigatewayv2": _api, "cloudwatch": _alarm, "dynamodb": _table, "events": _rule, "iam": _role, "lambda": _function,
    "logs": _group, "s3": _bucket, "sns": _topic, "sqs": _queue,
}  # fmt: skip
"""By service: makes something with its client, and answers the members of requests that name it."""
