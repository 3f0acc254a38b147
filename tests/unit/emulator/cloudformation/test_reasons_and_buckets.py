"""Errors of services in CloudFormation's words, and buckets' properties in S3's."""

from typing import Any

import pytest

from emulator.cloudformation import s3
from emulator.cloudformation.failure import is_missing, reason_of
from emulator.cloudformation.properties import PropertyError


def error(code: str, text: str = "text", status: int = 400) -> dict[str, Any]:
    return {"Error": {"Code": code, "Message": text}, "ResponseMetadata": {"HTTPStatusCode": status, "RequestId": "r"}}


def test_the_reason_has_the_service_s_words() -> None:
    assert reason_of(error("BucketNotEmpty", "not empty", 409), "S3") == (
        "not empty (Service: S3; Status Code: 409; Error Code: BucketNotEmpty; Request ID: r; Proxy: null)"
    )


@pytest.mark.parametrize(
    ("code", "text", "missing"),
    [
        ("NoSuchBucket", "", True),
        ("ResourceNotFoundException", "", True),
        ("AWS.SimpleQueueService.NonExistentQueue", "", True),
        ("404", "Not Found", True),
        ("ValidationError", "Stack x does not exist", True),
        ("ValidationError", "wrong", False),
        ("BucketNotEmpty", "", False),
        ("AccessDenied", "", False),
    ],
)
def test_what_is_gone_already(code: str, text: str, missing: bool) -> None:
    assert is_missing(error(code, text)) is missing


def test_a_bucket_s_properties() -> None:
    assert s3.canned_acl("PublicReadWrite") == "public-read-write"
    assert s3.cors({"CorsRules": [{"AllowedMethods": ["GET"], "ExposedHeaders": ["a"], "MaxAge": "5"}]}) == {
        "CORSRules": [{"AllowedMethods": ["GET"], "ExposeHeaders": ["a"], "MaxAgeSeconds": 5}]
    }
    rules = [{"Name": "prefix", "Value": "in/"}]
    given = {
        "LambdaConfigurations": [
            {"Event": "s3:ObjectCreated:*", "Function": "arn:f", "Filter": {"S3Key": {"Rules": rules}}}
        ],
        "EventBridgeConfiguration": {"EventBridgeEnabled": True},
    }
    assert s3.notifications(given) == {
        "LambdaFunctionConfigurations": [
            {"LambdaFunctionArn": "arn:f", "Events": ["s3:ObjectCreated:*"], "Filter": {"Key": {"FilterRules": rules}}}
        ],
        "EventBridgeConfiguration": {},
    }
    assert s3.website({"IndexDocument": "i"}) == {"IndexDocument": {"Suffix": "i"}}
    encryption = {"ServerSideEncryptionConfiguration": [{"ServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}}]}
    assert s3.encryption(encryption) == {"Rules": [{"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}}]}


def test_lifecycle_rules() -> None:
    rule = {
        "Status": "Enabled",
        "Id": "r",
        "ExpirationInDays": "30",
        "Prefix": "a/",
        "TagFilters": [{"Key": "k", "Value": "v"}],
    }
    assert s3.lifecycle({"Rules": [rule]}) == {
        "Rules": [
            {
                "Status": "Enabled", "ID": "r", "Expiration": {"Days": 30},
                "Filter": {"And": {"Prefix": "a/", "Tags": [{"Key": "k", "Value": "v"}]}},
            }
        ]
    }  # fmt: skip
    with pytest.raises(PropertyError, match="use Transitions"):
        s3.lifecycle({"Rules": [{"Status": "Enabled", "Transition": {}}]})
