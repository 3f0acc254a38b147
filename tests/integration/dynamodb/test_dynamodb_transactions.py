"""Transactions where moto's answers differ from DynamoDB's, through unmodified boto3 calls."""

from typing import TYPE_CHECKING, Any

from tests.integration.dynamodb.requests import failing, key, put

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


def transaction(name: str, size: str, condition: str = "attribute_not_exists(object_name)") -> list[Any]:
    return [
        {
            "Put": {
                "TableName": "HistoryTable",
                "Item": {"bucket_name": {"S": "b"}, "event_key": {"S": name}},
                "ConditionExpression": "attribute_not_exists(event_key)",
            }
        },
        {
            "Update": {
                "TableName": "ObjectTable",
                "Key": key("__STATE__"),
                "UpdateExpression": "ADD total_size :s",
                "ExpressionAttributeValues": {":s": {"N": size}},
            }
        },
        {
            "Put": {
                "TableName": "ObjectTable",
                "Item": {**key(name), "bucket_name": {"S": "b"}, "size": {"N": size}},
                "ConditionExpression": condition,
                "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
            }
        },
    ]


def total(dynamodb: "DynamoDBClient") -> str:
    item = dynamodb.get_item(TableName="ObjectTable", Key=key("__STATE__"), ConsistentRead=True).get("Item", {})
    return str(item.get("total_size", {}).get("N"))


def test_a_transaction_is_all_or_nothing_and_says_why(dynamodb: "DynamoDBClient") -> None:
    dynamodb.transact_write_items(TransactItems=transaction("a", "18"))
    answer = failing(
        "TransactionCanceledException", dynamodb.transact_write_items, TransactItems=transaction("a", "28")
    )
    first, second, third = answer["CancellationReasons"]
    assert (first["Code"], second["Code"], third["Code"]) == (
        "ConditionalCheckFailed",
        "None",
        "ConditionalCheckFailed",
    )
    assert "Item" not in first
    assert third["Item"]["size"] == {"N": "18"}
    assert "[ConditionalCheckFailed, None, ConditionalCheckFailed]" in answer["Error"]["Message"]
    assert total(dynamodb) == "18"
    wrong = transaction("b", "1")
    wrong[1]["Update"]["UpdateExpression"] = "SET fresh = :s ADD object_kind :s, bucket_name :s"
    put(dynamodb, "__STATE__", 0)
    answer = failing("TransactionCanceledException", dynamodb.transact_write_items, TransactItems=wrong)
    assert [reason["Code"] for reason in answer["CancellationReasons"]] == ["None", "ValidationError", "None"]
    assert (
        dynamodb.query(
            TableName="HistoryTable",
            KeyConditionExpression="bucket_name = :b",
            ExpressionAttributeValues={":b": {"S": "b"}},
        )["Count"]
        == 1
    )
    assert "fresh" not in dynamodb.get_item(TableName="ObjectTable", Key=key("__STATE__"))["Item"]


def test_a_token_makes_a_transaction_happen_once(dynamodb: "DynamoDBClient") -> None:
    items = transaction("a", "18")[1:2]
    for _ in range(3):
        dynamodb.transact_write_items(TransactItems=items, ClientRequestToken="once")
    assert total(dynamodb) == "18"
    failing(
        "IdempotentParameterMismatchException",
        dynamodb.transact_write_items,
        TransactItems=transaction("a", "19")[1:2],
        ClientRequestToken="once",
    )
    dynamodb.transact_write_items(TransactItems=items, ClientRequestToken="twice")
    assert total(dynamodb) == "36"


def test_a_transaction_names_an_item_once_and_tables_that_are_there(dynamodb: "DynamoDBClient") -> None:
    failing(
        "ValidationException",
        dynamodb.transact_write_items,
        TransactItems=[transaction("a", "1")[2], {"Delete": {"TableName": "ObjectTable", "Key": key("a")}}],
    )
    failing(
        "ResourceNotFoundException",
        dynamodb.transact_write_items,
        TransactItems=[{"Delete": {"TableName": "Nowhere", "Key": key("a")}}],
    )


def test_reads_in_a_transaction_are_projected(dynamodb: "DynamoDBClient") -> None:
    put(dynamodb, "a", 1)
    found = dynamodb.transact_get_items(
        TransactItems=[
            {
                "Get": {
                    "TableName": "ObjectTable",
                    "Key": key("a"),
                    "ProjectionExpression": "#s",
                    "ExpressionAttributeNames": {"#s": "size"},
                }
            },
            {"Get": {"TableName": "ObjectTable", "Key": key("none")}},
        ]
    )
    assert found["Responses"] == [{"Item": {"size": {"N": "1"}}}, {}]
