"""Values, event patterns, lifecycle rules, metadata and statistics: what is refused, and what just isn't."""

import json
from typing import Any

import pytest

from emulator.validation.rules import RULES


def refused(service: str, operation: str, request: dict[str, Any]) -> str | None:
    """The message of the refusal."""
    found = RULES[service][operation](request, {})
    return None if found is None else found.message


def nested(levels: int) -> dict[str, Any]:
    value: dict[str, Any] = {"S": "x"}
    for level in range(levels):
        value = {"M": {"in": value}} if level % 2 else {"L": [value]}
    return value


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ({"S": "x"}, None),
        ({"M": {}}, None),
        (nested(32), None),
        (nested(33), "Nesting Levels have exceeded supported limits"),
        ({}, "Supplied AttributeValue is empty"),
        ({"L": [{"S": "x", "N": "1"}]}, "Supplied AttributeValue has more than one datatypes set"),
    ],
)
@pytest.mark.parametrize("operation", ["PutItem", "BatchWriteItem", "TransactWriteItems"])
def test_a_value_has_one_type_and_is_nested_up_to_32_levels(
    operation: str, value: dict[str, Any], said: str | None
) -> None:
    """https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ServiceQuotas.html"""
    put = {"Item": {"p": {"S": "k"}, "v": value}}
    request: dict[str, dict[str, Any]] = {
        "PutItem": put,
        "BatchWriteItem": {"RequestItems": {"t": [{"PutRequest": put}]}},
        "TransactWriteItems": {"TransactItems": [{"Put": put}]},
    }
    found = refused("dynamodb", operation, request[operation])
    assert found is None if said is None else found is not None and found.startswith(said)


def test_expressions_do_not_mix_with_older_parameters() -> None:
    """https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/LegacyConditionalParameters.html"""
    mixed = {"KeyConditions": {}, "FilterExpression": "a = b"}
    assert refused("dynamodb", "Query", mixed) == (
        "Can not use both expression and non-expression parameters in the same request: "
        "Non-expression parameters: {KeyConditions} Expression parameters: {FilterExpression}"
    )
    assert refused("dynamodb", "Query", {"KeyConditions": {}, "QueryFilter": {}}) is None


@pytest.mark.parametrize(
    ("pattern", "reason"),
    [
        ({"source": ["a", 1, None, True]}, None),
        (
            {
                "detail": {
                    "n": [{"numeric": [">", 0]}, {"exists": False}],
                    "$or": [{"a": ["x"]}, {"b": [{"prefix": ""}]}],
                }
            },
            None,
        ),
        ({"source": "a"}, '"source" must be an object or an array'),
        ({"source": []}, "Empty arrays are not allowed"),
        ({"detail": {}}, "Empty objects are not allowed"),
        ({"source": [["a"]]}, "Match value must be String, number, true, false, or null"),
        ({"source": [{"prefix": "a", "suffix": "b"}]}, "Only one key allowed in match expression"),
        ({"source": [{"like": "a"}]}, "Unrecognized match type like"),
        ({"detail": {"$or": [{"a": "x"}]}}, '"a" must be an object or an array'),
        ([], "Filter is not an object"),
    ],
)
def test_event_patterns(pattern: Any, reason: str | None) -> None:
    """https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html"""
    found = refused("events", "PutRule", {"EventPattern": json.dumps(pattern)})
    assert found == (reason and f"Event pattern is not valid. Reason: {reason}")


def test_a_pattern_is_json_and_a_schedule_has_none() -> None:
    found = refused("events", "PutRule", {"EventPattern": "{"})
    assert found == "Event pattern is not valid. Reason: Filter is not valid JSON"
    assert refused("events", "PutRule", {"ScheduleExpression": "rate(1 day)"}) is None


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ({"Expiration": {"Days": 1}}, None),
        ({"Expiration": {"ExpiredObjectDeleteMarker": True}}, None),
        ({"Transitions": [{"Days": 0, "StorageClass": "GLACIER"}]}, None),
        ({}, "At least one action needs to be specified in a rule"),
        ({"Expiration": {"Days": 0}}, "'Days' for Expiration action must be a positive integer"),
        (
            {"AbortIncompleteMultipartUpload": {"DaysAfterInitiation": 0}},
            "'DaysAfterInitiation' for AbortIncompleteMultipartUpload action must be a positive integer",
        ),
    ],
)
def test_lifecycle_rules(rule: dict[str, Any], said: str | None) -> None:
    """https://docs.aws.amazon.com/AmazonS3/latest/userguide/intro-lifecycle-rules.html"""
    request = {"LifecycleConfiguration": {"Rules": [{"Status": "Enabled", **rule}]}}
    assert refused("s3", "PutBucketLifecycleConfiguration", request) == said


def test_what_is_said_of_an_object_has_limits() -> None:
    """https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingMetadata.html and object-tagging.html"""
    tags = "&".join(f"{number}=v" for number in range(10))
    for operation in ("PutObject", "CopyObject", "CreateMultipartUpload"):
        assert refused("s3", operation, {"Metadata": {"ab": "x" * 2046}, "Tagging": tags}) is None
        assert "metadata size" in str(refused("s3", operation, {"Metadata": {"ab": "ü" * 1024}}))
        assert refused("s3", operation, {"Tagging": f"{tags}&more="}) == "Object tags cannot be greater than 10"


@pytest.mark.parametrize(
    ("asked", "taken"),
    [
        ({"Statistics": ["Sum"], "Period": 60}, True),
        ({"ExtendedStatistics": ["p90"], "Period": 10}, True),
        ({"Statistics": ["Sum"], "Period": 45}, False),
        ({"Period": 60}, False),
    ],
)
def test_statistics_need_one_and_a_period(asked: dict[str, Any], taken: bool) -> None:
    """https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricStatistics.html"""
    assert (refused("cloudwatch", "GetMetricStatistics", asked) is None) == taken


def test_a_thousand_data_are_put_at_once() -> None:
    """https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricData.html"""
    datum = {"MetricName": "m", "Value": 1.0}
    assert refused("cloudwatch", "PutMetricData", {"MetricData": [datum] * 1000}) is None
    assert "must not have a size greater than 1000" in str(
        refused("cloudwatch", "PutMetricData", {"MetricData": [datum] * 1001})
    )
