"""Document paths: which ones an update names, and an item's part at them."""

from typing import Any

from moto.dynamodb.parsing.ast_nodes import (
    ExpressionAttribute,
    ExpressionAttributeName,
    ExpressionSelector,
    UpdateExpressionAddAction,
    UpdateExpressionDeleteAction,
    UpdateExpressionRemoveAction,
    UpdateExpressionSetAction,
)
from moto.dynamodb.parsing.expressions import UpdateExpressionParser

ACTIONS = [
    UpdateExpressionSetAction,
    UpdateExpressionAddAction,
    UpdateExpressionRemoveAction,
    UpdateExpressionDeleteAction,
]
Path = tuple[str | int, ...]
Value = dict[str, Any]


def updated_paths(request: dict[str, Any]) -> list[Path]:
    """The paths that an UpdateItem request names as targets, in its order."""
    if "UpdateExpression" not in request:
        return [(name,) for name in request.get("AttributeUpdates", {})]
    names = request.get("ExpressionAttributeNames", {})
    tree = UpdateExpressionParser.make(request["UpdateExpression"].strip())
    return [_path(action.children[0], names) for action in tree.find_clauses(ACTIONS)]


def project(attributes: dict[str, Value], paths: list[Path]) -> dict[str, Value]:
    """The parts of `attributes` at `paths`, nested as they are; paths that lead nowhere are left out."""
    whole: Value = {"M": attributes}
    found: Value = {"M": {}}
    for path in paths:
        _copy(whole, found, path)
    chosen: dict[str, Value] = found["M"]
    return chosen


def _copy(source: Value, target: Value, path: Path) -> None:
    step, rest = path[0], path[1:]
    child = _child(source, step)
    if child is None or (rest and _at(child, rest) is None):
        return
    if not rest:
        _attach(target, step, child)
        return
    kind = next(iter(child))
    nested = target["M"].get(step) if "M" in target else None
    if nested is None:
        nested = {kind: {} if kind == "M" else []}
        _attach(target, step, nested)
    _copy(child, nested, rest)


def _at(value: Value, path: Path) -> Value | None:
    for step in path:
        child = _child(value, step)
        if child is None:
            return None
        value = child
    return value


def _child(value: Value, step: str | int) -> Value | None:
    if isinstance(step, str):
        found: Value | None = value.get("M", {}).get(step)
        return found
    elements = value.get("L", [])
    return elements[step] if step < len(elements) else None


def _attach(target: Value, step: str | int, value: Value) -> None:
    if isinstance(step, str):
        target["M"][step] = value
    else:
        target["L"].append(value)


def _path(node: Any, names: dict[str, str]) -> Path:
    steps: list[str | int] = []
    for part in node.children:
        if isinstance(part, ExpressionAttributeName):
            steps.append(names[part.get_attribute_name_placeholder()])
        elif isinstance(part, ExpressionAttribute):
            steps.append(part.get_attribute_name())
        elif isinstance(part, ExpressionSelector):
            steps.append(part.get_index())
    return tuple(steps)
