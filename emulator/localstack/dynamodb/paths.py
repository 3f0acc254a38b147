"""Document paths: which ones an update names, and an item's part at them."""

from typing import Any

from moto.dynamodb.models.dynamo_type import Item

from emulator.dynamodb.expressions import projections, updates
from emulator.dynamodb.expressions.checks import Scope

Path = tuple[str | int, ...]
Value = dict[str, Any]
Wanted = dict[str | int, Any]
"""Steps of paths, and by each the steps that follow; none: all of it."""


def updated_paths(request: dict[str, Any]) -> list[Path]:
    """The paths that an UpdateItem request names as targets, in its order."""
    if "UpdateExpression" not in request:
        return [(name,) for name in request.get("AttributeUpdates", {})]
    scope = Scope(request.get("ExpressionAttributeNames") or {}, {})
    return [scope.steps(action.path) for action in updates.parse(request["UpdateExpression"])]


def projected_paths(reader: Any) -> list[list[str | int]]:
    """What moto's `ProjectionExpressionParser.parse` answers, and the names that it leaves with itself."""
    if not reader.projection_expression:
        return []
    scope = Scope(reader.expression_attribute_names or {}, {})
    paths = projections.parse(reader.projection_expression)
    reader.expr_attr_names_found += [step for path in paths for step in path.steps if isinstance(step, str)]
    return [list(scope.steps(path)) for path in paths]


def projected(item: Item, paths: list[list[str | int]]) -> Item:
    """An item with the parts at `paths` only."""
    attributes = project(item.to_json()["Attributes"], [tuple(path) for path in paths])
    return Item(item.hash_key, item.range_key, attributes)


def project(attributes: dict[str, Value], paths: list[Path]) -> dict[str, Value]:
    """The parts of `attributes` at `paths`, nested as they are; paths that lead nowhere are left out.

    What is left of a list has the list's order.
    """
    wanted: Wanted = {}
    for path in paths:
        inner = wanted
        for step in path:
            inner = inner.setdefault(step, {})
    picked = _picked({"M": attributes}, wanted) if wanted else None
    return {} if picked is None else dict(picked["M"])


def _picked(value: Value, wanted: Wanted) -> Value | None:
    """What is wanted of a value; None when it has nothing of it."""
    if not wanted:
        return value
    if "M" in value:
        members: Value = value["M"]
        named = [(name, part) for name, part in wanted.items() if isinstance(name, str) and name in members]
        found = {name: one for name, part in named if (one := _picked(members[name], part)) is not None}
        return {"M": found} if found else None
    elements: list[Value] = value.get("L", [])
    indexes = sorted(step for step in wanted if isinstance(step, int) and step < len(elements))
    chosen = [one for index in indexes if (one := _picked(elements[index], wanted[index])) is not None]
    return {"L": chosen} if chosen else None
