"""A numeric condition of a filter policy is met by numbers only.

Developer guide, "Amazon SNS message filtering", "Filter policy constraints": a message attribute of type String is
compared as text; numeric matching is for attributes of type Number, and for numbers in a String.Array.
"""

from collections.abc import Callable
from typing import Any

from emulator.localstack.seams import wraps
from emulator.sns.filters import comparable


@wraps(
    "services.sns.filter:SubscriptionFilter._evaluate_filter_policy_conditions_on_attribute",
    at="sns",
    why="LocalStack compares the text of a String attribute as a number.",
)
def evaluate(original: Callable[..., bool], self: Any, conditions: Any, attribute: Any, field_exists: bool) -> bool:
    """Whether an attribute meets any of the conditions that can be about its type."""
    found = attribute or {}
    kind = str(found.get("DataType") or found.get("Type") or "")
    return original(self, comparable(conditions, kind), attribute, field_exists)
