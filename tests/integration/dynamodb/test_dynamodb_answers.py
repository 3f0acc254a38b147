"""DynamoDB's answers where moto's differ, through unmodified boto3 calls."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ClientError

from bootstrap.clients import Clients

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

Call = Callable[..., Any]


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


def put(dynamodb: "DynamoDBClient", name: str, size: int, **more: Any) -> Any:
    item = {"object_name": {"S": name}, "bucket_name": {"S": "b"}, "size": {"N": str(size)}}
    return dynamodb.put_item(TableName="ObjectTable", Item=item, **more)


def key(name: str) -> dict[str, Any]:
    return {"object_name": {"S": name}}


def failing(code: str, call: Call, **arguments: Any) -> dict[str, Any]:
    with pytest.raises(ClientError) as failed:
        call(**arguments)
    assert failed.value.response["Error"]["Code"] == code, failed.value
    return dict(failed.value.response)


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


def test_tables_are_listed_in_pages_even_while_they_are_deleted(dynamodb: "DynamoDBClient") -> None:
    first = dynamodb.list_tables(Limit=1)
    assert first["TableNames"] == ["HistoryTable"]
    dynamodb.delete_table(TableName="HistoryTable")
    rest = dynamodb.list_tables(ExclusiveStartTableName=first["LastEvaluatedTableName"])
    assert rest["TableNames"] == ["ObjectTable"]
    assert "LastEvaluatedTableName" not in rest


def test_a_description_names_account_region_and_indexes(clients: Clients, dynamodb: "DynamoDBClient") -> None:
    arn = f"arn:aws:dynamodb:us-east-1:{clients.account_id}:table/ObjectTable"
    table = dynamodb.describe_table(TableName="ObjectTable")["Table"]
    assert (table["TableArn"], table["TableStatus"]) == (arn, "ACTIVE")
    assert table["GlobalSecondaryIndexes"][0]["IndexArn"] == f"{arn}/index/by_size"
    assert "LocalSecondaryIndexes" not in table
    assert dynamodb.describe_table(TableName="ObjectTable")["Table"]["TableId"] == table["TableId"]
    assert dynamodb.describe_table(TableName=arn)["Table"]["TableName"] == "ObjectTable"
    assert dynamodb.delete_table(TableName="ObjectTable")["TableDescription"]["TableStatus"] == "DELETING"
    failing("ResourceNotFoundException", dynamodb.describe_table, TableName="ObjectTable")


def test_accounts_and_regions_have_tables_of_their_own(clients: Clients, dynamodb: "DynamoDBClient") -> None:
    put(dynamodb, "a", 1)
    elsewhere = clients.in_region("ap-south-1").dynamodb
    assert elsewhere.list_tables()["TableNames"] == []
    failing("ResourceNotFoundException", elsewhere.get_item, TableName="ObjectTable", Key=key("a"))


def test_tags_are_replaced_and_need_a_table(dynamodb: "DynamoDBClient") -> None:
    arn = dynamodb.describe_table(TableName="ObjectTable")["Table"]["TableArn"]
    new = [{"Key": "Project", "Value": "other"}] + [{"Key": f"k{number:02}", "Value": "v"} for number in range(11)]
    dynamodb.tag_resource(ResourceArn=arn, Tags=new)  # type: ignore[arg-type]
    pages = dynamodb.get_paginator("list_tags_of_resource").paginate(ResourceArn=arn)
    tags = {tag["Key"]: tag["Value"] for page in pages for tag in page["Tags"]}
    assert len(tags) == 12
    assert tags["Project"] == "other"
    dynamodb.untag_resource(ResourceArn=arn, TagKeys=[name for name in tags if name != "Project"])
    assert dynamodb.list_tags_of_resource(ResourceArn=arn)["Tags"] == [{"Key": "Project", "Value": "other"}]
    failing("ResourceNotFoundException", dynamodb.list_tags_of_resource, ResourceArn=f"{arn}-none")
    failing("ResourceNotFoundException", dynamodb.tag_resource, ResourceArn=f"{arn}-none", Tags=[])


def test_the_ttl_setting(dynamodb: "DynamoDBClient") -> None:
    def set_ttl(enabled: bool, name: str = "expires") -> None:
        dynamodb.update_time_to_live(
            TableName="ObjectTable", TimeToLiveSpecification={"Enabled": enabled, "AttributeName": name}
        )

    def described() -> Any:
        return dynamodb.describe_time_to_live(TableName="ObjectTable")["TimeToLiveDescription"]

    assert described() == {"TimeToLiveStatus": "DISABLED"}
    failing("ValidationException", lambda: set_ttl(False))
    set_ttl(True)
    assert described() == {"TimeToLiveStatus": "ENABLED", "AttributeName": "expires"}
    failing("ValidationException", lambda: set_ttl(True))
    failing("ValidationException", lambda: set_ttl(False, "other"))
    set_ttl(False)
    assert described() == {"TimeToLiveStatus": "DISABLED"}
    failing("ResourceNotFoundException", dynamodb.describe_time_to_live, TableName="Nowhere")


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
