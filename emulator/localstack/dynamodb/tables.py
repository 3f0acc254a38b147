"""moto's operations on tables, corrected: pages of names, descriptions, tags and the TTL setting."""

import json
from bisect import bisect_right
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from moto.dynamodb.exceptions import MockValidationException, ResourceNotFoundException
from moto.dynamodb.models.table import Table
from moto.dynamodb.models.utilities import dynamo_json_dump
from moto.dynamodb.responses import DynamoHandler

TAGS_A_PAGE = 10


class TableOperations(DynamoHandler):
    """The operations on tables of one account and region."""

    def __init__(self, account_id: str, region: str) -> None:
        super().__init__()
        self.current_account = account_id
        self.region = region
        self.body: dict[str, Any] = {}

    def list_tables(self) -> str:
        """ListTables in the order of names, so that a page goes on even when the table it starts after is gone."""
        names = sorted(self.dynamodb_backend.tables)
        limit = self.body.get("Limit", 100)
        start = bisect_right(names, self.body.get("ExclusiveStartTableName", ""))
        answer: dict[str, Any] = {"TableNames": names[start : start + limit]}
        if len(names) > start + limit:
            answer["LastEvaluatedTableName"] = answer["TableNames"][-1]
        return json.dumps(answer)

    def create_table(self) -> str:
        """CreateTable."""
        return self._described(super().create_table())

    def describe_table(self) -> str:
        """DescribeTable."""
        return self._described(super().describe_table())

    def update_table(self) -> str:
        """UpdateTable."""
        return self._described(super().update_table())

    def delete_table(self) -> str:
        """DeleteTable; the table is gone at once."""
        return self._described(super().delete_table(), TableStatus="DELETING")

    def tag_resource(self) -> str:
        """TagResource: a tag that is there already gets the new value."""
        table = self._by_arn()
        new = {tag["Key"]: tag["Value"] for tag in self.body["Tags"]}
        table.tags = _as_list({tag["Key"]: tag["Value"] for tag in table.tags} | new)
        return ""

    def untag_resource(self) -> str:
        """UntagResource."""
        table = self._by_arn()
        table.tags = [tag for tag in table.tags if tag["Key"] not in self.body["TagKeys"]]
        return ""

    def list_tags_of_resource(self) -> str:
        """ListTagsOfResource, ten a page."""
        tags = self._by_arn().tags
        start = int(self.body.get("NextToken") or 0)
        answer: dict[str, Any] = {"Tags": tags[start : start + TAGS_A_PAGE]}
        if len(tags) > start + TAGS_A_PAGE:
            answer["NextToken"] = str(start + TAGS_A_PAGE)
        return json.dumps(answer)

    def update_time_to_live(self) -> str:
        """UpdateTimeToLive: the setting only, which may not be made twice."""
        ttl, wanted = self._table(self.body["TableName"]).ttl, self.body["TimeToLiveSpecification"]
        enabled = ttl["TimeToLiveStatus"] == "ENABLED"
        if enabled == wanted["Enabled"]:
            raise MockValidationException(f"TimeToLive is already {'enabled' if enabled else 'disabled'}")
        if enabled and ttl["AttributeName"] != wanted["AttributeName"]:
            raise MockValidationException(
                f"TimeToLive is active on a different AttributeName: current AttributeName is {ttl['AttributeName']}"
            )
        ttl.clear()
        ttl["TimeToLiveStatus"] = "DISABLED"
        if wanted["Enabled"]:
            ttl.update(TimeToLiveStatus="ENABLED", AttributeName=wanted["AttributeName"])
        return json.dumps({"TimeToLiveSpecification": wanted})

    def describe_time_to_live(self) -> str:
        """DescribeTimeToLive."""
        return json.dumps({"TimeToLiveDescription": self._table(self.body["TableName"]).ttl})

    def _table(self, name: str | None = None) -> Table:
        return self.dynamodb_backend.get_table(name or self.body["TableName"])

    def _by_arn(self) -> Table:
        arn = self.body["ResourceArn"]
        for table in self.dynamodb_backend.tables.values():
            if table.table_arn == arn:
                return table
        raise ResourceNotFoundException(f"Requested resource not found: ResourcArn: {arn} not found")

    def _described(self, text: str, **changes: Any) -> str:
        """The description with what moto leaves out and without its empty lists."""
        answer = json.loads(text)
        (table,) = answer.values()
        table.update(changes)
        table["TableId"] = str(uuid5(NAMESPACE_URL, f"{table['TableArn']}#{table['CreationDateTime']}"))
        for kind in ("GlobalSecondaryIndexes", "LocalSecondaryIndexes"):
            for index in table.get(kind, []):
                index["IndexArn"] = f"{table['TableArn']}/index/{index['IndexName']}"
            if not table.get(kind):
                table.pop(kind, None)
        return dynamo_json_dump(answer)


def _as_list(tags: dict[str, str]) -> list[dict[str, str]]:
    return [{"Key": key, "Value": value} for key, value in tags.items()]
