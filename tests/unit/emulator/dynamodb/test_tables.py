"""Definitions of tables that DynamoDB doesn't take: CreateTable and UpdateTable in its API reference."""

from typing import Any

import pytest

from emulator.dynamodb.tables import INVALID, TableError, check_table, merged

KEY = [{"AttributeName": "p", "KeyType": "HASH"}]


def index(projection: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"IndexName": "i", "KeySchema": KEY, "Projection": projection, **more}


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (
            {"BillingMode": "PAY_PER_REQUEST", "ProvisionedThroughput": {"ReadCapacityUnits": 1}},
            f"{INVALID}Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is "
            "PAY_PER_REQUEST",
        ),
        (
            {"GlobalSecondaryIndexes": [index({"ProjectionType": "INCLUDE"})]},
            f"{INVALID}ProjectionType is INCLUDE, but NonKeyAttributes is not specified",
        ),
        (
            {"LocalSecondaryIndexes": [index({"ProjectionType": "ALL", "NonKeyAttributes": ["a"]})]},
            f"{INVALID}ProjectionType is ALL, but NonKeyAttributes is specified",
        ),
        (
            {"GlobalSecondaryIndexUpdates": [{"Create": index({})}]},
            f"{INVALID}Unknown ProjectionType: null",
        ),
        (
            {"GlobalSecondaryIndexes": [index({"ProjectionType": "ALL"}), index({"ProjectionType": "ALL"})]},
            f"{INVALID}Duplicate index name: i",
        ),
        (
            {"KeySchema": [{"AttributeName": "p", "KeyType": "RANGE"}]},
            "Invalid KeySchema: The first KeySchemaElement is not a HASH key type",
        ),
        (
            {"KeySchema": KEY + KEY},
            "Invalid KeySchema: The second KeySchemaElement is not a RANGE key type",
        ),
        (
            {"KeySchema": [*KEY, {"AttributeName": "p", "KeyType": "RANGE"}]},
            "Both the Hash Key and the Range Key element in the KeySchema have the same name",
        ),
    ],
)
def test_a_definition_is_refused(body: dict[str, Any], said: str) -> None:
    with pytest.raises(TableError) as failed:
        check_table(body)
    assert str(failed.value) == said


def test_a_definition_is_taken() -> None:
    check_table({"KeySchema": KEY, "GlobalSecondaryIndexes": [index({"ProjectionType": "KEYS_ONLY"})]})


def test_definitions_of_attributes_stay() -> None:
    known, new = {"AttributeName": "p", "AttributeType": "S"}, {"AttributeName": "q", "AttributeType": "N"}
    assert merged([known], [new]) == [known, new]
    assert merged([known, new], [{**known, "AttributeType": "N"}]) == [{**known, "AttributeType": "N"}, new]
