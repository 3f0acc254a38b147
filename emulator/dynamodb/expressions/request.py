"""The expressions of a request: what DynamoDB refuses of them, and of the names and values that it defines for them."""

import re
from collections.abc import Callable, Collection, Iterator
from typing import Any

from emulator.dynamodb.expressions import conditions, projections, updates
from emulator.dynamodb.expressions.checks import Scope, check_condition, check_projection, check_update
from emulator.dynamodb.expressions.keys import KeyCondition, key_conditions
from emulator.dynamodb.expressions.tokens import ExpressionError
from emulator.dynamodb.expressions.tree import leaves, paths_in

READ: dict[str, tuple[Callable[[str], Any], Callable[[Any, Scope], None]]] = {
    "UpdateExpression": (updates.parse, check_update),
    "ConditionExpression": (conditions.parse, check_condition),
    "KeyConditionExpression": (conditions.parse, check_condition),
    "FilterExpression": (conditions.parse, check_condition),
    "ProjectionExpression": (projections.parse, check_projection),
}
"""How each expression is read and checked, in the order in which DynamoDB looks at them."""
DEFINITIONS = {
    "ExpressionAttributeNames": re.compile(r"#[A-Za-z0-9_]+"),
    "ExpressionAttributeValues": re.compile(r":[A-Za-z0-9_]+"),
}
"""What a request may define for its expressions, and how each name or value is called."""


def scope_of(request: dict[str, Any], reserved: frozenset[str]) -> Scope:
    """What a request defines for its expressions; `reserved` are DynamoDB's reserved words, in capitals."""
    return Scope(
        request.get("ExpressionAttributeNames") or {}, request.get("ExpressionAttributeValues") or {}, reserved
    )


def check(body: dict[str, Any], reserved: frozenset[str]) -> None:
    """ExpressionError with DynamoDB's whole message for what it refuses, anywhere in a request.

    That is an expression, a definition that is none, and one that no expression uses.
    """
    for request in _requests(body):
        expressions = {kind: request[kind] for kind in READ if request.get(kind) is not None}
        _check_definitions(request, expressions)
        scope = scope_of(request, reserved)
        for kind, text in expressions.items():
            read, judge = READ[kind]
            try:
                judge(read(text), scope)
            except ExpressionError as error:
                raise ExpressionError(f"Invalid {kind}: {error}") from error
        _check_uses(request, expressions)


def _check_definitions(request: dict[str, Any], expressions: dict[str, str]) -> None:
    for member, pattern in DEFINITIONS.items():
        given = request.get(member)
        if given is None:
            continue
        if not expressions:
            raise ExpressionError(f"{member} can only be specified when using expressions")
        if not given:
            raise ExpressionError(f"{member} must not be empty")
        for name in given:
            if not pattern.fullmatch(name):
                raise ExpressionError(f'{member} contains invalid key: Syntax error; key: "{name}"')


def _check_uses(request: dict[str, Any], expressions: dict[str, str]) -> None:
    for member, pattern in DEFINITIONS.items():
        used = {found for text in expressions.values() for found in pattern.findall(text)}
        unused = sorted((request.get(member) or {}).keys() - used)
        if unused:
            raise ExpressionError(f"Value provided in {member} unused in expressions: keys: {{{', '.join(unused)}}}")


def check_filter(body: dict[str, Any], keys: Collection[str], reserved: frozenset[str]) -> None:
    """ExpressionError for a query's filter on one of the `keys` it goes by."""
    text = body.get("FilterExpression")
    if not text:
        return
    scope = scope_of(body, reserved)
    for leaf in leaves(conditions.parse(text)):
        for path in paths_in(*leaf.operands):
            name = scope.steps(path)[0]
            if name in keys:
                raise ExpressionError(
                    f"Filter Expression can only contain non-primary key attributes: Primary key attribute: {name}"
                )


def read_key_conditions(body: dict[str, Any]) -> dict[str, KeyCondition]:
    """A query's conditions by the attribute that each is about; ExpressionError for what none may be."""
    names = body.get("ExpressionAttributeNames") or {}
    return key_conditions(conditions.parse(body["KeyConditionExpression"]), names)


def _requests(body: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The parts of a request that have expressions of their own."""
    yield body
    for operation in body.get("TransactItems", ()):
        yield from operation.values()
    for part in body.get("RequestItems", {}).values():
        if isinstance(part, dict):
            yield part
