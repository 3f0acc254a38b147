"""The tables that tests of DynamoDB's answers work on."""

from typing import TYPE_CHECKING

import pytest

from bootstrap.clients import Clients

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


@pytest.fixture
def dynamodb(clients: Clients) -> "DynamoDBClient":
    """ObjectTable as the cleanup system has it, and a table with a sort key."""
    clients.dynamodb.create_table(
        TableName="ObjectTable",
        KeySchema=[{"AttributeName": "object_name", "KeyType": "HASH"}],
        AttributeDefinitions=[
            {"AttributeName": "object_name", "AttributeType": "S"},
            {"AttributeName": "bucket_name", "AttributeType": "S"},
            {"AttributeName": "size", "AttributeType": "N"},
        ],
        GlobalSecondaryIndexes=[
            {
                "IndexName": "by_size",
                "KeySchema": [
                    {"AttributeName": "bucket_name", "KeyType": "HASH"},
                    {"AttributeName": "size", "KeyType": "RANGE"},
                ],
                "Projection": {"ProjectionType": "ALL"},
            }
        ],
        BillingMode="PAY_PER_REQUEST",
        Tags=[{"Key": "Project", "Value": "cleanup"}],
    )
    clients.dynamodb.create_table(
        TableName="HistoryTable",
        KeySchema=[
            {"AttributeName": "bucket_name", "KeyType": "HASH"},
            {"AttributeName": "event_key", "KeyType": "RANGE"},
        ],
        AttributeDefinitions=[
            {"AttributeName": "bucket_name", "AttributeType": "S"},
            {"AttributeName": "event_key", "AttributeType": "S"},
        ],
        BillingMode="PAY_PER_REQUEST",
    )
    return clients.dynamodb
