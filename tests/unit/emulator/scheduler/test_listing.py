"""Pages of schedules hold every row once, whatever comes and goes between two of them."""

import pytest

from emulator.scheduler.listing import MOST, InvalidToken, page


def test_pages_in_the_order_of_the_keys() -> None:
    rows = ["d", "a", "c", "b"]
    first, token = page(rows, str, 2, None)
    assert first == ["a", "b"]
    rows.remove("b")
    rows.append("aa")
    assert page(rows, str, 2, token) == (["c", "d"], None)


def test_without_a_number_a_page_has_a_hundred() -> None:
    found, token = page([f"{number:03}" for number in range(MOST + 1)], str, None, None)
    assert len(found) == MOST
    assert page(["999"], str, None, token) == (["999"], None)


def test_nothing_is_one_page() -> None:
    assert page([], str, 5, None) == ([], None)


@pytest.mark.parametrize("token", ["a", "\u00e4", "//8="])
def test_a_token_of_no_page(token: str) -> None:
    with pytest.raises(InvalidToken):
        page(["a"], str, 1, token)
