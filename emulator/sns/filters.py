"""Which conditions of a filter policy can be about an attribute of a type."""

from typing import Any

WITH_NUMBERS = ("Number", "String.Array")


def comparable(conditions: Any, data_type: str) -> list[Any]:
    """The conditions without those on numbers, for an attribute that isn't one; all of them when there is none."""
    listed = conditions if isinstance(conditions, list) else [conditions]
    if not data_type or data_type == WITH_NUMBERS[1] or data_type.partition(".")[0] == WITH_NUMBERS[0]:
        return listed
    return [one for one in listed if not (isinstance(one, dict) and "numeric" in one)]
