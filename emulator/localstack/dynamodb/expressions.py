"""The placeholders of expressions: every one used is defined, every one defined is used.

moto checks some of them and fails with an internal error, which clients retry, on others.
"""

import re
from collections.abc import Collection, Iterator
from typing import Any

from moto.dynamodb.exceptions import MockValidationException

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
_FIRST_NAME = re.compile(r"(?<![\w.:#-])(#?[A-Za-z]\w*)\b(?!\s*\()")
"""The first name of each document path; with the words between conditions, but without functions."""


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
    for found in _FIRST_NAME.findall(body.get("FilterExpression") or ""):
        if names.get(found, found) in keys:
            raise MockValidationException(
                "Filter Expression can only contain non-primary key attributes: "
                f"Primary key attribute: {names.get(found, found)}"
            )


def _requests(body: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The parts of a request that have expressions of their own."""
    yield body
    for operation in body.get("TransactItems", ()):
        yield from operation.values()
    for part in body.get("RequestItems", {}).values():
        if isinstance(part, dict):
            yield part
