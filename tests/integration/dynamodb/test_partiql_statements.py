"""PartiQL statements on a running emulator, through unmodified boto3 calls.

https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ql-reference.html, and the API reference of
ExecuteStatement, BatchExecuteStatement and ExecuteTransaction.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest

from bootstrap.clients import Clients
from tests.integration.dynamodb.requests import failing

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


@pytest.fixture
def dynamodb(clients: Clients) -> Iterator["DynamoDBClient"]:
    """A table with a sort key, and an index."""
    client = clients.dynamodb
    by_year: Any = {
        "IndexName": "by-year", "KeySchema": [{"AttributeName": "year", "KeyType": "HASH"}],
        "Projection": {"ProjectionType": "ALL"},
    }  # fmt: skip
    client.create_table(
        TableName="Music",
        KeySchema=[{"AttributeName": "artist", "KeyType": "HASH"}, {"AttributeName": "song", "KeyType": "RANGE"}],
        AttributeDefinitions=[
            {"AttributeName": "artist", "AttributeType": "S"},
            {"AttributeName": "song", "AttributeType": "S"},
            {"AttributeName": "year", "AttributeType": "N"},
        ],
        GlobalSecondaryIndexes=[by_year],
        BillingMode="PAY_PER_REQUEST",
    )
    for song, year in (("a", 1), ("b", 2), ("c", 2)):
        client.execute_statement(
            Statement="INSERT INTO \"Music\" VALUE {'artist': 'A', 'song': ?, 'year': ?}",
            Parameters=[{"S": song}, {"N": str(year)}],
        )
    yield client
    client.delete_table(TableName="Music")


def songs(dynamodb: "DynamoDBClient", rest: str, **more: Any) -> list[str]:
    """The songs of what a SELECT finds."""
    found = dynamodb.execute_statement(Statement=f"SELECT song FROM Music{rest}", **more)
    return [item["song"]["S"] for item in found["Items"]]


def test_selects(dynamodb: "DynamoDBClient") -> None:
    assert sorted(songs(dynamodb, "")) == ["a", "b", "c"]
    assert songs(dynamodb, " WHERE artist = 'A' AND song > 'a' ORDER BY song DESC") == ["c", "b"]
    assert sorted(songs(dynamodb, '."by-year" WHERE year = 2')) == ["b", "c"]
    assert songs(dynamodb, " WHERE artist = 'A' AND year = ?", Parameters=[{"N": "1.0"}]) == ["a"]
    assert songs(dynamodb, " WHERE artist IN ['A'] AND song BETWEEN 'b' AND 'b'") == ["b"]
    assert songs(dynamodb, " WHERE rating IS NOT MISSING") == []


def test_pages_of_a_select(dynamodb: "DynamoDBClient") -> None:
    found: list[str] = []
    asked: dict[str, Any] = {"Limit": 2}
    for _ in range(2):
        page = dynamodb.execute_statement(Statement="SELECT * FROM Music WHERE artist = 'A'", **asked)
        found += [item["song"]["S"] for item in page["Items"]]
        asked["NextToken"] = page.get("NextToken")
    assert found == ["a", "b", "c"]
    assert asked["NextToken"] is None
    bad = failing("ValidationException", dynamodb.execute_statement, Statement="SELECT * FROM Music", NextToken="bad")
    assert bad["Error"]["Message"] == "Invalid NextToken"


def test_an_item_s_life(dynamodb: "DynamoDBClient") -> None:
    duplicate = "INSERT INTO Music VALUE {'artist': 'A', 'song': 'a'}"
    failing("DuplicateItemException", dynamodb.execute_statement, Statement=duplicate)
    changed = dynamodb.execute_statement(
        Statement="UPDATE Music SET year = year + 1, tags = <<'x'>> WHERE artist = 'A' AND song = 'a' "
        "RETURNING MODIFIED NEW *"
    )
    assert changed["Items"] == [{"year": {"N": "2"}, "tags": {"SS": ["x"]}}]
    more = "UPDATE Music SET tags = set_add(tags, <<'y'>>) REMOVE year WHERE artist = 'A' AND song = 'a' AND year = 2"
    assert dynamodb.execute_statement(Statement=more)["Items"] == []
    failing("ConditionalCheckFailedException", dynamodb.execute_statement, Statement=more)
    missing = "UPDATE Music SET year = 1 WHERE artist = 'A' AND song = 'none'"
    failing("ConditionalCheckFailedException", dynamodb.execute_statement, Statement=missing)
    conditioned = "DELETE FROM Music WHERE artist = 'A' AND song = 'a' AND year = 2"
    failing("ConditionalCheckFailedException", dynamodb.execute_statement, Statement=conditioned)
    gone = dynamodb.execute_statement(
        Statement="DELETE FROM Music WHERE artist = 'A' AND song = 'a' RETURNING ALL OLD *"
    )["Items"]
    assert [sorted(item["tags"]["SS"]) for item in gone] == [["x", "y"]]
    assert dynamodb.execute_statement(Statement=conditioned)["Items"] == []


def test_a_batch_answers_for_each_statement(dynamodb: "DynamoDBClient") -> None:
    writes = dynamodb.batch_execute_statement(
        Statements=[
            {"Statement": "INSERT INTO Music VALUE {'artist': 'A', 'song': 'a'}"},
            {"Statement": "INSERT INTO Music VALUE {'artist': 'B', 'song': 'a'}"},
            {"Statement": "UPDATE Nothing SET a = 1 WHERE b = 2"},
            {"Statement": "nonsense"},
        ]
    )["Responses"]
    assert [one.get("Error", {}).get("Code") for one in writes] == [
        "DuplicateItem", None, "ResourceNotFound", "ValidationError",
    ]  # fmt: skip
    assert writes[1] == {"TableName": "Music"}
    reads = dynamodb.batch_execute_statement(
        Statements=[
            {"Statement": "SELECT year FROM Music WHERE artist = 'A' AND song = 'a'"},
            {"Statement": "SELECT * FROM Music WHERE artist = 'A' AND song = 'none'"},
            {"Statement": "SELECT * FROM Music WHERE artist = 'A'"},
        ]
    )["Responses"]
    assert reads[:2] == [{"TableName": "Music", "Item": {"year": {"N": "1"}}}, {"TableName": "Music"}]
    assert reads[2]["Error"]["Code"] == "ValidationError"


def test_a_transaction_is_all_or_nothing(dynamodb: "DynamoDBClient") -> None:
    exists: Any = {"Statement": "EXISTS(SELECT * FROM Music WHERE artist = 'A' AND song = 'a' AND year = 1)"}
    new: Any = {"Statement": "INSERT INTO Music VALUE {'artist': 'B', 'song': 'a'}"}
    old: Any = {"Statement": "INSERT INTO Music VALUE {'artist': 'A', 'song': 'b'}"}
    cancelled = failing(
        "TransactionCanceledException", dynamodb.execute_transaction, TransactStatements=[exists, new, old]
    )
    assert [reason["Code"] for reason in cancelled["CancellationReasons"]] == ["None", "None", "DuplicateItem"]
    assert cancelled["Error"]["Message"].endswith("[None, None, DuplicateItem]")
    assert dynamodb.execute_transaction(TransactStatements=[exists, new])["Responses"] == []
    select: Any = {"Statement": "SELECT song FROM Music WHERE artist = 'B' AND song = 'a'"}
    found = dynamodb.execute_transaction(TransactStatements=[select])["Responses"]
    assert found == [{"Item": {"song": {"S": "a"}}}]
    mixed = failing("ValidationException", dynamodb.execute_transaction, TransactStatements=[select, new])
    assert mixed["Error"]["Message"] == "Statements of a batch or a transaction must be all reads or all writes"


@pytest.mark.parametrize(
    ("statement", "message"),
    [
        ("SELECT * FROM", "Statement wasn't well formed, can't be processed: Expected a name, found <EOF>"),
        ("SELECT * FROM Music WHERE artist = ?", "Number of parameters in request and statement don't match."),
        (
            "DELETE FROM Music WHERE artist = 'A'",
            "Where clause does not contain a mandatory equality on all key attributes",
        ),
        ("SELECT * FROM Music.nothing", "The table does not have the specified index: nothing"),
    ],
)
def test_what_is_refused(dynamodb: "DynamoDBClient", statement: str, message: str) -> None:
    told = failing("ValidationException", dynamodb.execute_statement, Statement=statement)
    assert told["Error"]["Message"] == message
