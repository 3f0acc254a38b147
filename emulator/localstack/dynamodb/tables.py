"""moto's operations on tables, corrected: pages of names, descriptions, tags and the TTL setting."""

import json
from bisect import bisect_right
from functools import cached_property
from typing import Any
from uuid import NAMESPACE_URL, uuid5
from weakref import WeakKeyDictionary

from moto.dynamodb.exceptions import MockValidationException, ResourceNotFoundException
from moto.dynamodb.models import dynamodb_backends
from moto.dynamodb.models.table import Table
from moto.dynamodb.models.utilities import dynamo_json_dump
from moto.dynamodb.responses import DynamoHandler

from emulator.dynamodb.capacity import item_bytes
from emulator.dynamodb.streams.specification import check_change, wanted_view
from emulator.dynamodb.streams.store import streams
from emulator.dynamodb.tables import check_table, merged

TAGS_A_PAGE = 10
WARM_ON_DEMAND = {"ReadUnitsPerSecond": 12_000, "WriteUnitsPerSecond": 4_000, "Status": "ACTIVE"}
"""What each on-demand table can serve at once: developer guide, "Understanding DynamoDB warm throughput"."""
REFUSED_CHANGES = {"ReplicaUpdates": "replicas of tables", "GlobalTableWitnessUpdates": "global tables"}
"""What UpdateTable asks for and nothing here would do."""
_classes: WeakKeyDictionary[Table, str] = WeakKeyDictionary()


class TableOperations(DynamoHandler):
    """The operations on tables of one account and region."""

    def __init__(self, account_id: str, region: str) -> None:
        super().__init__()
        self.current_account = account_id
        self.region = region
        self.body: dict[str, Any] = {}

    @cached_property
    def dynamodb_backend(self) -> Any:
        """The tables of the account and region: moto looks for them anew each time."""
        return dynamodb_backends[self.current_account][self.region]

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
        """CreateTable, with what moto keeps nothing of kept beside the table."""
        check_table(self.body)
        self._own_key()
        view = wanted_view(self.body.pop("StreamSpecification", None))
        text = super().create_table()
        self._keep_class()
        if view:
            _enable(self._table(), view)
        return self._described(text)

    def describe_table(self) -> str:
        """DescribeTable, which tells what CreateTable doesn't: warm throughput, and since when it is on demand."""
        answer = json.loads(self._described(super().describe_table()))
        described = answer["Table"]
        for one in (described, *described.get("GlobalSecondaryIndexes", ())):
            one["WarmThroughput"] = _warm(one["ProvisionedThroughput"])
        if summary := described.get("BillingModeSummary"):
            summary.setdefault("LastUpdateToPayPerRequestDateTime", described["CreationDateTime"])
        return dynamo_json_dump(answer)

    def update_table(self) -> str:
        """UpdateTable: attribute definitions that it doesn't name stay."""
        table = self._table()
        for member, what in REFUSED_CHANGES.items():
            if self.body.get(member):
                raise MockValidationException(f"The emulator has no {what}: {member} of UpdateTable is refused")
        check_table(self.body)
        if self.body.get("AttributeDefinitions"):
            self.body["AttributeDefinitions"] = merged(table.attr, self.body["AttributeDefinitions"])
        specification = self.body.pop("StreamSpecification", None)
        view = wanted_view(specification)
        if specification is not None:
            check_change(specification, table.name, enabled=streams.of_table(table.table_arn) is not None)
        text = super().update_table()
        self._keep_class()
        if view:
            _enable(table, view)
        elif specification is not None:
            streams.disable(table.table_arn)
        return self._described(_encryption_ending(text) if self._ends_encryption() else text)

    def delete_table(self) -> str:
        """DeleteTable; the table is gone at once."""
        arn = self._table().table_arn
        text = self._described(super().delete_table(), TableStatus="DELETING")
        streams.forget(arn)
        return text

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

    def list_exports(self) -> str:
        """ListExports of a table, or of all tables."""
        arn = self.body.get("TableArn")
        exports = self.dynamodb_backend.table_exports.values()
        found = [one.response() for one in exports if arn in (None, one.table.table_arn)]
        members = ("ExportArn", "ExportStatus", "ExportType")
        return dynamo_json_dump({"ExportSummaries": [{key: one.get(key) for key in members} for one in found]})

    def list_imports(self) -> str:
        """ListImports of a table, or of all tables."""
        imports = [one.response() for one in self.dynamodb_backend.table_imports.values()]
        arn = self.body.get("TableArn")
        return dynamo_json_dump({"ImportSummaryList": [one for one in imports if arn in (None, one.get("TableArn"))]})

    def list_global_tables(self) -> str:
        """ListGlobalTables: there are none, for no replica can be made."""
        return json.dumps({"GlobalTables": []})

    def describe_contributor_insights(self) -> str:
        """DescribeContributorInsights: they are off, for they can't be turned on."""
        return json.dumps({"TableName": self._table().name, "ContributorInsightsStatus": "DISABLED"})

    def describe_kinesis_streaming_destination(self) -> str:
        """DescribeKinesisStreamingDestination: there are none, for none can be made."""
        return json.dumps({"TableName": self._table().name, "KinesisDataStreamDestinations": []})

    def _own_key(self) -> None:
        """A key of the caller's own is described by its ARN, however it was named."""
        specified = self.body.get("SSESpecification") or {}
        key = specified.get("KMSMasterKeyId")
        if key and not key.startswith(("arn:", "alias/")):
            arn = f"arn:aws:kms:{self.region}:{self.current_account}:key/{key}"
            self.body["SSESpecification"] = {**specified, "KMSMasterKeyId": arn}

    def _keep_class(self) -> None:
        if self.body.get("TableClass"):
            _classes[self._table()] = self.body["TableClass"]

    def _ends_encryption(self) -> bool:
        return (self.body.get("SSESpecification") or {}).get("Enabled") is False

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
        (described,) = answer.values()
        described.update(changes)
        for one in (described, *described.get("GlobalSecondaryIndexes", ())):
            one.pop("WarmThroughput", None)  # which only DescribeTable tells
        described["TableId"] = str(uuid5(NAMESPACE_URL, f"{described['TableArn']}#{described['CreationDateTime']}"))
        # A table that was just deleted is described by what moto says of it.
        table = self.dynamodb_backend.tables.get(described["TableName"])
        if described.get("BillingModeSummary", {}).get("BillingMode") != "PAY_PER_REQUEST":
            described.pop("BillingModeSummary", None)
        described.update(_stream_of(described["TableArn"]))
        if table in _classes:
            described["TableClassSummary"] = {"TableClass": _classes[table]}
        for kind in ("GlobalSecondaryIndexes", "LocalSecondaryIndexes"):
            for index in described.get(kind, []):
                index["IndexArn"] = f"{described['TableArn']}/index/{index['IndexName']}"
                index.update(_measured(table, index["IndexName"]))
                if kind == "GlobalSecondaryIndexes":
                    index["ProvisionedThroughput"] = {"NumberOfDecreasesToday": 0, **index["ProvisionedThroughput"]}
            if not described.get(kind):
                described.pop(kind, None)
        return dynamo_json_dump(answer)


def _encryption_ending(text: str) -> str:
    """UpdateTable's answer while the table goes back to DynamoDB's own key."""
    answer = json.loads(text)
    answer["TableDescription"].get("SSEDescription", {})["Status"] = "UPDATING"
    return json.dumps(answer)


def _warm(provisioned: dict[str, int]) -> dict[str, Any]:
    """What can be served at once: what is provisioned, or what every on-demand table begins with."""
    if not provisioned["ReadCapacityUnits"]:
        return WARM_ON_DEMAND
    read, write = provisioned["ReadCapacityUnits"], provisioned["WriteCapacityUnits"]
    return {"ReadUnitsPerSecond": read, "WriteUnitsPerSecond": write, "Status": "ACTIVE"}


def _measured(table: Table | None, index: str) -> dict[str, int]:
    """How many items an index has, and how large they are in it."""
    if table is None:
        return {"ItemCount": 0, "IndexSizeBytes": 0}
    projected = [table.get_index(index).project(item) for item in table.has_idx_items(index)]
    return {
        "ItemCount": len(projected),
        "IndexSizeBytes": sum(item_bytes(item.to_json()["Attributes"]) for item in projected),
    }


def _enable(table: Table, view: str) -> None:
    streams.enable(table.table_arn, tuple(table.table_key_attrs), view)


def _stream_of(table_arn: str) -> dict[str, Any]:
    """What a description tells of a table's stream; one that was disabled is still named."""
    stream = streams.latest(table_arn)
    if stream is None:
        return {}
    told: dict[str, Any] = {"LatestStreamArn": stream.origin.arn, "LatestStreamLabel": stream.label}
    if stream.closed_s is None:
        told["StreamSpecification"] = {"StreamEnabled": True, "StreamViewType": stream.origin.view}
    return told


def _as_list(tags: dict[str, str]) -> list[dict[str, str]]:
    return [{"Key": key, "Value": value} for key, value in tags.items()]
