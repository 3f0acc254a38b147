"""TransactWriteItems: all or nothing, decided before anything is written, and applied once for a token.

moto copies every table of the account for each transaction and puts the copies back when it fails, which costs time and
loses what others wrote meanwhile. Here all conditions are judged first (each item may appear once, so no operation can
change another's condition), and only the items touched are put back when an operation fails after that.
"""

import json
from collections import OrderedDict
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from time import monotonic
from typing import Any

from moto.core.exceptions import JsonRESTError
from moto.dynamodb.comparisons import get_filter_expression
from moto.dynamodb.exceptions import (
    ERROR_TYPE_PREFIX,
    InvalidUpdateExpression,
    MockValidationException,
    MultipleTransactionsException,
    TooManyTransactionsException,
    TransactionCanceledException,
    TransactWriteSingleOpException,
)
from moto.dynamodb.models import DynamoDBBackend
from moto.dynamodb.models.table import Table

from emulator.localstack.dynamodb.items import Key, check_index_keys, key_in, key_of, unchanged_on_error

KINDS = frozenset({"ConditionCheck", "Put", "Delete", "Update"})
MAX_OPERATIONS = 100
TOKEN_LIFETIME_S = 600.0
Reason = tuple[str | None, str | None, dict[str, Any] | None]
GRANTED: Reason = (None, None, None)


@dataclass(frozen=True)
class Operation:
    """One operation of a transaction, with the item it is about."""

    kind: str
    request: dict[str, Any]
    table: Table
    key: Key


class IdempotentParameterMismatchError(JsonRESTError):
    """The token was used within ten minutes for another transaction."""

    def __init__(self) -> None:
        super().__init__(
            ERROR_TYPE_PREFIX + "IdempotentParameterMismatchException",
            "The provided client token is already in use with different parameters for the request",
        )


class Tokens:
    """The client request tokens of the last ten minutes and what they stood for."""

    def __init__(self) -> None:
        self._used: OrderedDict[tuple[str, str, str], tuple[float, str]] = OrderedDict()

    def used(self, owner: tuple[str, str], token: str, items: Any) -> bool:
        """True when this transaction was done already; IdempotentParameterMismatchError when it was another one."""
        self._forget_old()
        known = self._used.get((*owner, token))
        if known is not None and known[1] != json.dumps(items, sort_keys=True):
            raise IdempotentParameterMismatchError
        return known is not None

    def use(self, owner: tuple[str, str], token: str, items: Any) -> None:
        """Remember the token from now on."""
        self._used[*owner, token] = (monotonic() + TOKEN_LIFETIME_S, json.dumps(items, sort_keys=True))

    def _forget_old(self) -> None:
        while self._used and next(iter(self._used.values()))[0] < monotonic():
            self._used.popitem(last=False)


def write(backend: DynamoDBBackend, items: Sequence[dict[str, Any]]) -> None:
    """Apply all of `items`, or none and raise TransactionCanceledException with a reason for each."""
    operations = _operations(backend, items)
    reasons = [_judge(operation) for operation in operations]
    if any(code for code, _, _ in reasons):
        raise TransactionCanceledException(reasons)
    with ExitStack() as undo:
        for index, operation in enumerate(operations):
            undo.enter_context(unchanged_on_error(operation.table, operation.key))
            try:
                _apply(backend, operation)
            except InvalidUpdateExpression:
                raise  # the request's own fault, whatever the item
            except MockValidationException as error:
                reasons[index] = ("ValidationError", error.message, None)
                raise TransactionCanceledException(reasons) from error


def _operations(backend: DynamoDBBackend, items: Sequence[dict[str, Any]]) -> list[Operation]:
    if len(items) > MAX_OPERATIONS:
        raise TooManyTransactionsException
    found: list[Operation] = []
    for item in items:
        if len(item) != 1 or not KINDS.issuperset(item):
            raise TransactWriteSingleOpException
        ((kind, request),) = item.items()
        table = backend.get_table(request["TableName"])
        key = key_in(table, request["Item"]) if kind == "Put" else key_of(table, request["Key"])
        found.append(Operation(kind, request, table, key))
    if len({(operation.table.name, operation.key) for operation in found}) < len(found):
        raise MultipleTransactionsException
    return found


def _judge(operation: Operation) -> Reason:
    request = operation.request
    condition = request.get("ConditionExpression")
    if condition is None:
        return GRANTED
    current = operation.table.get_item(*operation.key)
    parsed = get_filter_expression(
        condition, request.get("ExpressionAttributeNames"), request.get("ExpressionAttributeValues")
    )
    if parsed.expr(current):
        return GRANTED
    wanted = request.get("ReturnValuesOnConditionCheckFailure") == "ALL_OLD" and current is not None
    return (
        "ConditionalCheckFailed",
        "The conditional request failed",
        current.to_json()["Attributes"] if wanted else None,
    )


def _apply(backend: DynamoDBBackend, operation: Operation) -> None:
    request, name = operation.request, operation.table.name
    if operation.kind == "Put":
        check_index_keys(operation.table, request["Item"])
        backend.put_item(name, request["Item"], overwrite=True)
    elif operation.kind == "Delete":
        backend.delete_item(name, request["Key"])
    elif operation.kind == "Update":
        item = backend.update_item(
            name,
            request["Key"],
            update_expression=request["UpdateExpression"],
            expression_attribute_names=request.get("ExpressionAttributeNames"),
            expression_attribute_values=request.get("ExpressionAttributeValues"),
        )
        check_index_keys(operation.table, item.to_json()["Attributes"])
