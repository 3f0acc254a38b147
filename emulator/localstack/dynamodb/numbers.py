"""Numbers as DynamoDB keeps them: plain digits, so that 1, 1.0 and 1E+0 are the same key and the same value; and sets.

From the developer guide, "Data types": up to 38 digits of precision, leading and trailing zeros are trimmed.
"""

from decimal import Context, Decimal, InvalidOperation
from typing import Any

from moto.dynamodb.exceptions import MockValidationException

MAX_DIGITS = 38
LARGEST = Decimal("9.9999999999999999999999999999999999999E+125")
SMALLEST = Decimal("1E-130")
EMPTY = {
    "SS": "An string set  may not be empty",
    "NS": "An number set  may not be empty",
    "BS": "Binary sets should not be empty",
}
"""DynamoDB's words for an empty set, letter by letter."""
_unrounded = Context(prec=1000)


def canonical(value: Any) -> Any:
    """The request `value` with every `{"N": …}` and `{"NS": …}` canonical; a ValidationException for a bad one.

    Also for a set of any kind that names a member twice.
    """
    if isinstance(value, list):
        return [canonical(part) for part in value]
    if not isinstance(value, dict):
        return value
    if len(value) == 1:
        ((kind, content),) = value.items()
        if kind == "N" and isinstance(content, str):
            return {"N": digits(content)}
        if kind == "NS" and isinstance(content, list):
            return {"NS": _set(kind, [digits(number) for number in content])}
        if kind in ("SS", "BS") and isinstance(content, list):
            return {kind: _set(kind, content)}
    return {key: canonical(part) for key, part in value.items()}


def digits(text: str) -> str:
    """`text` as DynamoDB would give it back; a ValidationException when it isn't a number DynamoDB can store."""
    try:
        number = Decimal(text)
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite():
        raise MockValidationException(f"The parameter cannot be converted to a numeric value: {text}")
    return plain(number)


def plain(number: Decimal) -> str:
    """`number` in plain digits; a ValidationException outside of DynamoDB's precision or magnitude."""
    if number == 0:
        return "0"
    number = number.normalize(_unrounded)
    if len(number.as_tuple().digits) > MAX_DIGITS:
        raise MockValidationException("Attempting to store more than 38 significant digits in a Number")
    if number.copy_abs() > LARGEST:
        raise MockValidationException(
            "Number overflow. Attempting to store a number with magnitude larger than supported range"
        )
    if number.copy_abs() < SMALLEST:
        raise MockValidationException(
            "Number underflow. Attempting to store a number with magnitude smaller than supported range"
        )
    return format(number, "f")


def total(first: str, second: str, sign: int) -> str:
    """`first` plus or minus (`sign` is 1 or -1) `second`, exactly."""
    return plain(_unrounded.add(Decimal(first), Decimal(second) if sign > 0 else Decimal(second).copy_negate()))


def _set(kind: str, members: list[Any]) -> list[Any]:
    if not members:
        raise MockValidationException(f"One or more parameter values were invalid: {EMPTY[kind]}")
    if len({str(member) for member in members}) != len(members):
        raise MockValidationException(
            f"One or more parameter values were invalid: Input collection [{', '.join(map(str, members))}] "
            "contains duplicates."
        )
    return members
