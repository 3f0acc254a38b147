"""DynamoDB's answers about items where moto's differ, through unmodified boto3 calls."""

from typing import TYPE_CHECKING, Any

import pytest

from tests.integration.dynamodb.requests import failing, key, put

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


def test_a_failed_condition_gives_the_item_back_when_asked(dynamodb: "DynamoDBClient") -> None:
    put(dynamodb, "a", 1)
    arguments = {"ConditionExpression": "attribute_not_exists(object_name)"}
    silent = failing("ConditionalCheckFailedException", lambda: put(dynamodb, "a", 2, **arguments))
    assert "Item" not in silent
    more = {**arguments, "ReturnValuesOnConditionCheckFailure": "ALL_OLD"}
    told = failing("ConditionalCheckFailedException", lambda: put(dynamodb, "a", 2, **more))
    assert told["Item"]["size"] == {"N": "1"}
    update = failing(
        "ConditionalCheckFailedException",
        dynamodb.update_item,
        TableName="ObjectTable",
        Key=key("a"),
        UpdateExpression="SET #s = :n",
        ConditionExpression="#s > :n",
        ExpressionAttributeNames={"#s": "size"},
        ExpressionAttributeValues={":n": {"N": "5"}},
        ReturnValuesOnConditionCheckFailure="ALL_OLD",
    )
    assert update["Item"]["size"] == {"N": "1"}


def test_attributes_are_there_only_when_there_are_any(dynamodb: "DynamoDBClient") -> None:
    assert "Attributes" not in put(dynamodb, "a", 1, ReturnValues="ALL_OLD")
    assert put(dynamodb, "a", 2, ReturnValues="ALL_OLD")["Attributes"]["size"] == {"N": "1"}
    gone = dynamodb.delete_item(TableName="ObjectTable", Key=key("none"), ReturnValues="ALL_OLD")
    assert "Attributes" not in gone
    assert "ConsumedCapacity" not in gone


def test_updated_values_are_those_the_update_names(dynamodb: "DynamoDBClient") -> None:
    put(dynamodb, "a", 1)

    def update(expression: str, returned: Any, **values: str) -> Any:
        given = {f":{name}": {"N": number} for name, number in values.items()}
        return dynamodb.update_item(
            TableName="ObjectTable",
            Key=key("a"),
            UpdateExpression=expression,
            ExpressionAttributeValues=given,
            ReturnValues=returned,
        ).get("Attributes")

    assert update("ADD n :zero", "UPDATED_NEW", zero="0") == {"n": {"N": "0"}}
    assert update("ADD n :zero", "UPDATED_NEW", zero="0") == {"n": {"N": "0"}}
    assert update("SET n = n + :two, m = :two", "UPDATED_OLD", two="2") == {"n": {"N": "0"}}
    assert update("SET n = n - :f", "UPDATED_NEW", f="0.1") == {"n": {"N": "1.9"}}


def test_a_failed_update_leaves_nothing_behind(dynamodb: "DynamoDBClient") -> None:
    def update(name: str) -> None:
        dynamodb.update_item(
            TableName="ObjectTable",
            Key=key(name),
            UpdateExpression="SET fresh = :n ADD bucket_name :n",
            ExpressionAttributeValues={":n": {"N": "1"}},
        )

    put(dynamodb, "a", 1)
    failing("ValidationException", lambda: update("a"))
    assert "fresh" not in dynamodb.get_item(TableName="ObjectTable", Key=key("a"))["Item"]
    failing("ValidationException", lambda: update("new"))
    assert "Item" not in dynamodb.get_item(TableName="ObjectTable", Key=key("new"))


def test_keys_must_be_the_table_s(dynamodb: "DynamoDBClient") -> None:
    for bad in (
        {"bucket_name": {"S": "b"}},
        {**key("a"), "bucket_name": {"S": "b"}},
        {"object_name": {"N": "1"}},
        {"object_name": {"S": ""}},
    ):
        failing("ValidationException", dynamodb.get_item, TableName="ObjectTable", Key=bad)
        failing("ValidationException", dynamodb.delete_item, TableName="ObjectTable", Key=bad)
    failing(
        "ValidationException",
        dynamodb.put_item,
        TableName="ObjectTable",
        Item={**key("a"), "size": {"S": "big"}},
    )


def test_the_largest_object_is_one_query(dynamodb: "DynamoDBClient") -> None:
    for name, size in (("a", 9), ("b", 100), ("c", 20)):
        put(dynamodb, name, size)
    dynamodb.put_item(TableName="ObjectTable", Item={**key("__STATE__"), "total_size": {"N": "129"}})
    found = dynamodb.query(
        TableName="ObjectTable",
        IndexName="by_size",
        KeyConditionExpression="bucket_name = :b",
        ExpressionAttributeValues={":b": {"S": "b"}},
        ScanIndexForward=False,
        Limit=1,
    )
    assert [item["object_name"]["S"] for item in found["Items"]] == ["b"]
    pages = dynamodb.get_paginator("query").paginate(
        TableName="ObjectTable",
        IndexName="by_size",
        KeyConditionExpression="bucket_name = :b AND size BETWEEN :low AND :high".replace("size", "#s"),
        ExpressionAttributeNames={"#s": "size"},
        ExpressionAttributeValues={":b": {"S": "b"}, ":low": {"N": "9"}, ":high": {"N": "100"}},
        PaginationConfig={"PageSize": 1},
    )
    assert [item["size"]["N"] for page in pages for item in page["Items"]] == ["9", "20", "100"]


def test_a_query_reads_the_timeline_in_order_and_in_pages(dynamodb: "DynamoDBClient") -> None:
    for number in (3, 1, 2):
        dynamodb.put_item(
            TableName="HistoryTable", Item={"bucket_name": {"S": "b"}, "event_key": {"S": f"{number:03}"}}
        )
    for forward, expected in ((True, ["001", "002", "003"]), (False, ["003", "002", "001"])):
        pages = dynamodb.get_paginator("query").paginate(
            TableName="HistoryTable",
            KeyConditionExpression="bucket_name = :b",
            ExpressionAttributeValues={":b": {"S": "b"}},
            ScanIndexForward=forward,
            ConsistentRead=True,
            PaginationConfig={"PageSize": 2},
        )
        assert [item["event_key"]["S"] for page in pages for item in page["Items"]] == expected


def test_batches_are_checked_before_anything_is_written(dynamodb: "DynamoDBClient") -> None:
    def writes(*names: str) -> Any:
        return {"ObjectTable": [{"PutRequest": {"Item": key(name)}} for name in names]}

    failing("ValidationException", dynamodb.batch_write_item, RequestItems=writes(*map(str, range(26))))
    failing("ValidationException", dynamodb.batch_write_item, RequestItems=writes("a", "a"))
    assert dynamodb.scan(TableName="ObjectTable")["Count"] == 0
    assert dynamodb.batch_write_item(RequestItems=writes(*map(str, range(25))))["UnprocessedItems"] == {}
    deletes: Any = {"ObjectTable": [{"DeleteRequest": {"Key": key(str(number))}} for number in range(24)]}
    dynamodb.batch_write_item(RequestItems=deletes)
    left = dynamodb.batch_get_item(RequestItems={"ObjectTable": {"Keys": [key("0"), key("24")]}})["Responses"]
    assert left == {"ObjectTable": [key("24")]}


def test_equal_numbers_are_one_value(dynamodb: "DynamoDBClient") -> None:
    dynamodb.put_item(TableName="ObjectTable", Item={**key("a"), "size": {"N": "1E+2"}})
    assert dynamodb.get_item(TableName="ObjectTable", Key=key("a"))["Item"]["size"] == {"N": "100"}
    dynamodb.delete_item(
        TableName="ObjectTable",
        Key=key("a"),
        ConditionExpression="#s = :n",
        ExpressionAttributeNames={"#s": "size"},
        ExpressionAttributeValues={":n": {"N": "100.0"}},
    )
    assert dynamodb.scan(TableName="ObjectTable")["Count"] == 0


def test_a_bad_expression_is_the_caller_s_fault(dynamodb: "DynamoDBClient") -> None:
    put(dynamodb, "a", 1)
    failing("ValidationException", lambda: put(dynamodb, "a", 1, ConditionExpression="attribute_not_exists("))
    failing("ValidationException", dynamodb.scan, TableName="ObjectTable", FilterExpression="x = = y")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"ConditionExpression": "x = :v"}, "value used in expression is not defined; attribute value: :v"),
        ({"ConditionExpression": "attribute_exists(#x)"}, "not defined; attribute name: #x"),
        (
            {"ConditionExpression": "attribute_exists(x)", "ExpressionAttributeValues": {":v": {"S": "1"}}},
            "ExpressionAttributeValues unused in expressions: keys: {:v}",
        ),
        (
            {"ConditionExpression": "attribute_exists(x)", "ExpressionAttributeNames": {"#x": "x"}},
            "ExpressionAttributeNames unused in expressions: keys: {#x}",
        ),
    ],
)
def test_placeholders_are_defined_and_used(dynamodb: "DynamoDBClient", arguments: dict[str, Any], message: str) -> None:
    assert message in failing("ValidationException", lambda: put(dynamodb, "a", 1, **arguments))["Error"]["Message"]
    check: Any = {"ConditionCheck": {"TableName": "ObjectTable", "Key": key("a"), **arguments}}
    answer = failing("ValidationException", dynamodb.transact_write_items, TransactItems=[check])
    assert message in answer["Error"]["Message"]


def test_a_count_has_no_items(dynamodb: "DynamoDBClient") -> None:
    put(dynamodb, "a", 1)
    answer = dynamodb.scan(TableName="ObjectTable", Select="COUNT")
    assert (answer["Count"], answer.get("Items", [])) == (1, [])


def test_a_query_filters_by_what_is_no_key_of_it(dynamodb: "DynamoDBClient") -> None:
    put(dynamodb, "a", 1)
    query = {
        "TableName": "ObjectTable",
        "KeyConditionExpression": "object_name = :n",
        "ExpressionAttributeValues": {":n": {"S": "a"}, ":one": {"N": "1"}},
        "ExpressionAttributeNames": {"#s": "size"},
    }
    assert dynamodb.query(**query, FilterExpression="#s = :one")["Count"] == 1  # type: ignore[arg-type]
    failing("ValidationException", dynamodb.query, **query, FilterExpression="#s = :one AND object_name = :n")


def test_there_is_no_item_and_no_consumption_unless_there_is_one_and_it_is_asked_for(
    dynamodb: "DynamoDBClient",
) -> None:
    """https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_GetItem.html: without a matching item there
    is no Item; ConsumedCapacity and ItemCollectionMetrics are there only when they were asked for."""
    put(dynamodb, "a", 1)
    table: Any = {"TableName": "ObjectTable"}
    only = {"ResponseMetadata"}
    projected = {**table, "ProjectionExpression": "nothing"}
    assert dynamodb.get_item(Key=key("none"), **projected).keys() == only
    assert dynamodb.get_item(Key=key("a"), **projected)["Item"] == {}
    writes: Any = [{"Put": {**table, "Item": key("b")}}]
    assert dynamodb.transact_write_items(TransactItems=writes).keys() == only
    reads: Any = [{"Get": {**table, "Key": key("b")}}]
    assert dynamodb.transact_get_items(TransactItems=reads).keys() == only | {"Responses"}
    assert dynamodb.put_item(Item=key("c"), **table).keys() == only
    assert dynamodb.scan(**table).keys() == only | {"Items", "Count", "ScannedCount"}
    assert "ConsumedCapacity" in dynamodb.scan(ReturnConsumedCapacity="TOTAL", **table)


def test_a_table_without_a_stream_names_none(dynamodb: "DynamoDBClient") -> None:
    """https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TableDescription.html"""
    described = dynamodb.describe_table(TableName="ObjectTable")["Table"]
    assert not {"LatestStreamArn", "LatestStreamLabel", "StreamSpecification"} & described.keys()
