"""A text is refused by how much it says, before any of it is made."""

import pytest
import yaml

from bounded_yaml import BoundError, check, check_text

LAUGHS = "a: &a [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{chr(98 + level)}: &{chr(98 + level)} [{', '.join([f'*{chr(97 + level)}'] * 10)}]\n" for level in range(8)
)


def test_few_bytes_that_say_billions_are_refused() -> None:
    with pytest.raises(BoundError, match="write out what it needs"):
        check_text(LAUGHS)


@pytest.mark.parametrize("text", ["", "a: [1, 2]", "a: &a {b: c}\nd: *a", "R&D: yes"])
def test_what_says_little_passes(text: str) -> None:
    check_text(text)
    check(None)


@pytest.mark.parametrize("text", ["a: &a [*a]", "a: &a " + "[" * 5000 + "]" * 5000])
def test_what_holds_itself_or_is_nested_without_end_is_refused(text: str) -> None:
    with pytest.raises(BoundError, match="make it flatter"):
        check_text(text)


def test_what_is_no_yaml_is_said_by_the_parser() -> None:
    with pytest.raises(yaml.YAMLError):
        check_text("a: &a [")
