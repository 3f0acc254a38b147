"""Tables, their tags and their settings where moto's answers differ from DynamoDB's, through unmodified boto3 calls."""

import json
from typing import TYPE_CHECKING, Any
from urllib.request import Request, urlopen

from bootstrap.clients import Clients
from harness.run.clock import utc_now
from tests.integration.dynamodb.requests import failing, key, put

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


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


def test_the_default_key_of_an_encrypted_table_is_one_of_kms(clients: Clients) -> None:
    """Developer guide, "DynamoDB encryption at rest": the AWS managed key is `alias/aws/dynamodb`."""
    made = clients.dynamodb.create_table(
        TableName="encrypted",
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
        SSESpecification={"Enabled": True, "SSEType": "KMS"},
    )
    arn = made["TableDescription"]["SSEDescription"]["KMSMasterKeyArn"]
    kms: Any = clients.session.client("kms", endpoint_url=clients.endpoint.url, config=clients.config)
    key = kms.describe_key(KeyId=arn)["KeyMetadata"]
    assert (key["Arn"], key["KeyManager"]) == (arn, "AWS")
    ended = clients.dynamodb.update_table(TableName="encrypted", SSESpecification={"Enabled": False})
    assert ended["TableDescription"]["SSEDescription"]["Status"] == "UPDATING"


def test_what_only_a_description_tells(dynamodb: "DynamoDBClient") -> None:
    """API reference, TableDescription, BillingModeSummary and GlobalSecondaryIndexWarmThroughputDescription."""
    common: Any = {
        "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}],
        "AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "S"}],
    }
    index: Any = {"IndexName": "again", "KeySchema": common["KeySchema"], "Projection": {"ProjectionType": "ALL"}}
    made: Any = dynamodb.create_table(
        TableName="demanded", BillingMode="PAY_PER_REQUEST", GlobalSecondaryIndexes=[index], **common
    )["TableDescription"]
    assert "WarmThroughput" not in made
    assert made["GlobalSecondaryIndexes"][0]["ProvisionedThroughput"]["NumberOfDecreasesToday"] == 0
    described: Any = dynamodb.describe_table(TableName="demanded")["Table"]
    assert described["BillingModeSummary"]["LastUpdateToPayPerRequestDateTime"] == described["CreationDateTime"]
    assert described["GlobalSecondaryIndexes"][0]["WarmThroughput"]["ReadUnitsPerSecond"] == 12_000
    provisioned: Any = {"ReadCapacityUnits": 5, "WriteCapacityUnits": 4}
    dynamodb.create_table(TableName="provisioned", ProvisionedThroughput=provisioned, **common)
    warm = dynamodb.describe_table(TableName="provisioned")["Table"]["WarmThroughput"]
    assert (warm["ReadUnitsPerSecond"], warm["WriteUnitsPerSecond"]) == (5, 4)


def test_expired_items_go_at_once_when_asked(dynamodb: "DynamoDBClient", clients: Clients) -> None:
    """LocalStack's own route, which its users know. What was over five years ago is left, as by AWS."""
    now_s = int(utc_now().timestamp())
    dynamodb.update_time_to_live(
        TableName="ObjectTable", TimeToLiveSpecification={"Enabled": True, "AttributeName": "expires"}
    )
    for name, expires_s in (("over", now_s - 10), ("not yet", now_s + 3600)):
        item: Any = {"object_name": {"S": name}, "expires": {"N": str(expires_s)}}
        dynamodb.put_item(TableName="ObjectTable", Item=item)
    request = Request(f"{clients.endpoint.url}/_aws/dynamodb/expired", method="DELETE")
    assert "ExpiredItems" in json.loads(urlopen(request).read())
    assert dynamodb.scan(TableName="ObjectTable")["Count"] == 1
