"""ObjectTable: one item per current object, and the state row with the current total.

The state row has neither `bucket_name` nor `size`, so the index that lists objects by size can't contain it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

STATE_ROW = "__STATE__"
SIZE_INDEX = "bucket_name-size-index"
_ESCAPE = f"{STATE_ROW}/"

Item = dict[str, Any]
"""A DynamoDB item as boto3's client takes and gives it: attribute → {type: value}."""


def row_name(object_name: str) -> str:
    """The table's key for an object. A name that starts like the state row's gets a prefix, so that none collides."""
    return _ESCAPE + object_name if object_name.startswith(STATE_ROW) else object_name


def object_name_of(row: str) -> str:
    """The object's name behind a row's key; undoes `row_name`."""
    return row.removeprefix(_ESCAPE)


@dataclass(frozen=True)
class ObjectRow:
    """A current object: its name in the bucket, its size, and the sequencer of the event that wrote the row."""

    object_name: str
    size_bytes: int
    sequencer: str

    @classmethod
    def from_item(cls, item: Mapping[str, Any]) -> "ObjectRow":
        """Read an item of the table or of its index."""
        return cls(
            object_name_of(item["object_name"]["S"]),
            int(item["size"]["N"]),
            item.get("sequencer", {}).get("S", ""),
        )


@dataclass(frozen=True)
class State:
    """The state row: the bucket's total, and how many changes have been recorded. Both 0 before the first one."""

    total_size: int = 0
    version: int = 0

    @classmethod
    def from_item(cls, item: Mapping[str, Any] | None) -> "State":
        """Read the state row, which may be absent."""
        found = item or {}
        return cls(*(int(found.get(name, {"N": "0"})["N"]) for name in ("total_size", "version")))


def read_item(dynamodb: "DynamoDBClient", table: str, row: str) -> Item | None:
    """The item with key `row`, read with strong consistency; None when there is none."""
    return dynamodb.get_item(TableName=table, Key={"object_name": {"S": row}}, ConsistentRead=True).get("Item")


def read_state(dynamodb: "DynamoDBClient", table: str) -> State:
    """The state row, read with strong consistency."""
    return State.from_item(read_item(dynamodb, table, STATE_ROW))


def read_row(dynamodb: "DynamoDBClient", table: str, object_name: str) -> ObjectRow | None:
    """The object's row, read with strong consistency; None when the object isn't current."""
    item = read_item(dynamodb, table, row_name(object_name))
    return None if item is None else ObjectRow.from_item(item)


def read_rows(dynamodb: "DynamoDBClient", table: str, object_names: Iterable[str]) -> dict[str, ObjectRow] | None:
    """The rows of up to a hundred different objects, those that are current, by name; read with strong consistency.

    None when DynamoDB, throttling, hasn't read all of them.
    """
    keys: Any = [{"object_name": {"S": row_name(name)}} for name in object_names]
    answer = dynamodb.batch_get_item(RequestItems={table: {"Keys": keys, "ConsistentRead": True}})
    if answer["UnprocessedKeys"]:
        return None
    rows = (ObjectRow.from_item(item) for item in answer["Responses"][table])
    return {row.object_name: row for row in rows}
