"""What DynamoDB refuses. API reference: TransactWriteItems; developer guide, "Quotas", "Legacy conditional parameters".

https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ServiceQuotas.html: attributes are nested up to 32
levels deep. An AttributeValue has exactly one type.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from emulator.validation.refusal import Refusal

DEEPEST = 32
LEGACY = (
    "AttributesToGet", "AttributeUpdates", "ConditionalOperator", "Expected", "KeyConditions", "QueryFilter",
    "ScanFilter",
)  # fmt: skip
EXPRESSIONS = (
    "ConditionExpression", "FilterExpression", "KeyConditionExpression", "ProjectionExpression", "UpdateExpression",
)  # fmt: skip
Request = Mapping[str, Any]


def transact_write_items(request: Request, _: Mapping[str, str]) -> Refusal | None:
    """TransactWriteItems: each of them is one action."""
    if any(len(item) != 1 for item in request["TransactItems"]):
        return _refused("TransactItems can only contain one of Check, Put, Update or Delete")
    return _first(_values(part) for item in request["TransactItems"] for part in item.values())


def batch_write_item(request: Request, _: Mapping[str, str]) -> Refusal | None:
    """BatchWriteItem: the values of what is put."""
    writes = (write for found in request["RequestItems"].values() for write in found)
    return _first(_values(part) for write in writes for part in write.values())


def one_item(request: Request, _: Mapping[str, str]) -> Refusal | None:
    """A request about items of one table: expressions or the older parameters, and values of one type."""
    older = [name for name in LEGACY if name in request]
    expressions = [name for name in EXPRESSIONS if name in request]
    if older and expressions:
        return _refused(
            "Can not use both expression and non-expression parameters in the same request: Non-expression parameters: "
            f"{{{', '.join(older)}}} Expression parameters: {{{', '.join(expressions)}}}"
        )
    return _values(request)


def _values(part: Request) -> Refusal | None:
    """The values that one part of a request has."""
    found = (part.get(name) or {} for name in ("Item", "Key", "ExpressionAttributeValues"))
    return _first(_value(value, 0) for values in found for value in values.values())


def _value(value: Request, depth: int) -> Refusal | None:
    if len(value) != 1:
        which = "is empty" if not value else "has more than one datatypes set"
        return _refused(f"Supplied AttributeValue {which}, must contain exactly one of the supported datatypes")
    inside = value.get("M")
    parts = inside.values() if inside is not None else value.get("L")
    if parts is None:
        return None
    if depth == DEEPEST:
        return _refused(
            "Nesting Levels have exceeded supported limits: Attributes in the item have nested levels beyond supported "
            "limit"
        )
    return _first(_value(part, depth + 1) for part in parts)


def _first(found: Iterator[Refusal | None]) -> Refusal | None:
    return next((refusal for refusal in found if refusal is not None), None)


def _refused(message: str) -> Refusal:
    return Refusal("ValidationException", message)


RULES = {
    "BatchWriteItem": batch_write_item,
    "TransactWriteItems": transact_write_items,
    **dict.fromkeys(("DeleteItem", "GetItem", "PutItem", "Query", "Scan", "UpdateItem"), one_item),
}
