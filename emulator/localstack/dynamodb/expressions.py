"""The expressions of a request: all of them are checked before moto sees one, and moto is given the plainest text."""

import re
from collections.abc import Callable, Collection, Iterator
from functools import lru_cache
from typing import Any

from moto.dynamodb.exceptions import MockValidationException
from moto.dynamodb.parsing.reserved_keywords import ReservedKeywords

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
PLACEHOLDERS = {
    "ExpressionAttributeNames": re.compile(r"#[A-Za-z0-9_]+"),
    "ExpressionAttributeValues": re.compile(r":[A-Za-z0-9_]+"),
}


@lru_cache(maxsize=1)
def reserved() -> frozenset[str]:
    """DynamoDB's reserved words, in capitals."""
    return frozenset(ReservedKeywords.get_reserved_keywords())


def scope_of(request: dict[str, Any]) -> Scope:
    """What a request defines for its expressions."""
    return Scope(
        request.get("ExpressionAttributeNames") or {}, request.get("ExpressionAttributeValues") or {}, reserved()
    )


def check(body: dict[str, Any]) -> None:
    """Raise DynamoDB's ValidationException for an expression that it refuses, anywhere in a request.

    And for a placeholder that none of them uses.
    """
    for request in _requests(body):
        expressions = {kind: request[kind] for kind in READ if request.get(kind) is not None}
        _check_placeholders(request, expressions)
        scope = scope_of(request)
        for kind, text in expressions.items():
            read, judge = READ[kind]
            try:
                judge(read(text), scope)
            except ExpressionError as error:
                raise MockValidationException(f"Invalid {kind}: {error}") from error
        for member, pattern in PLACEHOLDERS.items():
            used = {found for text in expressions.values() for found in pattern.findall(text)}
            unused = sorted((request.get(member) or {}).keys() - used)
            if unused:
                raise MockValidationException(
                    f"Value provided in {member} unused in expressions: keys: {{{', '.join(unused)}}}"
                )


def _check_placeholders(request: dict[str, Any], expressions: dict[str, str]) -> None:
    for member, pattern in PLACEHOLDERS.items():
        given = request.get(member)
        if given is None:
            continue
        if not expressions:
            raise MockValidationException(f"{member} can only be specified when using expressions")
        if not given:
            raise MockValidationException(f"{member} must not be empty")
        for name in given:
            if not pattern.fullmatch(name):
                raise MockValidationException(f'{member} contains invalid key: Syntax error; key: "{name}"')


def check_filter(body: dict[str, Any], keys: Collection[str]) -> None:
    """Raise DynamoDB's ValidationException for a query's filter on one of the `keys` it goes by."""
    text = body.get("FilterExpression")
    if not text:
        return
    scope = scope_of(body)
    for leaf in leaves(conditions.parse(text)):
        for path in paths_in(*leaf.operands):
            name = scope.steps(path)[0]
            if name in keys:
                raise MockValidationException(
                    f"Filter Expression can only contain non-primary key attributes: Primary key attribute: {name}"
                )


def read_key_conditions(body: dict[str, Any]) -> dict[str, KeyCondition]:
    """A query's conditions by the attribute that each is about; a ValidationException for what none may be."""
    try:
        return key_conditions(conditions.parse(body["KeyConditionExpression"]), scope_of(body).names)
    except ExpressionError as error:
        raise MockValidationException(str(error)) from error


def _requests(body: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The parts of a request that have expressions of their own."""
    yield body
    for operation in body.get("TransactItems", ()):
        yield from operation.values()
    for part in body.get("RequestItems", {}).values():
        if isinstance(part, dict):
            yield part
