"""DynamoDB: batches and transactions need an action for each item, PartiQL one for each statement.

Rules: DynamoDB developer guide, "Using IAM with transactions", "IAM policies with PartiQL", "Using conditions".
"""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from emulator.iam.actions.call import Call, Need
from emulator.iam.templates import Context

Item = Mapping[str, Any]
_STATEMENT = re.compile(
    r"""\s*(?:(select|delete)\b.*?\bfrom|(insert)\s+into|(update))\s+"?([\w.-]+)"?(?:\."?([\w.-]+)"?)?""",
    re.IGNORECASE | re.DOTALL,
)
_EQUALITY = re.compile(r"([#\w.-]+)\s*=\s*(:\w+)")
_STREAM = re.compile(r"arn:[\w-]+:dynamodb:[^|]+/stream/[^|\s]+")
_TRANSACTED = {"Get": "GetItem", "Put": "PutItem", "Update": "UpdateItem", "Delete": "DeleteItem"}
_TRANSACTED |= {"ConditionCheck": "ConditionCheckItem"}


def table_arn(call: Call, name: str) -> str:
    """The ARN of a table that a request names by its name or by its ARN."""
    return name if name.startswith("arn:") else f"arn:aws:dynamodb:{call.region}:{call.account_id}:table/{name}"


def needs_of_batch(call: Call) -> tuple[Need, ...]:
    """`BatchGetItem` and `BatchWriteItem`: one for each table."""
    requests: Mapping[str, Any] = call.parameters.get("RequestItems", {})
    return tuple(
        Need(f"dynamodb:{call.operation}", table_arn(call, table), _leading(call, table, _batched(given)))
        for table, given in requests.items()
    )


def needs_of_transaction(call: Call) -> tuple[Need, ...]:
    """`TransactGetItems` and `TransactWriteItems`: what each item's own operation needs."""
    found = []
    for item in call.parameters.get("TransactItems", ()):
        for kind, given in item.items():
            table = given.get("TableName", "")
            keys = _leading(call, table, (given.get("Key") or given.get("Item") or {},))
            found.append(Need(f"dynamodb:{_TRANSACTED[kind]}", table_arn(call, table), keys))
    return tuple(found)


def needs_of_statements(call: Call) -> tuple[Need, ...]:
    """PartiQL: `PartiQLSelect`, `PartiQLInsert`, `PartiQLUpdate` and `PartiQLDelete` by the statement's first word."""
    one = [{"Statement": call.text("Statement")}] if call.operation == "ExecuteStatement" else []
    return tuple(
        _of_statement(call, given.get("Statement", ""))
        for given in (*one, *call.parameters.get("Statements", ()), *call.parameters.get("TransactStatements", ()))
    )


def needs_of_records(call: Call) -> tuple[Need, ...]:
    """`GetRecords` names its stream within the iterator only."""
    found = _STREAM.search(call.text("ShardIterator"))
    everything = f"arn:aws:dynamodb:{call.region}:{call.account_id}:table/*/stream/*"
    return (Need("dynamodb:GetRecords", found[0] if found else everything),)


def keys_of_items(call: Call) -> Context:
    """Condition keys of the operations on one item, and of queries."""
    given = call.parameters
    keys: dict[str, str | tuple[str, ...]] = {}
    for name, parameter in (("select", "Select"), ("returnvalues", "ReturnValues")):
        if call.text(parameter):
            keys[f"dynamodb:{name}"] = call.text(parameter)
    item = given.get("Key") or given.get("Item") or _equalities(given)
    return keys | _leading(call, call.text("TableName"), (item,))


SPECIAL: Mapping[str, Callable[[Call], tuple[Need, ...]]] = {
    "BatchGetItem": needs_of_batch,
    "BatchWriteItem": needs_of_batch,
    "TransactGetItems": needs_of_transaction,
    "TransactWriteItems": needs_of_transaction,
    "ExecuteStatement": needs_of_statements,
    "BatchExecuteStatement": needs_of_statements,
    "ExecuteTransaction": needs_of_statements,
    "GetRecords": needs_of_records,
}


def _of_statement(call: Call, statement: str) -> Need:
    found = _STATEMENT.match(statement)
    if found is None:
        return Need("dynamodb:PartiQLSelect", table_arn(call, "*"))
    kind = (found[1] or found[2] or found[3]).capitalize()
    index = f"/index/{found[5]}" if found[5] else ""
    return Need(f"dynamodb:PartiQL{kind}", table_arn(call, found[4]) + index)


def _batched(given: Any) -> Iterable[Item]:
    """The keys or items of one table in a batch."""
    if isinstance(given, Mapping):
        return list(given.get("Keys", ()))
    writes: list[Item] = [next(iter(one.values()), {}) for one in given]
    return [one.get("Key") or one.get("Item") or {} for one in writes]


def _equalities(given: Mapping[str, Any]) -> dict[str, Any]:
    """What a query's key condition says of each name that must equal a value."""
    names, values = given.get("ExpressionAttributeNames") or {}, given.get("ExpressionAttributeValues") or {}
    pairs = _EQUALITY.findall(str(given.get("KeyConditionExpression") or ""))
    return {names.get(name, name): values[value] for name, value in pairs if value in values}


def _leading(call: Call, table: str, items: Iterable[Item]) -> dict[str, str | tuple[str, ...]]:
    """`dynamodb:LeadingKeys`: the values of the partition key that the request names."""
    name = call.known.partition_key(table, call.account_id, call.region)
    values = [str(next(iter(item[name].values()))) for item in items if isinstance(item.get(name), Mapping)]
    return {"dynamodb:leadingkeys": tuple(values)} if values else {}
