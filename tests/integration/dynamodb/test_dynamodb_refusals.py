"""What DynamoDB refuses and how it describes: answers that moto gives otherwise, or fails at."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ClientError

from bootstrap.clients import Clients

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

INVALID = "One or more parameter values were invalid: "
P, A = {"p": {"S": "k"}}, {"p": {"S": "k"}, "s": {"S": "a"}}


@pytest.fixture
def dynamodb(clients: Clients) -> Iterator["DynamoDBClient"]:
    """A table with a sort key, a global index with keys only and a local one, and one item."""
    client = clients.dynamodb
    client.create_table(
        TableName="Things",
        KeySchema=[{"AttributeName": "p", "KeyType": "HASH"}, {"AttributeName": "s", "KeyType": "RANGE"}],
        AttributeDefinitions=[{"AttributeName": name, "AttributeType": "S"} for name in "psf"],
        GlobalSecondaryIndexes=[
            {
                "IndexName": "global",
                "KeySchema": [{"AttributeName": "f", "KeyType": "HASH"}],
                "Projection": {"ProjectionType": "KEYS_ONLY"},
            }
        ],
        LocalSecondaryIndexes=[
            {
                "IndexName": "local",
                "KeySchema": [{"AttributeName": "p", "KeyType": "HASH"}, {"AttributeName": "f", "KeyType": "RANGE"}],
                "Projection": {"ProjectionType": "KEYS_ONLY"},
            }
        ],
        BillingMode="PAY_PER_REQUEST",
        TableClass="STANDARD_INFREQUENT_ACCESS",
    )
    numbers = [{"N": str(number)} for number in (1, 2, 3)]
    client.put_item(TableName="Things", Item={**A, "f": {"S": "x"}, "l": {"L": numbers}, "t": {"S": "hé😀"}})
    yield client
    client.delete_table(TableName="Things")


def said(call: Any, **arguments: Any) -> str:
    """The message of a refusal, a ValidationException that isn't tried again."""
    with pytest.raises(ClientError) as failed:
        call(TableName="Things", **arguments)
    answer: dict[str, Any] = dict(failed.value.response)
    assert answer["Error"]["Code"] == "ValidationException", answer
    assert answer["ResponseMetadata"]["RetryAttempts"] == 0
    return str(answer["Error"]["Message"])


def values(**found: str) -> dict[str, Any]:
    return {f":{name}": {"S": value} for name, value in found.items()}


@pytest.mark.parametrize(
    ("condition", "message"),
    [
        ("p = :p AND s <> :s", "Invalid operator used in KeyConditionExpression: <>"),
        ("p = :p OR s = :s", "Invalid operator used in KeyConditionExpression: OR"),
        ("p = :p AND s IN (:s)", "Invalid operator used in KeyConditionExpression: IN"),
        ("((p = :p)) AND s = :s", "Invalid KeyConditionExpression: The expression has redundant parentheses;"),
        ("p = :p AND f = :s", "Query condition missed key schema element: s"),
        ("s = :s AND begins_with(f, :p)", "Query condition missed key schema element: p"),
    ],
)
def test_key_conditions(dynamodb: "DynamoDBClient", condition: str, message: str) -> None:
    given = values(p="k", s="a")
    assert said(dynamodb.query, KeyConditionExpression=condition, ExpressionAttributeValues=given) == message


def test_a_value_of_another_type_than_the_key_s(dynamodb: "DynamoDBClient") -> None:
    given = {":p": {"S": "k"}, ":s": {"N": "5"}}
    asked = {"KeyConditionExpression": "p = :p AND s = :s", "ExpressionAttributeValues": given}
    assert said(dynamodb.query, **asked) == f"{INVALID}Condition parameter type does not match schema type"
    begins = {**asked, "KeyConditionExpression": "p = :p AND begins_with(s, :s)"}
    assert "operator or function: begins_with, operand type: N" in said(dynamodb.query, **begins)


def test_operands_in_any_order_and_parentheses_around_each_condition(dynamodb: "DynamoDBClient") -> None:
    for condition in (":p = p", "p = :p AND :s <= s", "(p = :p) AND (s <= :s)", "s BETWEEN :s AND :s AND p = :p"):
        given = values(p="k", s="a") if ":s" in condition else values(p="k")
        answer = dynamodb.query(TableName="Things", KeyConditionExpression=condition, ExpressionAttributeValues=given)
        assert answer["Count"] == 1, condition
        assert "ConsumedCapacity" not in answer


def test_a_starting_key_is_all_of_one(dynamodb: "DynamoDBClient") -> None:
    asked: dict[str, Any] = {"KeyConditionExpression": "p = :p", "ExpressionAttributeValues": values(p="k")}
    for start in (P, {**A, "f": {"S": "x"}}, {**P, "s": {"N": "1"}}):
        assert said(dynamodb.query, **asked, ExclusiveStartKey=start) == "The provided starting key is invalid"
        assert said(dynamodb.scan, ExclusiveStartKey=start) == "The provided starting key is invalid"


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        (
            {"Select": "ALL_ATTRIBUTES"},
            f"{INVALID}Select type ALL_ATTRIBUTES is not supported for global secondary index global "
            "because its projection type is not ALL",
        ),
        ({"ProjectionExpression": "l"}, f"{INVALID}Global secondary index global does not project [l]"),
        (
            {"Select": "SPECIFIC_ATTRIBUTES"},
            "Must specify the AttributesToGet or ProjectionExpression when choosing to get SPECIFIC_ATTRIBUTES",
        ),
        (
            {"Select": "COUNT", "ProjectionExpression": "p"},
            "Cannot specify the ProjectionExpression when choosing to get only the Count",
        ),
    ],
)
def test_attributes_that_an_index_doesn_t_have(dynamodb: "DynamoDBClient", asked: dict[str, Any], message: str) -> None:
    assert said(dynamodb.scan, IndexName="global", **asked) == message
    query = {"KeyConditionExpression": "f = :f", "ExpressionAttributeValues": values(f="x"), **asked}
    assert said(dynamodb.query, IndexName="global", **query) == message


def test_a_local_index_gives_attributes_of_its_table(dynamodb: "DynamoDBClient") -> None:
    asked: dict[str, Any] = {
        "TableName": "Things",
        "IndexName": "local",
        "KeyConditionExpression": "p = :p",
        "ExpressionAttributeValues": values(p="k"),
    }
    assert set(dynamodb.query(**asked)["Items"][0]) == {"p", "s", "f"}
    assert set(dynamodb.query(**asked, Select="ALL_ATTRIBUTES")["Items"][0]) == {"p", "s", "f", "l", "t"}
    assert set(dynamodb.query(**asked, ProjectionExpression="t")["Items"][0]) == {"t"}


@pytest.mark.parametrize(
    ("projection", "left"),
    [("l[0], l[2]", ["1", "3"]), ("l[2], l[0]", ["1", "3"]), ("l[1]", ["2"]), ("l[0], l[1], l[2]", ["1", "2", "3"])],
)
def test_a_projection_of_elements(dynamodb: "DynamoDBClient", projection: str, left: list[str]) -> None:
    item = dynamodb.get_item(TableName="Things", Key=A, ProjectionExpression=projection)["Item"]
    assert item == {"l": {"L": [{"N": number} for number in left]}}


def test_a_string_s_size_is_in_utf_16(dynamodb: "DynamoDBClient") -> None:
    for size, count in ((3, 0), (4, 1)):
        answer = dynamodb.scan(
            TableName="Things",
            FilterExpression="size(t) = :n",
            ExpressionAttributeValues={":n": {"N": str(size)}},
        )
        assert answer["Count"] == count


@pytest.mark.parametrize(
    ("update", "value", "message"),
    [
        ("SET q = e + :v + :v", {"N": "1"}, 'Invalid UpdateExpression: Syntax error; token: "+", near: ":v + :v"'),
        ("SET q = :v", {"SS": []}, f"{INVALID}An string set  may not be empty"),
        ("SET q = :v", {"M": {"in": {"NS": []}}}, f"{INVALID}An number set  may not be empty"),
        ("SET q = :v", {"BS": []}, f"{INVALID}Binary sets should not be empty"),
        (
            "SET q = :v, q.a = :v",
            {"N": "1"},
            "Invalid UpdateExpression: Two document paths overlap with each other; must remove or rewrite one of "
            "these paths; path one: [q], path two: [q, a]",
        ),
    ],
)
def test_updates(dynamodb: "DynamoDBClient", update: str, value: dict[str, Any], message: str) -> None:
    given = {":v": value}
    assert said(dynamodb.update_item, Key=A, UpdateExpression=update, ExpressionAttributeValues=given) == message


def test_parentheses_in_an_update(dynamodb: "DynamoDBClient") -> None:
    given: Any = {":v": {"N": "1"}, ":zero": {"N": "4"}}
    update = "SET q = (if_not_exists(e, :zero) + :v)"
    changed = dynamodb.update_item(
        TableName="Things",
        Key=A,
        UpdateExpression=update,
        ExpressionAttributeValues=given,
        ReturnValues="UPDATED_NEW",
    )
    assert changed["Attributes"] == {"q": {"N": "5"}}


def test_descriptions(dynamodb: "DynamoDBClient") -> None:
    table = dynamodb.describe_table(TableName="Things")["Table"]
    assert table["TableClassSummary"]["TableClass"] == "STANDARD_INFREQUENT_ACCESS"
    assert table["WarmThroughput"]["ReadUnitsPerSecond"] == 12_000
    for index in (table["GlobalSecondaryIndexes"][0], table["LocalSecondaryIndexes"][0]):
        assert (index["ItemCount"], index["IndexSizeBytes"]) == (1, 6)


def test_a_new_index_leaves_the_other_definitions(dynamodb: "DynamoDBClient") -> None:
    described = dynamodb.update_table(
        TableName="Things",
        AttributeDefinitions=[{"AttributeName": "g", "AttributeType": "N"}],
        GlobalSecondaryIndexUpdates=[
            {
                "Create": {
                    "IndexName": "more",
                    "KeySchema": [{"AttributeName": "g", "KeyType": "HASH"}],
                    "Projection": {"ProjectionType": "ALL"},
                }
            }
        ],
    )["TableDescription"]
    assert [one["AttributeName"] for one in described["AttributeDefinitions"]] == ["p", "s", "f", "g"]


def test_replicas_are_refused_by_name(dynamodb: "DynamoDBClient") -> None:
    message = said(dynamodb.update_table, ReplicaUpdates=[{"Create": {"RegionName": "us-west-2"}}])
    assert message == "The emulator has no replicas of tables: ReplicaUpdates of UpdateTable is refused"


def test_batches_tell_what_was_asked_for(dynamodb: "DynamoDBClient") -> None:
    written = dynamodb.batch_write_item(RequestItems={"Things": [{"PutRequest": {"Item": A}}]})
    assert written.keys() == {"UnprocessedItems", "ResponseMetadata"}
    read = dynamodb.batch_get_item(RequestItems={"Things": {"Keys": [A]}})
    assert read.keys() == {"Responses", "UnprocessedKeys", "ResponseMetadata"}
    assert "ConsumedCapacity" in dynamodb.batch_get_item(
        RequestItems={"Things": {"Keys": [A]}}, ReturnConsumedCapacity="TOTAL"
    )
    with pytest.raises(ClientError, match="The provided key element does not match the schema"):
        dynamodb.batch_write_item(RequestItems={"Things": [{"PutRequest": {"Item": P}}]})


def test_what_there_is_none_of_is_listed_as_none(dynamodb: "DynamoDBClient") -> None:
    assert dynamodb.list_exports()["ExportSummaries"] == []
    assert dynamodb.list_imports()["ImportSummaryList"] == []
    assert dynamodb.list_global_tables()["GlobalTables"] == []
    insights = dynamodb.describe_contributor_insights(TableName="Things")
    assert insights["ContributorInsightsStatus"] == "DISABLED"
    destinations = dynamodb.describe_kinesis_streaming_destination(TableName="Things")
    assert destinations["KinesisDataStreamDestinations"] == []
