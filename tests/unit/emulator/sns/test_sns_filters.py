"""Which conditions of a filter policy can be about an attribute."""

from typing import Any

import pytest

from emulator.sns.filters import comparable

NUMERIC: Any = {"numeric": ["=", 5]}
PREFIX: Any = {"prefix": "5"}


@pytest.mark.parametrize(
    ("kind", "left"),
    [
        ("String", [PREFIX, "5"]),
        ("String.custom", [PREFIX, "5"]),
        ("Binary", [PREFIX, "5"]),
        ("Number", [NUMERIC, PREFIX, "5"]),
        ("Number.int", [NUMERIC, PREFIX, "5"]),
        ("String.Array", [NUMERIC, PREFIX, "5"]),
        ("", [NUMERIC, PREFIX, "5"]),
    ],
)
def test_conditions_on_numbers_are_for_numbers(kind: str, left: list[Any]) -> None:
    assert comparable([NUMERIC, PREFIX, "5"], kind) == left
    assert comparable(NUMERIC, kind) == ([NUMERIC] if NUMERIC in left else [])
