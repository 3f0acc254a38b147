"""Condition keys that requests give by their parameters."""

from typing import Any

import pytest

from emulator.iam.actions.call import Call
from emulator.iam.actions.needs import needs
from tests.unit.emulator.iam.account import ACCOUNT, REGION, ROLE, Account


@pytest.mark.parametrize(
    ("service", "operation", "parameters", "expected"),
    [
        ("s3", "ListObjectsV2", {"Bucket": "b", "Prefix": "", "MaxKeys": 10}, {"s3:prefix": "", "s3:max-keys": "10"}),
        (
            "s3",
            "PutObject",
            {"Bucket": "b", "Key": "k", "Tagging": "Team=x&y="},
            {"s3:requestobjecttag/team": "x", "s3:requestobjecttag/y": "", "s3:requestobjecttagkeys": ("Team", "y")},
        ),
        (
            "sns",
            "Subscribe",
            {"TopicArn": "arn:aws:sns:r:1:t", "Protocol": "https", "Endpoint": "https://a"},
            {"sns:protocol": "https", "sns:endpoint": "https://a"},
        ),
        (
            "dynamodb",
            "GetItem",
            {"TableName": "t", "Key": {"id": {"S": "a"}, "r": {"S": "b"}}},
            {"dynamodb:leadingkeys": ("a",)},
        ),
        (
            "dynamodb",
            "BatchGetItem",
            {"RequestItems": {"t": {"Keys": [{"id": {"S": "a"}}, {"id": {"N": "1"}}]}}},
            {"dynamodb:leadingkeys": ("a", "1")},
        ),
        (
            "dynamodb",
            "BatchWriteItem",
            {
                "RequestItems": {
                    "t": [{"PutRequest": {"Item": {"id": {"S": "a"}}}}, {"DeleteRequest": {"Key": {"id": {"S": "b"}}}}]
                }
            },
            {"dynamodb:leadingkeys": ("a", "b")},
        ),
        ("dynamodb", "Query", {"TableName": "unknown_", "Select": "COUNT"}, {"dynamodb:select": "COUNT"}),
        (
            "events",
            "PutEvents",
            {"Entries": [{"Source": "b", "DetailType": "d"}, {"Source": "a"}]},
            {"events:source": ("a", "b"), "events:detail-type": ("d",)},
        ),
        (
            "kms",
            "Decrypt",
            {"EncryptionContext": {"App": "x"}},
            {"kms:encryptioncontext:app": "x", "kms:encryptioncontextkeys": ("App",)},
        ),
        (
            "sqs",
            "CreateQueue",
            {"QueueName": "q", "tags": {"Team": "x"}},
            {"aws:requesttag/team": "x", "aws:tagkeys": ("Team",)},
        ),
        (
            "iam",
            "CreateRole",
            {"RoleName": "r", "Tags": [{"Key": "Team", "Value": "x"}]},
            {"aws:requesttag/team": "x", "aws:tagkeys": ("Team",)},
        ),
        (
            "kms",
            "CreateKey",
            {"Tags": [{"TagKey": "Team", "TagValue": "x"}]},
            {"aws:requesttag/team": "x", "aws:tagkeys": ("Team",)},
        ),
        (
            "sts",
            "AssumeRole",
            {"RoleArn": ROLE, "RoleSessionName": "n", "ExternalId": "e"},
            {"sts:rolesessionname": "n", "sts:externalid": "e"},
        ),
        ("ssm", "GetParametersByPath", {"Path": "/a", "Recursive": True}, {"ssm:recursive": "true"}),
    ],
)
def test_condition_keys_of_requests(
    service: str, operation: str, parameters: dict[str, Any], expected: dict[str, Any]
) -> None:
    (found, *_) = needs(Call(service, operation, parameters, REGION, ACCOUNT, Account()))
    assert found.keys == expected


def test_a_passed_role_is_passed_to_its_service() -> None:
    found = needs(Call("stepfunctions", "CreateStateMachine", {"name": "m", "roleArn": ROLE}, REGION, ACCOUNT))
    assert [one.keys for one in found if one.action == "iam:PassRole"] == [
        {"iam:passedtoservice": "states.amazonaws.com"}
    ]


def test_each_item_of_a_transaction_has_its_own_leading_key() -> None:
    items = [{"Put": {"TableName": "t", "Item": {"id": {"S": name}}}} for name in ("a", "b")]
    found = needs(Call("dynamodb", "TransactWriteItems", {"TransactItems": items}, REGION, ACCOUNT, Account()))
    assert [one.keys["dynamodb:leadingkeys"] for one in found] == [("a",), ("b",)]


def test_a_query_names_the_leading_key_in_its_condition() -> None:
    query = {
        "TableName": "t",
        "KeyConditionExpression": "#k = :v AND begins_with(r, :p)",
        "ExpressionAttributeNames": {"#k": "id"},
        "ExpressionAttributeValues": {":v": {"S": "a"}, ":p": {"S": "x"}},
    }
    (found,) = needs(Call("dynamodb", "Query", query, REGION, ACCOUNT, Account()))
    assert found.keys == {"dynamodb:leadingkeys": ("a",)}
