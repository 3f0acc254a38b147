"""The placeholders of expressions: every one used is defined, every one defined is used.

moto checks some of them and fails with an internal error, which clients retry, on others.
"""

import re
from collections.abc import Collection, Iterator
from contextlib import suppress
from typing import Any

from moto.dynamodb.exceptions import MockValidationException
from moto.dynamodb.parsing.tokens import ExpressionTokenizer, Token

EXPRESSIONS = (
    "UpdateExpression",
    "KeyConditionExpression",
    "ConditionExpression",
    "FilterExpression",
    "ProjectionExpression",
)
PLACEHOLDERS = {
    "ExpressionAttributeNames": (re.compile(r"#[A-Za-z0-9_]+"), "name used in the document path", "name"),
    "ExpressionAttributeValues": (re.compile(r":[A-Za-z0-9_]+"), "value used in expression", "value"),
}
_BETWEEN = str.maketrans("<>\t\r", "    ")
"""moto's tokens are those of updates: what only conditions have stands between names, as a space does."""


def check(body: dict[str, Any]) -> None:
    """Raise DynamoDB's ValidationException for a placeholder that is undefined or unused anywhere in a request."""
    for request in _requests(body):
        expressions = {kind: request[kind] for kind in EXPRESSIONS if request.get(kind)}
        for member, (pattern, what, word) in PLACEHOLDERS.items():
            defined = request.get(member) or {}
            used = {found: kind for kind, text in expressions.items() for found in pattern.findall(text)}
            for placeholder, kind in used.items():
                if placeholder not in defined:
                    raise MockValidationException(
                        f"Invalid {kind}: An expression attribute {what} is not defined; "
                        f"attribute {word}: {placeholder}"
                    )
            unused = sorted(defined.keys() - used.keys())
            if unused:
                raise MockValidationException(
                    f"Value provided in {member} unused in expressions: keys: {{{', '.join(unused)}}}"
                )


def check_filter(body: dict[str, Any], keys: Collection[str]) -> None:
    """Raise DynamoDB's ValidationException for a query's filter on one of the `keys` it goes by."""
    names = body.get("ExpressionAttributeNames") or {}
    for found in _first_names(body.get("FilterExpression") or ""):
        if names.get(found, found) in keys:
            raise MockValidationException(
                "Filter Expression can only contain non-primary key attributes: "
                f"Primary key attribute: {names.get(found, found)}"
            )


def _first_names(condition: str) -> Iterator[str]:
    """The first name of each document path, and the words between conditions, but not the functions.

    A condition that has no tokens is moto's to refuse.
    """
    tokens: list[Token] = []
    with suppress(MockValidationException):
        tokens = ExpressionTokenizer.make_list(condition.translate(_BETWEEN))
    seen = [token for token in tokens if token.type != Token.WHITESPACE]
    for before, token, after in zip([None, *seen], seen, [*seen[1:], None], strict=False):
        if token.type not in (Token.ATTRIBUTE, Token.ATTRIBUTE_NAME):
            continue
        in_path = before is not None and before.type == Token.DOT
        is_function = token.type == Token.ATTRIBUTE and after is not None and after.type == Token.OPEN_ROUND_BRACKET
        if not in_path and not is_function:
            yield token.value


def _requests(body: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The parts of a request that have expressions of their own."""
    yield body
    for operation in body.get("TransactItems", ()):
        yield from operation.values()
    for part in body.get("RequestItems", {}).values():
        if isinstance(part, dict):
            yield part
