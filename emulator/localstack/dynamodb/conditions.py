"""Conditions as moto's objects, made of our trees: moto's own reader drops and mixes up what it doesn't expect."""

from collections.abc import Callable
from functools import cached_property
from typing import Any

from moto.dynamodb import comparisons as moto

from emulator.dynamodb.expressions.checks import Scope
from emulator.dynamodb.expressions.conditions import parse
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
    leaves,
    operands_in,
)

FUNCTIONS: dict[str, Callable[..., Any]] = {
    "attribute_exists": moto.FuncAttrExists,
    "attribute_not_exists": moto.FuncAttrNotExists,
    "attribute_type": moto.FuncAttrType,
    "begins_with": moto.FuncBeginsWith,
    "contains": moto.FuncContains,
    "size": moto.FuncSize,
}


def parsed(reader: Any) -> Any:
    """What moto's `ConditionExpressionParser.parse` answers, and the names and values that it leaves with itself."""
    if not reader.condition_expression:
        return moto.OpDefault(None, None)
    condition = parse(reader.condition_expression)
    scope = Scope(reader.expression_attribute_names or {}, reader.expression_attribute_values or {})
    for leaf in leaves(condition):
        for operand in operands_in(*leaf.operands):
            if isinstance(operand, Path):
                reader.expr_attr_names_found += [step for step in operand.steps if isinstance(step, str)]
            elif isinstance(operand, Value):
                reader.expr_attr_values_found.append(operand.name)
    return Unmade(condition, scope)


class Unmade:
    """A condition that is made when it is asked: of an update moto reads it twice, and asks once."""

    def __init__(self, condition: Condition, scope: Scope) -> None:
        self._condition, self._scope = condition, scope

    @cached_property
    def _made(self) -> Any:
        return made(self._condition, self._scope)

    def expr(self, item: Any) -> bool:
        """Whether an item meets it."""
        return bool(self._made.expr(item))


def made(condition: Condition, scope: Scope) -> Any:
    """The condition, ready to be asked about an item."""
    if isinstance(condition, Logical):
        kind = moto.OpAnd if condition.operator == "AND" else moto.OpOr
        return kind(made(condition.left, scope), made(condition.right, scope))
    if isinstance(condition, Not):
        return moto.OpNot(made(condition.condition, scope))
    operands = [_operand(operand, scope) for operand in condition.operands]
    if isinstance(condition, Comparison):
        return moto.COMPARATOR_CLASS[condition.operator](*operands)
    if isinstance(condition, Between):
        return moto.FuncBetween(*operands)
    return moto.FuncIn(*operands) if isinstance(condition, In) else FUNCTIONS[condition.function](*operands)


def _operand(operand: Operand, scope: Scope) -> Any:
    if isinstance(operand, Path):
        return moto.AttributePath(list(scope.steps(operand)))
    if isinstance(operand, Value):
        return moto.AttributeValue(dict(scope.values[operand.name]))
    assert isinstance(operand, Call)
    return FUNCTIONS[operand.function](*(_operand(one, scope) for one in operand.operands))
