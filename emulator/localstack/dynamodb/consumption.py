"""How much capacity a request to DynamoDB on moto consumes: the items it touches are looked at before and after it."""

import json
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from emulator.dynamodb.capacity import TRANSACTIONAL, Item, item_bytes, read_units, write_units
from emulator.localstack.dynamodb.items import key_in

Body = Mapping[str, Any]
Target = tuple[str, Mapping[str, Any]]
"""A table's name, and an item or key with its key's attributes."""
REFUSED_BY_CONDITION = ("ConditionalCheckFailedException", "TransactionCanceledException")


class Consumption:
    """What one request consumes. Made right before it, under the lock of the tables; `after` it is asked for units."""

    def __init__(self, operation: str, body: Body, table_of: Callable[[str], Any]) -> None:
        self._operation, self._body = operation, body
        self._times = TRANSACTIONAL if operation.startswith("Transact") else 1
        self._written = [(table_of(name), source) for name, source in writes_of(operation, body)]
        self._before = [_item(table, source) for table, source in self._written]
        read = [(table_of(name), source, consistent) for name, source, consistent in _reads_of(operation, body)]
        self._read = [(table.name, _size(_item(table, source)), consistent) for table, source, consistent in read]

    def after(self, status: int, answer: str) -> dict[str, float]:
        """Units by table; none for a request that was refused before it came to its items."""
        units: defaultdict[str, float] = defaultdict(float)
        if status >= 400 and not any(name in answer for name in REFUSED_BY_CONDITION):
            return units
        for (table, source), before in zip(self._written, self._before, strict=True):
            units[table.name] += write_units(before, _item(table, source), _indexes(table), self._times)
        for name, size, consistent in self._read:
            units[name] += read_units([size], consistent=consistent, times=self._times)
        if self._operation in ("Query", "Scan"):
            sizes = [item_bytes(item) for item in json.loads(answer).get("Items", ())]
            consistent = bool(self._body.get("ConsistentRead"))
            units[self._body["TableName"]] += read_units(sizes, consistent=consistent)
        return units


def writes_of(operation: str, body: Body) -> Iterator[Target]:
    """The items that a request writes, or checks in a transaction of writes."""
    if operation in ("PutItem", "UpdateItem", "DeleteItem"):
        yield body["TableName"], body.get("Item") or body["Key"]
    elif operation == "BatchWriteItem":
        for name, requests in body["RequestItems"].items():
            for request in requests:
                (one,) = request.values()
                yield name, one.get("Item") or one["Key"]
    elif operation == "TransactWriteItems":
        for request in body["TransactItems"]:
            (one,) = request.values()
            yield one["TableName"], one.get("Item") or one["Key"]


def _reads_of(operation: str, body: Body) -> Iterator[tuple[str, Mapping[str, Any], bool]]:
    if operation == "GetItem":
        yield body["TableName"], body["Key"], bool(body.get("ConsistentRead"))
    elif operation == "BatchGetItem":
        for name, request in body["RequestItems"].items():
            for key in request["Keys"]:
                yield name, key, bool(request.get("ConsistentRead"))
    elif operation == "TransactGetItems":
        for request in body["TransactItems"]:
            yield request["Get"]["TableName"], request["Get"]["Key"], True


def _item(table: Any, source: Mapping[str, Any]) -> Item | None:
    found = table.get_item(*key_in(table, dict(source)))
    return found.to_json()["Attributes"] if found else None


def _size(item: Item | None) -> int:
    return item_bytes(item) if item else 0


def _indexes(table: Any) -> list[tuple[str, ...]]:
    return [tuple(part["AttributeName"] for part in index.schema) for index in (*table.global_indexes, *table.indexes)]
