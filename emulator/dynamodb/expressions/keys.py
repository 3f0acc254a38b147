"""Key conditions: what a query asks of the partition key and of the sort key."""

from collections.abc import Mapping
from dataclasses import dataclass

from emulator.dynamodb.expressions.tokens import ExpressionError
from emulator.dynamodb.expressions.tree import (
    Between,
    Call,
    Comparison,
    Condition,
    In,
    Logical,
    Not,
    Operand,
    Path,
    Value,
)
from emulator.dynamodb.expressions.updates import text_of

FLIPPED = {"=": "=", "<": ">", "<=": ">=", ">": "<", ">=": "<="}
KIND = "KeyConditionExpression"


@dataclass(frozen=True)
class KeyCondition:
    """One condition: the attribute as it is written, the operator (`begins_with` is one), and the values' names."""

    written: str
    operator: str
    values: tuple[str, ...]

    def __str__(self) -> str:
        if self.operator == "begins_with":
            return f"begins_with({self.written}, {self.values[0]})"
        if self.operator == "BETWEEN":
            return f"{self.written} BETWEEN {self.values[0]} AND {self.values[1]}"
        return f"{self.written} {self.operator} {self.values[0]}"


def key_conditions(condition: Condition, names: Mapping[str, str]) -> dict[str, KeyCondition]:
    """The conditions by the attribute that each is about."""
    found: dict[str, KeyCondition] = {}
    for each in _flat(condition):
        one = _key_condition(each)
        name = names.get(one.written, one.written)
        if name in found:
            raise ExpressionError(f"{KIND}s must only contain one condition per key")
        found[name] = one
    return found


def _flat(condition: Condition) -> list[Comparison | Between | Call]:
    if isinstance(condition, Logical) and condition.operator == "AND":
        return [*_flat(condition.left), *_flat(condition.right)]
    if isinstance(condition, Comparison | Between | Call) and _operator(condition) in _ALLOWED:
        return [condition]
    raise ExpressionError(f"Invalid operator used in {KIND}: {_operator(condition)}")


_ALLOWED = frozenset({*FLIPPED, "BETWEEN", "begins_with"})


def _operator(condition: Condition) -> str:
    if isinstance(condition, Comparison | Logical):
        return condition.operator
    if isinstance(condition, Call):
        return condition.function
    return "NOT" if isinstance(condition, Not) else "IN" if isinstance(condition, In) else "BETWEEN"


def _key_condition(condition: Comparison | Between | Call) -> KeyCondition:
    operands, operator = condition.operands, _operator(condition)
    if any(isinstance(operand, Call) for operand in operands):
        raise ExpressionError(f"{KIND}s cannot contain nested operations")
    if not isinstance(condition, Comparison) and not isinstance(operands[0], Path):
        raise ExpressionError(
            f"Invalid condition in {KIND}: {operator} operator must have the key attribute as its first operand"
        )
    paths = [operand for operand in operands if isinstance(operand, Path)]
    if len(paths) > 1:
        raise ExpressionError(f"Invalid condition in {KIND}: Multiple attribute names used in one condition")
    if not paths:
        raise ExpressionError(f"Invalid condition in {KIND}: No key attribute specified")
    if len(paths[0].steps) > 1:
        raise ExpressionError(f"{KIND}s cannot have conditions on nested attributes")
    if operands[0] is not paths[0]:
        operator = FLIPPED[operator]
    return KeyCondition(text_of(paths[0]), operator, tuple(_names(operands)))


def _names(operands: tuple[Operand, ...]) -> list[str]:
    return [operand.name for operand in operands if isinstance(operand, Value)]
