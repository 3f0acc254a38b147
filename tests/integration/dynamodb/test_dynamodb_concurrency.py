"""Thirty-two threads at once lose nothing: ADDs, conditional writes and transactions against a running emulator."""

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from bootstrap.clients import Clients

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

THREADS = 32
EACH = 10


@pytest.fixture
def dynamodb(clients: Clients) -> "DynamoDBClient":
    for name in ("Counters", "Other"):
        clients.dynamodb.create_table(
            TableName=name,
            KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
            AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
            BillingMode="PAY_PER_REQUEST",
        )
    return clients.dynamodb


def test_adds_are_all_counted(dynamodb: "DynamoDBClient") -> None:
    def add(_: int) -> None:
        for _ in range(EACH):
            dynamodb.update_item(
                TableName="Counters",
                Key={"id": {"S": "one"}},
                UpdateExpression="ADD n :one",
                ExpressionAttributeValues={":one": {"N": "1"}},
            )

    with ThreadPoolExecutor(THREADS) as threads:
        list(threads.map(add, range(THREADS)))
    assert dynamodb.get_item(TableName="Counters", Key={"id": {"S": "one"}})["Item"]["n"] == {"N": str(THREADS * EACH)}


def test_only_one_conditional_write_wins(dynamodb: "DynamoDBClient") -> None:
    def claim(number: int) -> bool:
        try:
            dynamodb.put_item(
                TableName="Counters",
                Item={"id": {"S": "claim"}, "owner": {"N": str(number)}},
                ConditionExpression="attribute_not_exists(id)",
            )
        except dynamodb.exceptions.ConditionalCheckFailedException:
            return False
        return True

    with ThreadPoolExecutor(THREADS) as threads:
        won = [number for number, granted in enumerate(threads.map(claim, range(THREADS))) if granted]
    assert len(won) == 1
    assert dynamodb.get_item(TableName="Counters", Key={"id": {"S": "claim"}})["Item"]["owner"] == {"N": str(won[0])}


def test_compare_and_set_loses_no_update(dynamodb: "DynamoDBClient") -> None:
    dynamodb.put_item(TableName="Counters", Item={"id": {"S": "version"}, "v": {"N": "0"}})

    def advance(_: int) -> None:
        for _ in range(THREADS * 20):
            seen = dynamodb.get_item(TableName="Counters", Key={"id": {"S": "version"}})["Item"]["v"]["N"]
            try:
                dynamodb.update_item(
                    TableName="Counters",
                    Key={"id": {"S": "version"}},
                    UpdateExpression="SET v = v + :one",
                    ConditionExpression="v = :seen",
                    ExpressionAttributeValues={":one": {"N": "1"}, ":seen": {"N": seen}},
                )
            except dynamodb.exceptions.ConditionalCheckFailedException:
                continue
            return
        raise AssertionError("never won")

    with ThreadPoolExecutor(THREADS) as threads:
        list(threads.map(advance, range(THREADS)))
    assert dynamodb.get_item(TableName="Counters", Key={"id": {"S": "version"}})["Item"]["v"] == {"N": str(THREADS)}


def test_transactions_and_plain_writes_disturb_each_other_not(dynamodb: "DynamoDBClient") -> None:
    """Half of the transactions fail; what fails may not take other writes back with it."""

    def move(number: int) -> bool:
        try:
            dynamodb.transact_write_items(
                TransactItems=[
                    {
                        "Update": {
                            "TableName": "Counters",
                            "Key": {"id": {"S": "moved"}},
                            "UpdateExpression": "ADD n :one",
                            "ExpressionAttributeValues": {":one": {"N": "1"}},
                        }
                    },
                    {
                        "Put": {
                            "TableName": "Other",
                            "Item": {"id": {"S": f"record-{number // 2}"}},
                            "ConditionExpression": "attribute_not_exists(id)",
                        }
                    },
                ]
            )
        except dynamodb.exceptions.TransactionCanceledException:
            return False
        return True

    def write(number: int) -> None:
        for round_ in range(EACH):
            dynamodb.put_item(TableName="Other", Item={"id": {"S": f"plain-{number}-{round_}"}})

    with ThreadPoolExecutor(THREADS) as threads:
        writes = [threads.submit(write, number) for number in range(THREADS // 2)]
        moved = sum(threads.map(move, range(THREADS)))
        for done in writes:
            done.result()
    assert moved == THREADS // 2
    counter = dynamodb.get_item(TableName="Counters", Key={"id": {"S": "moved"}})["Item"]["n"]
    assert counter == {"N": str(moved)}
    assert dynamodb.scan(TableName="Other")["Count"] == moved + EACH * THREADS // 2
