"""The emulator counts what each request consumes of a table, as AWS documents it."""

from typing import Any

import pytest

from bootstrap.clients import Clients
from harness.probes.usage import UsageMeter

TABLE = "Metered"


@pytest.fixture
def table(clients: Clients) -> str:
    clients.dynamodb.create_table(
        TableName=TABLE,
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": name, "AttributeType": "S"} for name in ("id", "owner")],
        GlobalSecondaryIndexes=[
            {
                "IndexName": "by-owner",
                "KeySchema": [{"AttributeName": "owner", "KeyType": "HASH"}],
                "Projection": {"ProjectionType": "ALL"},
            }
        ],
        BillingMode="PAY_PER_REQUEST",
    )
    return TABLE


def test_each_request_counts_as_what_it_consumes(clients: Clients, table: str) -> None:
    meter, dynamodb = UsageMeter(clients, (), frozenset({TABLE})), clients.dynamodb
    small: Any = {"id": {"S": "a"}}
    large: Any = {"id": {"S": "b"}, "data": {"S": "d" * 2500}}
    dynamodb.put_item(TableName=table, Item=small)
    dynamodb.put_item(TableName=table, Item=large)
    dynamodb.update_item(
        TableName=table,
        Key=small,
        UpdateExpression="SET #o = :o",
        ExpressionAttributeNames={"#o": "owner"},
        ExpressionAttributeValues={":o": {"S": "x"}},
    )
    with pytest.raises(dynamodb.exceptions.ConditionalCheckFailedException):
        dynamodb.delete_item(TableName=table, Key=small, ConditionExpression="attribute_not_exists(id)")
    with pytest.raises(dynamodb.exceptions.ClientError):
        dynamodb.put_item(TableName=table, Item={"data": {"S": "no key"}})
    dynamodb.transact_write_items(
        TransactItems=[
            {"Put": {"TableName": table, "Item": {"id": {"S": "c"}}}},
            {"Put": {"TableName": table, "Item": {"id": {"S": "d"}}}},
        ]
    )
    dynamodb.get_item(TableName=table, Key=small)
    dynamodb.get_item(TableName=table, Key=small, ConsistentRead=True)
    dynamodb.query(
        TableName=table, KeyConditionExpression="id = :id", ExpressionAttributeValues={":id": {"S": "nobody"}}
    )

    used = meter.read((), {})

    rows = {(row["operation"], row["answered"]): row["units"] for row in used["requests"]}
    assert rows == {
        ("PutItem", "ok"): 1 + 3,
        ("UpdateItem", "ok"): 2,
        ("DeleteItem", "refused"): 1,
        ("PutItem", "refused"): 0,
        ("TransactWriteItems", "ok"): 2 * 2,
        ("GetItem", "ok"): 0.5 + 1,
        ("Query", "ok"): 0.5,
    }
    assert {row["caller"] for row in used["requests"]} == {"client"}
    # "a" is in the index too: owner and id twice; each item has 100 bytes of overhead.
    (stored,) = used["stored"]
    assert stored["bytes"] == 2 * (3 + 6 + 100) + (3 + 2504 + 100) + 2 * (3 + 100)


def test_a_statement_counts_as_the_request_it_stands_for(clients: Clients, table: str) -> None:
    meter, dynamodb = UsageMeter(clients, (), frozenset({TABLE})), clients.dynamodb
    inserts: Any = [{"Statement": f"INSERT INTO {TABLE} VALUE {{'id': '{key}'}}"} for key in "ab"]
    dynamodb.batch_execute_statement(Statements=inserts)
    dynamodb.execute_statement(Statement=f"SELECT * FROM {TABLE} WHERE id = 'a'")
    rows = {(row["operation"], row["answered"]): row["units"] for row in meter.read((), {})["requests"]}
    assert rows == {("PutItem", "ok"): 2, ("Query", "ok"): 0.5}
