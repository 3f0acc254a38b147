"""When an item of a table is over. Pure.

Developer guide, "Using time to live (TTL) in DynamoDB": the attribute is a Number of epoch seconds; an item whose time
lies more than five years back isn't deleted, nor one whose attribute is of another type.
"""

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation

YEAR_S = 365 * 86_400
OLDEST_YEARS = 5


def is_over(attribute: Mapping[str, object] | None, now_s: float) -> bool:
    """Whether the item with that attribute, such as `{"N": "1700000000"}`, has expired."""
    try:
        at = Decimal(str((attribute or {}).get("N", "NaN")))
    except InvalidOperation:
        return False
    return at.is_finite() and now_s - OLDEST_YEARS * YEAR_S <= at < now_s
