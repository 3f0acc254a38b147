"""What DynamoDB refuses. API reference: TransactWriteItems."""

from collections.abc import Mapping
from typing import Any

from emulator.validation.refusal import Refusal


def transact_write_items(request: Mapping[str, Any], _: Mapping[str, str]) -> Refusal | None:
    """TransactWriteItems: each of them is one action."""
    if all(len(item) == 1 for item in request["TransactItems"]):
        return None
    return Refusal("ValidationException", "TransactItems can only contain one of Check, Put, Update or Delete")


RULES = {"TransactWriteItems": transact_write_items}
