"""What DynamoDB refuses in an expression whose grammar is right: functions, names, operands, and paths that overlap."""

from base64 import b64decode
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from emulator.dynamodb.expressions.tokens import ExpressionError
from emulator.dynamodb.expressions.tree import (
    Between,
    Call,
    Comparison,
    Condition,
    Leaf,
    Operand,
    Path,
    Steps,
    Value,
    leaves,
    operands_in,
    paths_in,
)
from emulator.dynamodb.expressions.updates import Action

IN_CONDITIONS = {
    "attribute_exists": 1, "attribute_not_exists": 1, "attribute_type": 2, "begins_with": 2, "contains": 2, "size": 1,
}  # fmt: skip
IN_UPDATES = {"if_not_exists": 2, "list_append": 2}
NEED_A_PATH = ("attribute_exists", "attribute_not_exists", "if_not_exists")
ORDERED, SIZED = frozenset("SNB"), frozenset({"S", "B", "SS", "NS", "BS", "L", "M"})
TYPES = ("B", "NULL", "SS", "BOOL", "L", "BS", "N", "NS", "S", "M")
LONG_NAMES = {
    "S": "STRING", "N": "NUMBER", "B": "BINARY", "NULL": "NULL", "BOOL": "BOOLEAN", "L": "LIST", "M": "MAP",
}  # fmt: skip
_INCORRECT = "Incorrect operand type for operator or function; operator or function: "


@dataclass(frozen=True)
class Scope:
    """What a request defines for its expressions, and the words that are reserved, in capitals."""

    names: Mapping[str, str]
    values: Mapping[str, Mapping[str, Any]]
    reserved: Collection[str] = frozenset()

    def steps(self, path: Path) -> Steps:
        """A path with its real names."""
        return tuple(self.names.get(step, step) if isinstance(step, str) else step for step in path.steps)

    def kind(self, operand: Operand) -> str | None:
        """The type of a value of the request; None for what only an item decides."""
        return next(iter(self.values[operand.name])) if isinstance(operand, Value) else None

    def result(self, operand: Operand) -> str | None:
        """The type of a value, and of what a function makes."""
        return "N" if isinstance(operand, Call) and operand.function == "size" else self.kind(operand)

    def defined(self, operands: Iterable[Operand]) -> None:
        """ExpressionError for a placeholder that isn't."""
        for operand in operands_in(*operands):
            if isinstance(operand, Value) and operand.name not in self.values:
                raise ExpressionError(
                    f"An expression attribute value used in expression is not defined; attribute value: {operand.name}"
                )
            for step in operand.steps if isinstance(operand, Path) else ():
                if str(step).startswith("#") and step not in self.names:
                    raise ExpressionError(
                        f"An expression attribute name used in the document path is not defined; attribute name: {step}"
                    )

    def not_reserved(self, paths: Iterable[Path]) -> None:
        """ExpressionError for a name that is a reserved word."""
        for path in paths:
            for step in path.steps:
                if isinstance(step, str) and step.upper() in self.reserved:
                    raise ExpressionError(f"Attribute name is a reserved keyword; reserved keyword: {step}")


def check_condition(condition: Condition, scope: Scope) -> None:
    """ExpressionError for what DynamoDB refuses in a condition, the gravest first."""
    found = list(leaves(condition))
    calls = [one for leaf in found for one in _calls(leaf)]
    _known(calls, IN_CONDITIONS, IN_UPDATES, "a condition")
    for leaf in found:
        inner = [one for one in operands_in(*leaf.operands) if isinstance(one, Call)]
        for call in inner:
            if call.function != "size":
                raise _misused(call.function)
        if isinstance(leaf, Call) and leaf.function == "size":
            raise _misused("size")
    scope.not_reserved(path for leaf in found for path in paths_in(*leaf.operands))
    for leaf in found:
        scope.defined(leaf.operands)
        for call in _calls(leaf):
            _check_call(call, IN_CONDITIONS, scope)
        _check_leaf(leaf, scope)


def _calls(leaf: Leaf) -> Iterator[Call]:
    yield from (one for one in operands_in(*leaf.operands) if isinstance(one, Call))
    if isinstance(leaf, Call):
        yield leaf


def _known(calls: Iterable[Call], here: Mapping[str, int], elsewhere: Mapping[str, int], where: str) -> None:
    for call in calls:
        if call.function in here:
            continue
        if call.function in elsewhere:
            raise ExpressionError(f"The function is not allowed in {where} expression; function: {call.function}")
        raise ExpressionError(f"Invalid function name; function: {call.function}")


def _misused(function: str) -> ExpressionError:
    return ExpressionError(f"The function is not allowed to be used this way in an expression; function: {function}")


def _check_call(call: Call, known: Mapping[str, int], scope: Scope) -> None:
    name, operands = call.function, call.operands
    if len(operands) != known[name]:
        raise ExpressionError(
            "Incorrect number of operands for operator or function; "
            f"operator or function: {name}, number of operands: {len(operands)}"
        )
    _distinct(name, operands, scope)
    if name in NEED_A_PATH and not isinstance(operands[0], Path):
        raise ExpressionError(f"Operator or function requires a document path; operator or function: {name}")
    if name == "attribute_type":
        _check_type_name(operands[1], scope)
    allowed = {"begins_with": frozenset("SB"), "size": SIZED, "list_append": frozenset("L")}.get(name)
    if allowed is not None:
        _of_kinds(name, operands, allowed, scope)


def _of_kinds(name: str, operands: Iterable[Operand], allowed: Collection[str], scope: Scope) -> None:
    for operand in operands:
        kind = scope.result(operand)
        if kind is not None and kind not in allowed:
            raise ExpressionError(f"{_INCORRECT}{name}, operand type: {kind}")


def _check_type_name(operand: Operand, scope: Scope) -> None:
    kind = scope.result(operand)
    if kind != "S" or not isinstance(operand, Value):
        raise ExpressionError(f"{_INCORRECT}attribute_type, operand type: {kind or '{NS,SS,L,BS,N,M,B,BOOL,NULL,S}'}")
    wanted = scope.values[operand.name]["S"]
    if wanted not in TYPES:
        raise ExpressionError(f"Invalid attribute type name found; type: {wanted}, valid types: {{{','.join(TYPES)}}}")


def _check_leaf(leaf: Leaf, scope: Scope) -> None:
    if isinstance(leaf, Comparison):
        _distinct(leaf.operator, leaf.operands, scope)
        if leaf.operator not in ("=", "<>"):
            _of_kinds(leaf.operator, leaf.operands, ORDERED, scope)
    elif isinstance(leaf, Between):
        _of_kinds("BETWEEN", leaf.operands, ORDERED, scope)
        _check_bounds(leaf, scope)


def _distinct(name: str, operands: tuple[Operand, ...], scope: Scope) -> None:
    first, *others = operands
    if isinstance(first, Path) and any(
        isinstance(one, Path) and scope.steps(one) == scope.steps(first) for one in others
    ):
        raise ExpressionError(
            "The first operand must be distinct from the remaining operands for this operator or function; "
            f"operator: {name}, first operand: {written(scope.steps(first))}"
        )


def _check_bounds(between: Between, scope: Scope) -> None:
    low, high = scope.kind(between.low), scope.kind(between.high)
    if not isinstance(between.low, Value) or not isinstance(between.high, Value) or low is None or high is None:
        return
    first, last = scope.values[between.low.name][low], scope.values[between.high.name][high]
    shown = (
        f"lower bound operand: AttributeValue: {{{low}:{first}}}, "
        f"upper bound operand: AttributeValue: {{{high}:{last}}}"
    )
    if low != high:
        raise ExpressionError(f"The BETWEEN operator requires same data type for lower and upper bounds; {shown}")
    if _comparable(low, first) > _comparable(high, last):
        raise ExpressionError(
            f"The BETWEEN operator requires upper bound to be greater than or equal to lower bound; {shown}"
        )


def _comparable(kind: str, value: Any) -> Any:
    if kind == "N":
        return Decimal(value)
    return b64decode(value) if kind == "B" and isinstance(value, str) else value if kind == "B" else value.encode()


def check_update(actions: tuple[Action, ...], scope: Scope) -> None:
    """ExpressionError for what DynamoDB refuses in an update, the gravest first."""
    operands = [operand for action in actions for operand in _operands(action)]
    calls = [one for one in operands_in(*operands) if isinstance(one, Call)]
    scope.not_reserved([*(action.path for action in actions), *paths_in(*operands)])
    _known(calls, IN_UPDATES, IN_CONDITIONS, "an update")
    scope.defined([*(action.path for action in actions), *operands])
    check_overlap([scope.steps(action.path) for action in actions])
    for action in actions:
        _check_operand_of(action, scope)
    for call in calls:
        if any(isinstance(one, Call) and one.function == "list_append" for one in call.operands):
            raise _misused("list_append")
        _check_call(call, IN_UPDATES, scope)
    for action in actions:
        if isinstance(action.value, Comparison):
            _of_kinds(action.value.operator, action.value.operands, frozenset("N"), scope)


def _operands(action: Action) -> tuple[Operand, ...]:
    if action.value is None:
        return ()
    return action.value.operands if isinstance(action.value, Comparison) else (action.value,)


def _check_operand_of(action: Action, scope: Scope) -> None:
    if action.section not in ("ADD", "DELETE") or not isinstance(action.value, Value):
        return
    kind = scope.kind(action.value)
    if kind in LONG_NAMES and not (action.section == "ADD" and kind == "N"):
        raise ExpressionError(
            "Incorrect operand type for operator or function; "
            f"operator: {action.section}, operand type: {LONG_NAMES[kind]}, "
            f"typeSet: ALLOWED_FOR_{action.section}_OPERAND"
        )


def check_projection(paths: tuple[Path, ...], scope: Scope) -> None:
    """ExpressionError for what DynamoDB refuses in a projection."""
    scope.not_reserved(paths)
    scope.defined(paths)
    check_overlap([scope.steps(path) for path in paths])


def check_overlap(paths: list[Steps]) -> None:
    """ExpressionError for a path that is, or lies in, or contradicts another one."""
    for index, second in enumerate(paths):
        for first in paths[:index]:
            _check_pair(first, second)


def _check_pair(first: Steps, second: Steps) -> None:
    both = f"must remove or rewrite one of these paths; path one: {written(first)}, path two: {written(second)}"
    for one, other in zip(first, second, strict=False):
        if type(one) is not type(other):
            raise ExpressionError(f"Two document paths conflict with each other; {both}")
        if one != other:
            return
    raise ExpressionError(f"Two document paths overlap with each other; {both}")


def written(steps: Steps) -> str:
    """A path as DynamoDB's messages have it."""
    return f"[{', '.join(f'[{step}]' if isinstance(step, int) else step for step in steps)}]"
