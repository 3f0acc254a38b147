"""HistoryTable: every change once, in the order it was applied. Sorted by `event_key` it is the timeline."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

BEFORE_ALL = " "
"""Sorts before every `event_key`."""


@dataclass(frozen=True)
class HistoryRecord:
    """One applied change.

    `total_size` is the bucket's total after it, `object_size` the object's own, both bytes. `event_time` is S3's, ISO
    8601. `superseded`: a later event of the same object had been recorded before this one, which therefore changed
    nothing (`size_delta` 0).
    """

    event_key: str
    object_name: str
    event_type: str
    size_delta: int
    total_size: int
    object_size: int
    event_time: str
    superseded: bool

    @classmethod
    def from_item(cls, item: Mapping[str, Any]) -> "HistoryRecord":
        """Read an item of the table."""
        return cls(
            event_key=item["event_key"]["S"],
            object_name=item["object_name"]["S"],
            event_type=item["event_type"]["S"],
            size_delta=int(item["size_delta"]["N"]),
            total_size=int(item["total_size"]["N"]),
            object_size=int(item["object_size"]["N"]),
            event_time=item["event_time"]["S"],
            superseded=bool(item["superseded"]["BOOL"]),
        )

    @property
    def removes(self) -> bool:
        """True when the object is gone after it."""
        return self.event_type.startswith("ObjectRemoved:")


def event_key(number: int, event: str) -> str:
    """The sort key of the `number`th change: zero-padded, so that text order is the order of application."""
    return f"{number:012d}#{event}"


def read_history(
    dynamodb: "DynamoDBClient", table: str, bucket_name: str, after: str = BEFORE_ALL
) -> list[HistoryRecord]:
    """The timeline, oldest first, from the record after `after` (an `event_key`) on; strongly consistent."""
    pages = dynamodb.get_paginator("query").paginate(
        TableName=table,
        KeyConditionExpression="bucket_name = :bucket AND event_key > :after",
        ExpressionAttributeValues={":bucket": {"S": bucket_name}, ":after": {"S": after}},
        ConsistentRead=True,
    )
    return [HistoryRecord.from_item(item) for page in pages for item in page["Items"]]
