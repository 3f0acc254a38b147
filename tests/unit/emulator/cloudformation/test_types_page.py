"""The page's table of types is that of the cases which the integration tests go through."""

from tests.integration.cloudformation.looks import LOOKS
from tests.integration.cloudformation.type_cases import CASES
from tests.integration.cloudformation.types_page import PAGE, with_table


def test_the_page_lists_what_is_tried() -> None:
    """`python -m tests.integration.cloudformation.types_page` writes it anew."""
    text = PAGE.read_text()
    assert with_table(text) == text


def test_every_update_is_looked_at() -> None:
    assert [case.type for case in CASES if case.second is not None and case.type not in LOOKS] == []
