"""Requests against their service's model: what AWS's front end refuses, in its words; every model makes its checks."""

from functools import cache
from typing import Any

import botocore.session
import pytest
from botocore.model import ServiceModel, Shape

from emulator.validation.dialects import DIALECTS
from emulator.validation.request import Refusal, Validator

VALIDATOR = Validator()


@cache
def model(service: str) -> ServiceModel:
    return botocore.session.get_session().get_service_model(service)


def is_stream(shape: Shape) -> bool:
    return bool(shape.serialization.get("streaming"))


def refusal(service: str, operation: str, request: dict[str, Any]) -> Refusal | None:
    return VALIDATOR.refusal(model(service).operation_model(operation), request)


@pytest.mark.parametrize("service", sorted(DIALECTS))
def test_every_operation_of_every_service_makes_its_checks_and_takes_an_empty_request_apart(service: str) -> None:
    for name in model(service).operation_names:
        operation = model(service).operation_model(name)
        found = VALIDATOR.refusal(operation, {})
        shape = operation.input_shape
        required = [one for one in shape.required_members if not is_stream(shape.members[one])] if shape else []
        assert (found is None) == (not required), name
        if found is not None:
            listed = found.message.count("Member must not be null")
            assert found.code == DIALECTS[service].code if DIALECTS[service].missing else listed == len(required)


@pytest.mark.parametrize(
    ("service", "operation", "request_", "code", "message"),
    [
        (
            "logs", "PutRetentionPolicy", {"logGroupName": "", "retentionInDays": 7}, "InvalidParameterException",
            "2 validation errors detected: Value '' at 'logGroupName' failed to satisfy constraint: "
            "Member must have length greater than or equal to 1; Value '' at 'logGroupName' failed to satisfy "
            "constraint: Member must satisfy regular expression pattern: [\\.\\-_/#A-Za-z0-9]+",
        ),
        (
            "logs", "CreateLogGroup", {"logGroupName": "a b"}, "InvalidParameterException",
            "1 validation error detected: Value 'a b' at 'logGroupName' failed to satisfy constraint: "
            "Member must satisfy regular expression pattern: [\\.\\-_/#A-Za-z0-9]+",
        ),
        (
            "dynamodb", "Query", {"TableName": "t", "Limit": 0}, "ValidationException",
            "1 validation error detected: Value '0' at 'limit' failed to satisfy constraint: "
            "Member must have value greater than or equal to 1",
        ),
        (
            "dynamodb", "Query", {"TableName": "t", "Select": "ALL"}, "ValidationException",
            "1 validation error detected: Value 'ALL' at 'select' failed to satisfy constraint: Member must satisfy "
            "enum value set: [ALL_ATTRIBUTES, ALL_PROJECTED_ATTRIBUTES, SPECIFIC_ATTRIBUTES, COUNT]",
        ),
        (
            "lambda", "CreateEventSourceMapping", {"FunctionName": "f", "BatchSize": 0, "MaximumRetryAttempts": -2},
            "ValidationException",
            "2 validation errors detected: Value '0' at 'batchSize' failed to satisfy constraint: Member must have "
            "value greater than or equal to 1; Value '-2' at 'maximumRetryAttempts' failed to satisfy constraint: "
            "Member must have value greater than or equal to -1",
        ),
        (
            "kms", "TagResource", {"KeyId": "k", "Tags": [{"TagKey": "a", "TagValue": "b"}, {"TagKey": ""}]},
            "ValidationException",
            "2 validation errors detected: Value null at 'tags.2.member.tagValue' failed to satisfy constraint: "
            "Member must not be null; Value '' at 'tags.2.member.tagKey' failed to satisfy constraint: "
            "Member must have length greater than or equal to 1",
        ),
        (
            "sts", "AssumeRole", {"RoleArn": "x" * 20, "RoleSessionName": "s", "DurationSeconds": 1}, "ValidationError",
            "2 validation errors detected: Value 's' at 'roleSessionName' failed to satisfy constraint: "
            "Member must have length greater than or equal to 2; Value '1' at 'durationSeconds' failed to satisfy "
            "constraint: Member must have value greater than or equal to 900",
        ),
    ],
)  # fmt: skip
def test_what_breaks_the_model_is_refused_in_aws_words(
    service: str, operation: str, request_: dict[str, Any], code: str, message: str
) -> None:
    assert refusal(service, operation, request_) == Refusal(code, message)


@pytest.mark.parametrize(
    ("service", "operation", "request_"),
    [
        ("dynamodb", "Query", {"TableName": "table", "Limit": 1, "Select": "COUNT"}),
        ("lambda", "Invoke", {"FunctionName": "arn:aws:lambda:us-east-1:000000000000:function:f:$LATEST"}),
        ("logs", "CreateLogGroup", {"logGroupName": "/aws/lambda/f", "tags": {"Owner Name": "ü"}}),
        ("iam", "CreateRole", {"RoleName": "r", "AssumeRolePolicyDocument": "{}"}),
        ("dynamodb", "PutItem", {"TableName": "t", "Item": {"a": {"M": {"b": {"L": [{"S": ""}]}}}}}),
        ("s3", "PutObject", {"Bucket": "b", "Key": "k"}),
    ],
)
def test_what_keeps_to_the_model_goes_on_to_the_service(service: str, operation: str, request_: dict[str, Any]) -> None:
    assert refusal(service, operation, request_) is None


def test_keys_and_values_of_maps_and_scalars_in_lists_are_named_by_the_whole() -> None:
    found = refusal("logs", "TagLogGroup", {"logGroupName": "g", "tags": {"": "v", "k": "x" * 257}})
    assert found is not None
    assert "Map keys must satisfy constraint: [" in found.message
    assert "Map value must satisfy constraint: [" in found.message
    listed = refusal("logs", "FilterLogEvents", {"logGroupName": "g", "logStreamNames": ["a:b"]})
    assert listed is not None
    assert "Value '[a:b]' at 'logStreamNames' failed to satisfy constraint: Member must satisfy constraint: [" in (
        listed.message
    )


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (5, "NUMBER_VALUE can not be converted to String"),
        (True, "TRUE_VALUE can not be converted to String"),
        ({}, "START_OBJECT can not be converted to String"),
        (["a"], "START_ARRAY can not be converted to String"),
    ],
)
def test_a_value_of_another_type_is_no_crash(value: Any, message: str) -> None:
    assert refusal("dynamodb", "DescribeTable", {"TableName": value}) == Refusal("SerializationException", message)


def test_a_text_that_is_too_long_meets_no_expression() -> None:
    found = refusal("logs", "CreateLogGroup", {"logGroupName": "!" * 1_000_000})
    assert found is not None
    assert found.message.count("failed to satisfy") == 1
    assert len(found.message) < 1000
