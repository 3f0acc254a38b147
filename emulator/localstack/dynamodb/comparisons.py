"""Comparisons as DynamoDB makes them, put in the place of moto's.

moto compares Python values: a string with a number raises, true equals 1, a number in BETWEEN may not be 0, decimals
are floats, size() of a missing attribute raises. In DynamoDB two operands of different types are different and
unordered, and a missing one makes every comparison false but `<>`. From the developer guide, "Comparison operator and
function reference".
"""

import base64
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from moto.dynamodb import comparisons as moto
from moto.dynamodb.models.dynamo_type import DynamoType, Item

from emulator.localstack.dynamodb.numbers import total

Typed = tuple[str, Any]
ORDERED = frozenset({"S", "N", "B"})


def typed(value: DynamoType) -> Typed:
    """The type and a Python value that is equal exactly when DynamoDB's is."""
    content = value.value
    if value.type == "N":
        return "N", Decimal(content)
    if value.type == "B":
        return "B", base64.b64decode(content)
    if value.is_set():
        return value.type, frozenset(typed(DynamoType({value.type[0]: part})) for part in content)
    if value.type == "L":
        return "L", [typed(part) for part in content]
    if value.type == "M":
        return "M", {name: typed(part) for name, part in content.items()}
    return value.type, content


def sortable(value: DynamoType) -> Any:
    """What moto sorts and filters by; as moto's own but with exact numbers."""
    kind, content = typed(value)
    if kind in {"SS", "NS", "BS"}:
        return {part for _, part in content}
    if kind == "L":
        return [sortable(part) for part in value.value]
    if kind == "M":
        return {name: sortable(part) for name, part in value.value.items()}
    return content


def operand(node: Any, item: Item | None) -> Typed | None:
    """What an operand of a condition stands for on `item`; None when the attribute is missing."""
    if isinstance(node, moto.FuncSize):
        inner = operand(node.attr, item)
        return None if inner is None or inner[0] in {"N", "BOOL", "NULL"} else ("N", Decimal(_size(inner)))
    if isinstance(node, moto.AttributeValue):
        return typed(DynamoType({node.type: node.value}))
    attribute = node._get_attr(item)
    return None if attribute is None else typed(attribute)


def same(left: Any, right: Any, item: Item | None) -> bool:
    """`left = right`: both there, of one type, with one value."""
    first, second = operand(left, item), operand(right, item)
    return first is not None and first == second


def ordered(compare: Callable[[Any, Any], bool], left: Any, right: Any, item: Item | None) -> bool:
    """Whether `compare` holds; false for missing operands, other types and types without an order."""
    first, second = operand(left, item), operand(right, item)
    if first is None or second is None or first[0] != second[0] or first[0] not in ORDERED:
        return False
    return compare(first[1], second[1])


def contains(container: Any, part: Any, item: Item | None) -> bool:
    """contains(path, operand): a substring, or an element of a set or list."""
    outer, inner = operand(container, item), operand(part, item)
    if outer is None or inner is None:
        return False
    if outer[0] in {"S", "B"}:
        return inner[0] == outer[0] and inner[1] in outer[1]
    return outer[0] in {"SS", "NS", "BS", "L"} and inner in outer[1]


def begins_with(text: Any, start: Any, item: Item | None) -> bool:
    """begins_with(path, substr): of strings and of bytes."""
    whole, first = operand(text, item), operand(start, item)
    if whole is None or first is None or whole[0] != first[0] or whole[0] not in {"S", "B"}:
        return False
    return bool(whole[1].startswith(first[1]))


def _size(value: Typed) -> int:
    """A string's size is that of Java's: UTF-16 units."""
    return len(value[1].encode("utf-16-le")) // 2 if value[0] == "S" else len(value[1])


def added(first: DynamoType, second: DynamoType, sign: int) -> DynamoType:
    """The sum, or the difference for a `sign` of -1."""
    if first.type != "N" or second.type != "N":
        raise TypeError("Different types of operandi is not allowed.")
    return DynamoType({"N": total(first.value, second.value, sign)})
