"""The two tables of the S3 cleanup system, read consistently."""

from dataclasses import dataclass
from typing import Any

from bootstrap.clients import Clients

STATE_ROW = "__STATE__"


@dataclass(frozen=True)
class Change:
    """One row of HistoryTable: a change of the bucket and the total it led to, sizes in bytes."""

    event_key: str
    object_name: str
    event_type: str
    size_delta: int
    total_size: int

    @property
    def event(self) -> str:
        """Which event of S3 it records: the object and the sequencer, as the key has them."""
        return self.event_key.partition("#")[2]


@dataclass(frozen=True)
class History:
    """HistoryTable and ObjectTable of one stack."""

    clients: Clients
    bucket: str
    history_table: str = "HistoryTable"
    object_table: str = "ObjectTable"

    def changes(self) -> list[Change]:
        """Every change of the bucket, in the order of the history."""
        paginator = self.clients.dynamodb.get_paginator("query")
        pages = paginator.paginate(
            TableName=self.history_table,
            KeyConditionExpression="bucket_name = :bucket",
            ExpressionAttributeValues={":bucket": {"S": self.bucket}},
            ConsistentRead=True,
        )
        return [_change(item) for page in pages for item in page["Items"]]

    def rows(self) -> list[dict[str, Any]]:
        """Every change as a run records it."""
        return [
            {
                "event_type": change.event_type,
                "object_name": change.object_name,
                "size_delta": change.size_delta,
                "total_size": change.total_size,
            }
            for change in self.changes()
        ]

    def length(self) -> int:
        """How many changes there are, without reading them: the state row counts them in the transaction of each."""
        key = {"object_name": {"S": STATE_ROW}}
        row = self.clients.dynamodb.get_item(TableName=self.object_table, Key=key, ConsistentRead=True).get("Item", {})
        return int(row.get("version", {"N": "0"})["N"])

    def totals(self) -> list[int]:
        """The total after each change."""
        return [change.total_size for change in self.changes()]

    def objects(self) -> dict[str, int]:
        """The current objects as ObjectTable has them: name to size in bytes."""
        rows = self.clients.dynamodb.get_paginator("scan").paginate(TableName=self.object_table, ConsistentRead=True)
        items = [item for page in rows for item in page["Items"]]
        return {i["object_name"]["S"]: int(i["size"]["N"]) for i in items if "size" in i and "bucket_name" in i}


def _change(item: dict[str, Any]) -> Change:
    return Change(
        item["event_key"]["S"],
        item["object_name"]["S"],
        item["event_type"]["S"],
        int(item["size_delta"]["N"]),
        int(item["total_size"]["N"]),
    )
