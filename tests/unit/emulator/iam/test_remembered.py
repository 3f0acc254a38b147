"""What requests name is remembered by what can change it, and by nothing else."""

from typing import Any

import pytest

from emulator.iam.actions.call import Call
from emulator.iam.actions.needs import needs
from emulator.iam.actions.remembered import naming

PLACE = "eu-west-1", "111111111111"
ELSEWHERE = "arn:aws:sqs:us-east-1:222222222222:theirs"


def call(service: str, operation: str, parameters: dict[str, Any]) -> Call:
    return Call(service, operation, parameters, *PLACE)


@pytest.mark.parametrize(
    ("service", "operation", "named", "more"),
    [
        ("sqs", "SendMessage", {"QueueUrl": "http://x/111111111111/q"}, {"MessageBody": "b", "DelaySeconds": 3}),
        ("dynamodb", "GetItem", {"TableName": "t"}, {"Key": {"id": {"S": "1"}}, "ConsistentRead": True}),
        ("logs", "PutLogEvents", {"logGroupName": "g", "logStreamName": "s"}, {"logEvents": [{"message": "m"}]}),
        ("sns", "Publish", {"TopicArn": "arn:aws:sns:eu-west-1:111111111111:t"}, {"Message": "m"}),
        ("lambda", "Invoke", {"FunctionName": "f", "Qualifier": "1"}, {"Payload": b"{}"}),
        ("s3", "PutObject", {"Bucket": "b", "Key": "k"}, {"Body": b"x", "ContentType": "text/plain"}),
    ],
)
def test_what_a_request_carries_names_nothing(
    service: str, operation: str, named: dict[str, Any], more: dict[str, Any]
) -> None:
    bare, whole = call(service, operation, named), call(service, operation, {**named, **more})
    assert naming(bare) == naming(whole)
    assert naming(bare) is not None
    assert [(one.action, one.resource) for one in needs(bare)] == [(one.action, one.resource) for one in needs(whole)]


@pytest.mark.parametrize(
    ("service", "operation", "one", "other"),
    [
        ("sqs", "SendMessage", {"QueueUrl": "http://x/111111111111/q"}, {"QueueUrl": "http://x/111111111111/r"}),
        ("dynamodb", "Query", {"TableName": "t"}, {"TableName": "t", "IndexName": "i"}),
        ("lambda", "Invoke", {"FunctionName": "f"}, {"FunctionName": "f", "Qualifier": "live"}),
        ("s3", "GetObject", {"Bucket": "b", "Key": "k"}, {"Bucket": "b", "Key": "l"}),
        ("sqs", "SendMessage", {"QueueUrl": "http://x/111111111111/q"}, {"QueueUrl": "", "Odd": ELSEWHERE}),
    ],
)
def test_what_names_something_else_is_something_else(
    service: str, operation: str, one: dict[str, Any], other: dict[str, Any]
) -> None:
    assert naming(call(service, operation, one)) != naming(call(service, operation, other))
    first, second = needs(call(service, operation, one)), needs(call(service, operation, other))
    assert [need.resource for need in first] != [need.resource for need in second]


@pytest.mark.parametrize(
    ("service", "operation", "parameters"),
    [
        ("s3", "PutObject", {"Bucket": "b", "Key": "k", "Tagging": "a=b"}),
        ("s3", "GetObject", {"Bucket": "b", "Key": "k", "VersionId": "1"}),
        ("s3", "CopyObject", {"Bucket": "b", "Key": "k", "CopySource": "c/d"}),
        ("dynamodb", "BatchGetItem", {"RequestItems": {"t": {"Keys": []}}}),
        ("lambda", "CreateFunction", {"FunctionName": "f", "Role": "arn:aws:iam::111111111111:role/r"}),
        ("iam", "GetRole", {"RoleName": "r"}),
        ("cloudwatch", "DeleteAlarms", {"AlarmNames": ["a", "b"]}),
        ("sqs", "SendMessage", {"QueueUrl": "x" * 1000}),
    ],
)
def test_where_more_than_names_tells_nothing_is_remembered(
    service: str, operation: str, parameters: dict[str, Any]
) -> None:
    assert naming(call(service, operation, parameters)) is None
