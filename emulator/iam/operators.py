"""Condition operators: how one value of a request compares with one value of a policy.

Rules: IAM user guide, "IAM JSON policy elements: Condition operators".
"""

import operator
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from ipaddress import ip_address, ip_network

from emulator.iam.templates import Context, Template

Compare = Callable[[str, Template, Context], bool]
"""(value of the request, value of the policy, the request's condition keys) → do they match?"""


@dataclass(frozen=True)
class Operator:
    """A comparison. A negated one holds for a key that isn't there, and for a value that matches none."""

    name: str
    compare: Compare
    negated: bool = False


def _equals(value: str, wanted: Template, context: Context) -> bool:
    return wanted.text(context) == value


def _equals_ignoring_case(value: str, wanted: Template, context: Context) -> bool:
    text = wanted.text(context)
    return text is not None and text.casefold() == value.casefold()


def _like(value: str, wanted: Template, context: Context) -> bool:
    return wanted.matches(value, context)


def _arn_like(value: str, wanted: Template, context: Context) -> bool:
    return wanted.matches_arn(value, context)


def _binary(value: str, wanted: Template, _: Context) -> bool:
    return wanted.source == value


def _bool(value: str, wanted: Template, _: Context) -> bool:
    return wanted.source.lower() == value.lower()


def _in_network(value: str, wanted: Template, _: Context) -> bool:
    try:
        return ip_address(value) in ip_network(wanted.source, strict=False)
    except ValueError:
        return False


def _numeric(test: Callable[[Decimal, Decimal], bool]) -> Compare:
    def compare(value: str, wanted: Template, _: Context) -> bool:
        left, right = _number(value), _number(wanted.source)
        return left is not None and right is not None and test(left, right)

    return compare


def _date(test: Callable[[datetime, datetime], bool]) -> Compare:
    def compare(value: str, wanted: Template, _: Context) -> bool:
        left, right = _instant(value), _instant(wanted.source)
        return left is not None and right is not None and test(left, right)

    return compare


@lru_cache(maxsize=1024)
def _number(text: str) -> Decimal | None:
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


@lru_cache(maxsize=1024)
def _instant(text: str) -> datetime | None:
    """A time in ISO 8601 or in seconds since 1970; without a zone it is UTC."""
    try:
        if text.lstrip("-").isdecimal():
            return datetime.fromtimestamp(int(text), UTC)
        found = datetime.fromisoformat(text)
    except (ValueError, OverflowError, OSError):
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


_ORDERS: dict[str, Callable[..., bool]] = {
    "LessThan": operator.lt,
    "LessThanEquals": operator.le,
    "GreaterThan": operator.gt,
    "GreaterThanEquals": operator.ge,
}
_PAIRS: dict[tuple[str, str], Compare] = {
    ("StringEquals", "StringNotEquals"): _equals,
    ("StringEqualsIgnoreCase", "StringNotEqualsIgnoreCase"): _equals_ignoring_case,
    ("StringLike", "StringNotLike"): _like,
    ("ArnEquals", "ArnNotEquals"): _arn_like,
    ("ArnLike", "ArnNotLike"): _arn_like,
    ("IpAddress", "NotIpAddress"): _in_network,
    ("NumericEquals", "NumericNotEquals"): _numeric(operator.eq),
    ("DateEquals", "DateNotEquals"): _date(operator.eq),
}

OPERATORS: dict[str, Operator] = {
    **{yes.lower(): Operator(yes, compare) for (yes, _), compare in _PAIRS.items()},
    **{no.lower(): Operator(no, compare, negated=True) for (_, no), compare in _PAIRS.items()},
    **{f"numeric{name.lower()}": Operator(f"Numeric{name}", _numeric(test)) for name, test in _ORDERS.items()},
    **{f"date{name.lower()}": Operator(f"Date{name}", _date(test)) for name, test in _ORDERS.items()},
    "bool": Operator("Bool", _bool),
    "binaryequals": Operator("BinaryEquals", _binary),
}
"""Every operator but `Null`, by its name in lower case, without prefix and suffix."""
