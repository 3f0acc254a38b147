"""What a query or scan asks for, checked against its table: keys, the index and what it has, the starting key."""

from typing import Any

from moto.dynamodb.exceptions import MockValidationException
from moto.dynamodb.models.table import GlobalSecondaryIndex, Table

from emulator.dynamodb.expressions import projections
from emulator.dynamodb.expressions.keys import KeyCondition
from emulator.localstack.dynamodb.expressions import scope_of

INVALID = "One or more parameter values were invalid: "
Body = dict[str, Any]


def index_of(table: Table, body: Body) -> Any:
    """The index that a request goes by; None when it goes by the table."""
    return next((index for index in table.all_indexes() if index.name == body.get("IndexName")), None)


def key_text(table: Table, body: Body, conditions: dict[str, KeyCondition]) -> str:
    """The conditions in the form that moto understands; a ValidationException for what a key can't be asked."""
    index = index_of(table, body)
    schema = index.schema if index is not None else table.schema
    keys = {part["KeyType"]: part["AttributeName"] for part in schema}
    types = {attribute["AttributeName"]: attribute["AttributeType"] for attribute in table.attr}
    partition = keys["HASH"]
    if partition not in conditions:
        raise MockValidationException(f"Query condition missed key schema element: {partition}")
    others = [name for name in conditions if name != partition]
    if len(others) > 1 or (others and "RANGE" not in keys) or conditions[partition].operator != "=":
        raise MockValidationException("Query key condition not supported")
    if others and others[0] != keys["RANGE"]:
        raise MockValidationException(f"Query condition missed key schema element: {keys['RANGE']}")
    for name, condition in conditions.items():
        for value in condition.values:
            if next(iter(body["ExpressionAttributeValues"][value])) != types[name]:
                raise MockValidationException(f"{INVALID}Condition parameter type does not match schema type")
    return " AND ".join(str(conditions[name]) for name in (partition, *others))


def check_select(table: Table, body: Body) -> None:
    """Raise DynamoDB's ValidationException for attributes that can't be had together, or of that index."""
    select, index = body.get("Select"), index_of(table, body)
    projected = next((name for name in ("ProjectionExpression", "AttributesToGet") if body.get(name)), None)
    if select == "SPECIFIC_ATTRIBUTES" and projected is None:
        raise MockValidationException(
            "Must specify the AttributesToGet or ProjectionExpression when choosing to get SPECIFIC_ATTRIBUTES"
        )
    if projected is not None and select not in (None, "SPECIFIC_ATTRIBUTES"):
        wanted = "only the Count" if select == "COUNT" else select
        raise MockValidationException(f"Cannot specify the {projected} when choosing to get {wanted}")
    if select == "ALL_PROJECTED_ATTRIBUTES" and not body.get("IndexName"):
        raise MockValidationException(
            f"{INVALID}ALL_PROJECTED_ATTRIBUTES can be used only when Querying using an IndexName"
        )
    if isinstance(index, GlobalSecondaryIndex):
        _check_projected(table, index, body)


def _check_projected(table: Table, index: GlobalSecondaryIndex, body: Body) -> None:
    kind = index.projection.get("ProjectionType")
    if kind == "ALL":
        return
    if body.get("Select") == "ALL_ATTRIBUTES":
        raise MockValidationException(
            f"{INVALID}Select type ALL_ATTRIBUTES is not supported for global secondary index {index.name} "
            "because its projection type is not ALL"
        )
    there = {*table.table_key_attrs, *index.schema_key_attrs, *(index.projection.get("NonKeyAttributes") or ())}
    missing = [name for name in _asked(body) if name not in there]
    if missing:
        raise MockValidationException(
            f"{INVALID}Global secondary index {index.name} does not project [{', '.join(missing)}]"
        )


def _asked(body: Body) -> list[str]:
    """The attributes that a request asks for by name."""
    if body.get("ProjectionExpression"):
        scope = scope_of(body)
        return [str(scope.steps(path)[0]) for path in projections.parse(body["ProjectionExpression"])]
    return list(body.get("AttributesToGet") or ())


def check_start(table: Table, body: Body) -> None:
    """Raise DynamoDB's ValidationException for a starting key that is none of the table, or of the index."""
    start = body.get("ExclusiveStartKey")
    if not start:
        return
    index = index_of(table, body)
    wanted = {*table.table_key_attrs, *(index.schema_key_attrs if index is not None else ())}
    types = {attribute["AttributeName"]: attribute["AttributeType"] for attribute in table.attr}
    if set(start) != wanted or any(set(value) != {types[name]} for name, value in start.items()):
        raise MockValidationException("The provided starting key is invalid")
