"""What requests change in tables with a stream, and what their time to live removes."""

from collections.abc import Mapping
from typing import Any

from moto.dynamodb.models import DynamoDBBackend
from moto.dynamodb.models.table import Table

from emulator.dynamodb.streams.records import Change
from emulator.dynamodb.streams.store import streams
from emulator.dynamodb.streams.stream import Stream
from emulator.localstack.dynamodb.consumption import writes_of
from emulator.localstack.dynamodb.items import key_in


class Changes:
    """The items that a request may write, as they are before; `record` compares, once it is done."""

    def __init__(self, operation: str, body: Mapping[str, Any], backend: DynamoDBBackend) -> None:
        self._written: list[tuple[Stream, Table, Mapping[str, Any], Any]] = []
        for name, source in writes_of(operation, body):
            table = backend.get_table(name)
            stream = streams.of_table(table.table_arn)
            if stream is not None:
                self._written.append((stream, table, source, _item(table, source)))

    def record(self) -> None:
        """Append what changed, each in its stream; nothing of a request that was refused, for it changed nothing."""
        for stream, table, source, before in self._written:
            stream.append([Change(before, _item(table, source))])


def expired(table: Table, item: Any) -> None:
    """Append that an item was removed because its time was over."""
    stream = streams.of_table(table.table_arn)
    if stream is not None:
        stream.append([Change(item.to_json()["Attributes"], None, expired=True)])


def _item(table: Table, source: Mapping[str, Any]) -> Any:
    found = table.get_item(*key_in(table, dict(source)))
    return found.to_json()["Attributes"] if found else None
