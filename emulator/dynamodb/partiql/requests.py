"""The requests that statements stand for.

Developer guide, PartiQL "select", "insert", "update" and "delete" statements: a SELECT with an equality of the
partition key is a Query, any other one a Scan; an INSERT makes no item anew; an UPDATE needs its item; UPDATE and
DELETE name the whole primary key.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from emulator.dynamodb.partiql.rendering import Rendering
from emulator.dynamodb.partiql.tokens import StatementError
from emulator.dynamodb.partiql.tree import (
    AttributeValue,
    Between,
    Both,
    Call,
    Compare,
    Condition,
    Delete,
    Exists,
    In,
    Insert,
    Is,
    Not,
    Path,
    Select,
    Statement,
    Update,
    Value,
)

NO_KEY = "Where clause does not contain a mandatory equality on all key attributes"
RANGE_OPERATORS = ("=", "<", "<=", ">", ">=")
TURNED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "=": "=", "<>": "<>"}


@dataclass(frozen=True)
class Request:
    """An operation of DynamoDB's with its body."""

    operation: str
    body: dict[str, Any]


def request_of(statement: Statement, key: Sequence[str]) -> Request:
    """The request. `key` are the key attributes of the statement's table or index, the partition key first."""
    match statement:
        case Select():
            return _read(statement, key)
        case Exists(select):
            return Request("ConditionCheck", _change(select.table, select.where, key, needs_item=True))
        case Insert(table, item):
            new = Rendering()
            condition = f"attribute_not_exists({new.path(Path((key[0],)))})"
            body = {"TableName": table, "Item": dict(item), "ConditionExpression": condition}
            return Request("PutItem", body | new.placeholders())
        case Update():
            body = _change(statement.table, statement.where, key, needs_item=True, update=statement)
            return Request("UpdateItem", body | _returned(statement.returning))
        case Delete(table, where, returning):
            body = _change(table, where, key, needs_item=False)
            return Request("DeleteItem", body | _returned(returning))


def one_item_of(select: Select, key: Sequence[str]) -> Request:
    """The GetItem of a SELECT that names one item by its whole key and asks nothing else of it."""
    found, rest = _split(select.where, key)
    if rest or select.index or select.order:
        raise StatementError("Select statements within a batch or a transaction name one item by its primary key")
    return Request("GetItem", {"TableName": select.table, "Key": found} | _projection(select, Rendering()))


def _read(select: Select, key: Sequence[str]) -> Request:
    rendering = Rendering()
    body: dict[str, Any] = {"TableName": select.table} | ({"IndexName": select.index} if select.index else {})
    keys, rest = _key_conditions(select.where, key)
    if not keys or any(name in key for each in rest for name in _attributes(each)):
        keys, rest = [], [select.where] if select.where else []
    if select.order and (not keys or select.order != key[-1]):
        raise StatementError("ORDER BY names the sort key, or the partition key, of a query by its partition key")
    if keys:
        body["KeyConditionExpression"] = " AND ".join(rendering.condition(each) for each in keys)
        body["ScanIndexForward"] = not select.descending
    if rest:
        body["FilterExpression"] = rendering.condition(_all_of(rest))
    body |= _projection(select, rendering)
    return Request("Query" if keys else "Scan", body)


def _projection(select: Select, rendering: Rendering) -> dict[str, Any]:
    if select.paths is None:
        return rendering.placeholders()
    text = ", ".join(rendering.path(path) for path in select.paths)
    return {"ProjectionExpression": text} | rendering.placeholders()


def _change(
    table: str, where: Condition | None, key: Sequence[str], needs_item: bool, update: Update | None = None
) -> dict[str, Any]:
    """An item's key with the conditions under which it is changed."""
    found, rest = _split(where, key)
    rendering = Rendering()
    body: dict[str, Any] = {"TableName": table, "Key": found}
    if update:
        body["UpdateExpression"] = rendering.update(update)
    there = Path((key[0],))
    if needs_item:
        rest = [Not(Is(there, "MISSING")), *rest]
    elif rest:
        rest = [Both("OR", (Is(there, "MISSING"), _all_of(rest)))]
    if rest:
        body["ConditionExpression"] = rendering.condition(_all_of(rest))
    return body | rendering.placeholders()


def _split(where: Condition | None, key: Sequence[str]) -> tuple[dict[str, AttributeValue], list[Condition]]:
    """The primary key that a condition names, and what else it says."""
    found: dict[str, AttributeValue] = {}
    rest: list[Condition] = []
    for each in _parts(where):
        one = _turned(each)
        name = _key_name(one, key)
        if name and isinstance(one, Compare) and one.operator == "=" and isinstance(one.right, Value):
            found.setdefault(name, one.right.value)
        else:
            rest.append(each)
    if set(found) != set(key):
        raise StatementError(NO_KEY)
    return found, rest


def _key_conditions(where: Condition | None, key: Sequence[str]) -> tuple[list[Condition], list[Condition]]:
    """What of a condition a query asks of its keys, and the rest; nothing without the partition key's equality."""
    found: dict[str, Condition] = {}
    rest: list[Condition] = []
    for each in _parts(where):
        one = _turned(each)
        name = _key_name(one, key)
        asked = name if name and name not in found and _is_asked(one, name == key[0]) else None
        if asked:
            found[asked] = one
        else:
            rest.append(each)
    return ([found[name] for name in key if name in found], rest) if key[0] in found else ([], [])


def _is_asked(condition: Condition, of_partition: bool) -> bool:
    match condition:
        case Compare(operator, _, Value()):
            return operator == "=" if of_partition else operator in RANGE_OPERATORS
        case Between(_, Value(), Value()):
            return not of_partition
        case Call("begins_with", (_, Value())):
            return not of_partition
    return False


def _key_name(condition: Condition, key: Sequence[str]) -> str | None:
    """The key attribute that a condition is about."""
    match condition:
        case Compare(_, Path((str(name),)), _) | Between(Path((str(name),)), _, _):
            return name if name in key else None
        case Call("begins_with", (Path((str(name),)), _)):
            return name if name in key else None
    return None


def _turned(condition: Condition) -> Condition:
    """`value = path` as `path = value`."""
    match condition:
        case Compare(operator, Value() as left, Path() as right):
            return Compare(TURNED[operator], right, left)
    return condition


def _parts(where: Condition | None) -> list[Condition]:
    """Conditions that all must be met."""
    if isinstance(where, Both) and where.word == "AND":
        return [part for each in where.conditions for part in _parts(each)]
    return [where] if where else []


def _all_of(conditions: Sequence[Condition]) -> Condition:
    return conditions[0] if len(conditions) == 1 else Both("AND", tuple(conditions))


def _attributes(part: object) -> Iterator[str]:
    """The names of the attributes that a condition is about."""
    match part:
        case Path((str(name), *_)):
            yield name
        case Value():
            return
        case tuple():
            for each in part:
                yield from _attributes(each)
        case Compare() | Between() | In() | Is() | Not() | Both() | Call():
            yield from _attributes(tuple(vars(part).values()))


def _returned(returning: str | None) -> dict[str, Any]:
    """ReturnValues: what an update has MODIFIED is what it names."""
    if returning is None:
        return {}
    which, age = returning.split()
    return {"ReturnValues": f"{'ALL' if which == 'ALL' else 'UPDATED'}_{age}"}
