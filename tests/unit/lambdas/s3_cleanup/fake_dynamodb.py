"""An in-memory DynamoDB with what the functions rely on: conditions, transactions, local and sparse global indexes.

It evaluates the functions' own expressions. Every call is one atomic step; before it `turn` is called, so that a
scheduler can let another worker go first, and `fault` may replace or follow it with a failure.
"""

from collections.abc import Callable, Iterator
from copy import deepcopy
from typing import Any

from botocore.exceptions import ClientError

from tests.unit.lambdas.s3_cleanup.fake_expressions import Item, holds, updated, value_of

SCHEMAS: dict[str, dict[str, tuple[str, str | None]]] = {
    "ObjectTable": {"": ("object_name", None), "bucket_name-size-index": ("bucket_name", "size")},
    "HistoryTable": {"": ("bucket_name", "event_key"), "object-event-index": ("bucket_name", "object_event")},
}
LOCAL_INDEXES = {"", "object-event-index"}
PAGE_SIZE = 2
"""Items a page of a paginated query, so that every test of more than two items pages."""

Fault = Callable[[str, Callable[[], Any]], Any]


def refused(code: str, operation: str, **fields: Any) -> ClientError:
    """The error boto3 raises for `code`."""
    response: Any = {"Error": {"Code": code, "Message": code}, **fields}
    return ClientError(response, operation)


class FakeDynamoDB:
    """The methods of boto3's DynamoDB client that the functions call."""

    def __init__(self) -> None:
        self.tables: dict[str, dict[tuple[Any, ...], Item]] = {name: {} for name in SCHEMAS}
        self.commits = 0
        self.turn: Callable[[], None] = lambda: None
        self.fault: Fault = lambda _operation, call: call()

    def items(self, table: str) -> list[Item]:
        """Every item of the table, in key order."""
        return [self.tables[table][key] for key in sorted(self.tables[table])]

    def get_item(self, **request: Any) -> dict[str, Any]:
        return self._step("GetItem", lambda: self._get_item(**request))

    def batch_get_item(self, **request: Any) -> dict[str, Any]:
        return self._step("BatchGetItem", lambda: self._batch_get_item(**request))

    def query(self, **request: Any) -> dict[str, Any]:
        return self._step("Query", lambda: self._query(**request))

    def update_item(self, **request: Any) -> dict[str, Any]:
        return self._step("UpdateItem", lambda: self._update_item(**request))

    def transact_write_items(self, **request: Any) -> dict[str, Any]:
        return self._step("TransactWriteItems", lambda: self._transact(**request))

    def get_paginator(self, operation: str) -> "FakePaginator":
        assert operation == "query"
        return FakePaginator(self)

    def _step(self, operation: str, call: Callable[[], dict[str, Any]]) -> dict[str, Any]:
        self.turn()
        answer: dict[str, Any] = deepcopy(self.fault(operation, call))
        return answer

    def _get_item(self, TableName: str, Key: Item, ConsistentRead: bool) -> dict[str, Any]:  # noqa: N803
        assert ConsistentRead
        found = self.tables[TableName].get(key_of(TableName, Key))
        return {} if found is None else {"Item": found}

    def _batch_get_item(self, RequestItems: dict[str, Any]) -> dict[str, Any]:  # noqa: N803
        """What there is of each table, in an order of its own; a key that is asked for twice is refused."""
        found = {}
        for table, asked in RequestItems.items():
            keys = [key_of(table, key) for key in asked["Keys"]]
            if not 1 <= len(keys) <= 100 or len(set(keys)) < len(keys):
                raise refused("ValidationException", "BatchGetItem")
            assert asked["ConsistentRead"]
            found[table] = [self.tables[table][key] for key in reversed(keys) if key in self.tables[table]]
        return {"Responses": found, "UnprocessedKeys": {}}

    def _update_item(self, **request: Any) -> dict[str, Any]:
        if not self._condition_holds(request):
            raise refused("ConditionalCheckFailedException", "UpdateItem")
        self._update(request)
        return {}

    def _query(
        self,
        TableName: str,  # noqa: N803
        KeyConditionExpression: str,  # noqa: N803
        ExpressionAttributeValues: Item,  # noqa: N803
        IndexName: str = "",  # noqa: N803
        ScanIndexForward: bool = True,  # noqa: N803
        Limit: int | None = None,  # noqa: N803
        ConsistentRead: bool = False,  # noqa: N803
    ) -> dict[str, Any]:
        if ConsistentRead and IndexName not in LOCAL_INDEXES:
            raise refused("ValidationException", "Query")
        partition, sort = SCHEMAS[TableName][IndexName]
        assert sort is not None
        indexed = [item for item in self.items(TableName) if partition in item and sort in item]
        found = [item for item in indexed if holds(KeyConditionExpression, item, ExpressionAttributeValues)]
        found.sort(key=lambda item: value_of(item[sort]), reverse=not ScanIndexForward)
        return {"Items": found[:Limit]}

    def _transact(self, TransactItems: list[dict[str, Any]]) -> dict[str, Any]:  # noqa: N803
        writes = [next(iter(write.items())) for write in TransactItems]
        targets = [(request["TableName"], self._target(kind, request)) for kind, request in writes]
        if not 1 <= len(targets) <= 100 or len(set(targets)) < len(targets):
            raise refused("ValidationException", "TransactWriteItems")
        reasons = [{"Code": "None" if self._holds(kind, r) else "ConditionalCheckFailed"} for kind, r in writes]
        if any(reason["Code"] != "None" for reason in reasons):
            raise refused("TransactionCanceledException", "TransactWriteItems", CancellationReasons=reasons)
        for kind, request in writes:
            self._apply(kind, request)
        self.commits += 1
        return {}

    def _target(self, kind: str, request: dict[str, Any]) -> tuple[Any, ...]:
        return key_of(request["TableName"], request["Item" if kind == "Put" else "Key"])

    def _holds(self, kind: str, request: dict[str, Any]) -> bool:
        return self._condition_holds({"Key": request.get("Item"), **request} if kind == "Put" else request)

    def _condition_holds(self, request: dict[str, Any]) -> bool:
        if "ConditionExpression" not in request:
            return True
        current = self.tables[request["TableName"]].get(key_of(request["TableName"], request["Key"]), {})
        return holds(request["ConditionExpression"], current, request.get("ExpressionAttributeValues", {}))

    def _apply(self, kind: str, request: dict[str, Any]) -> None:
        table = self.tables[request["TableName"]]
        if kind == "Put":
            table[key_of(request["TableName"], request["Item"])] = deepcopy(request["Item"])
        elif kind == "Delete":
            table.pop(key_of(request["TableName"], request["Key"]), None)
        else:
            self._update(request)

    def _update(self, request: dict[str, Any]) -> None:
        table = self.tables[request["TableName"]]
        key = key_of(request["TableName"], request["Key"])
        table[key] = updated(
            table.get(key, request["Key"]), request["UpdateExpression"], request["ExpressionAttributeValues"]
        )


class FakePaginator:
    """Pages of a query."""

    def __init__(self, dynamodb: FakeDynamoDB) -> None:
        self.dynamodb = dynamodb

    def paginate(self, **request: Any) -> Iterator[dict[str, Any]]:
        found = self.dynamodb.query(**request)["Items"]
        for start in range(0, max(len(found), 1), PAGE_SIZE):
            yield {"Items": found[start : start + PAGE_SIZE]}


def key_of(table: str, item: Item) -> tuple[Any, ...]:
    """The item's primary key; an empty key attribute is refused, as in DynamoDB."""
    values = tuple(value_of(item[name]) for name in SCHEMAS[table][""] if name)
    assert all(values), f"empty key attribute in {item}"
    return values
