"""The expressions of a request: all of them are checked before moto sees one, and refused in moto's errors."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

from moto.dynamodb.exceptions import MockValidationException
from moto.dynamodb.parsing.reserved_keywords import ReservedKeywords

from emulator.dynamodb.expressions import request
from emulator.dynamodb.expressions.checks import Scope
from emulator.dynamodb.expressions.keys import KeyCondition
from emulator.dynamodb.expressions.tokens import ExpressionError


@lru_cache(maxsize=1)
def reserved() -> frozenset[str]:
    """DynamoDB's reserved words, in capitals."""
    return frozenset(ReservedKeywords.get_reserved_keywords())


def scope_of(body: dict[str, Any]) -> Scope:
    """What a request defines for its expressions."""
    return request.scope_of(body, reserved())


def check(body: dict[str, Any]) -> None:
    """Raise DynamoDB's ValidationException for an expression or a definition that it refuses, anywhere in a request."""
    with _refusing():
        request.check(body, reserved())


def check_filter(body: dict[str, Any], keys: Collection[str]) -> None:
    """Raise DynamoDB's ValidationException for a query's filter on one of the `keys` it goes by."""
    with _refusing():
        request.check_filter(body, keys, reserved())


def read_key_conditions(body: dict[str, Any]) -> dict[str, KeyCondition]:
    """A query's conditions by the attribute that each is about; a ValidationException for what none may be."""
    with _refusing():
        return request.read_key_conditions(body)


@contextmanager
def _refusing() -> Iterator[None]:
    try:
        yield
    except ExpressionError as error:
        raise MockValidationException(str(error)) from error
