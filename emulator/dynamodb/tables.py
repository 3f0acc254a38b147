"""What DynamoDB refuses in the definition of a table, beyond what its model says. Pure.

Sources: API reference of CreateTable and UpdateTable, "Projection", "GlobalSecondaryIndex", "ProvisionedThroughput".
"""

from collections.abc import Iterator, Mapping
from typing import Any

INVALID = "One or more parameter values were invalid: "
KEY_TYPES = ("S", "N", "B")
Body = Mapping[str, Any]


class TableError(ValueError):
    """What DynamoDB says of a definition."""


def check_table(body: Body) -> None:
    """TableError for a definition, or a change of one, that DynamoDB doesn't take."""
    _check_capacity(body)
    for index in _indexes(body):
        _check_projection(index.get("Projection") or {})
    names = [index["IndexName"] for index in _indexes(body)]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise TableError(f"{INVALID}Duplicate index name: {twice}")
    for schema in [body.get("KeySchema"), *(index.get("KeySchema") for index in _indexes(body))]:
        if schema is not None:
            _check_schema(schema)


def _indexes(body: Body) -> Iterator[Body]:
    yield from body.get("GlobalSecondaryIndexes") or ()
    yield from body.get("LocalSecondaryIndexes") or ()
    for update in body.get("GlobalSecondaryIndexUpdates") or ():
        if "Create" in update:
            yield update["Create"]


def _check_capacity(body: Body) -> None:
    if body.get("BillingMode") != "PAY_PER_REQUEST":
        return
    if body.get("ProvisionedThroughput") is not None:
        raise TableError(
            f"{INVALID}Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is "
            "PAY_PER_REQUEST"
        )
    for index in _indexes(body):
        if index.get("ProvisionedThroughput") is not None:
            raise TableError(
                f"{INVALID}ProvisionedThroughput should not be specified for index: {index['IndexName']} "
                "when BillingMode is PAY_PER_REQUEST"
            )


def _check_projection(projection: Body) -> None:
    kind, names = projection.get("ProjectionType"), projection.get("NonKeyAttributes")
    if kind is None:
        raise TableError(f"{INVALID}Unknown ProjectionType: null")
    if kind == "INCLUDE" and not names:
        raise TableError(f"{INVALID}ProjectionType is INCLUDE, but NonKeyAttributes is not specified")
    if kind != "INCLUDE" and names:
        raise TableError(f"{INVALID}ProjectionType is {kind}, but NonKeyAttributes is specified")


def _check_schema(schema: list[Body]) -> None:
    kinds = [part["KeyType"] for part in schema]
    if kinds[0] != "HASH":
        raise TableError("Invalid KeySchema: The first KeySchemaElement is not a HASH key type")
    if len(kinds) > 1 and kinds[1] != "RANGE":
        raise TableError("Invalid KeySchema: The second KeySchemaElement is not a RANGE key type")
    if len(schema) > 1 and schema[0]["AttributeName"] == schema[1]["AttributeName"]:
        raise TableError("Both the Hash Key and the Range Key element in the KeySchema have the same name")


def merged(known: list[Body], given: list[Body]) -> list[Body]:
    """A table's attribute definitions with those that a change gives: those that aren't named again stay."""
    return list(({one["AttributeName"]: one for one in known} | {one["AttributeName"]: one for one in given}).values())
