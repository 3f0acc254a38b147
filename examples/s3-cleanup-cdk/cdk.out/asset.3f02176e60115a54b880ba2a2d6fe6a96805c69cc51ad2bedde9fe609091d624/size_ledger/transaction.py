"""Entries as one DynamoDB transaction: state row, objects' rows and history records change together or not at all."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from s3_events.change import ObjectChange
from size_ledger.rules import Entry
from size_tables.memory import object_event
from size_tables.objects import STATE_ROW, Item, State, row_name

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.type_defs import TransactWriteItemTypeDef


MOST_TOGETHER = 49
"""Changes in one transaction: it takes 100 writes (DynamoDB quotas), the state row's and up to two for each change."""


@dataclass(frozen=True)
class Tables:
    """The names of the two tables, and after how many days a history record expires; 0 is never."""

    objects: str
    history: str
    history_days: int = 0


def transaction_for(entries: Sequence[Entry], read: State, tables: Tables) -> list["TransactWriteItemTypeDef"]:
    """The writes of `entries`, at least one, which hold only while the state row still is as it was `read`.

    An object's row is written once, as the last change that counts leaves it. A superseded change leaves it alone: the
    row tells of a later one.
    """
    last = {entry.change.object_name: entry.change for entry in entries if not entry.superseded}
    return [
        _state(entries[-1], read, tables.objects),
        *(_object(change, tables.objects) for change in last.values()),
        *(_history(entry, tables) for entry in entries),
    ]


def _state(entry: Entry, read: State, table: str) -> "TransactWriteItemTypeDef":
    unchanged = "version = :read" if read.version else "attribute_not_exists(version)"
    values = {
        ":total": {"N": str(entry.state.total_size)},
        ":version": {"N": str(entry.state.version)},
        ":time": {"S": entry.change.event_time},
    }
    if read.version:
        values[":read"] = {"N": str(read.version)}
    return {
        "Update": {
            "TableName": table,
            "Key": {"object_name": {"S": STATE_ROW}},
            "UpdateExpression": "SET total_size = :total, version = :version, updated_at = :time",
            "ConditionExpression": unchanged,
            "ExpressionAttributeValues": values,
        }
    }


def _object(change: ObjectChange, table: str) -> "TransactWriteItemTypeDef":
    name = {"S": row_name(change.object_name)}
    if change.removes:
        return {"Delete": {"TableName": table, "Key": {"object_name": name}}}
    item = {
        "object_name": name,
        "bucket_name": {"S": change.bucket_name},
        "size": {"N": str(change.size_bytes)},
        "sequencer": {"S": change.sequencer},
        "updated_at": {"S": change.event_time},
    }
    return {"Put": {"TableName": table, "Item": item}}


def _history(entry: Entry, tables: Tables) -> "TransactWriteItemTypeDef":
    change = entry.change
    item: Item = {
        "bucket_name": {"S": change.bucket_name},
        "event_key": {"S": entry.event_key},
        "object_name": {"S": change.object_name},
        "event_type": {"S": change.event_type},
        "size_delta": {"N": str(entry.size_delta)},
        "total_size": {"N": str(entry.state.total_size)},
        "object_size": {"N": str(change.size_bytes)},
        "object_event": {"S": object_event(change.object_name, change.sequencer)},
        "event_time": {"S": change.event_time},
        "superseded": {"BOOL": entry.superseded},
    }
    item |= _expiry(change.event_time, tables.history_days)
    return {
        "Put": {"TableName": tables.history, "Item": item, "ConditionExpression": "attribute_not_exists(event_key)"}
    }


def _expiry(event_time: str, days: int) -> Item:
    """The attribute by which DynamoDB removes the record, epoch seconds: so many days after S3's event."""
    if not days:
        return {}
    expires = datetime.fromisoformat(event_time) + timedelta(days=days)
    return {"expires_at": {"N": str(int(expires.timestamp()))}}
