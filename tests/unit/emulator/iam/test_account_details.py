"""Pages of an account's users, groups, roles and policies: each once, by the kinds that are asked for."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from emulator.iam.account_details import KINDS, Entity, InvalidMarkerError, Page, page
from tests.examples import examples


def entities(*counts: int) -> list[Entity]:
    """So many of each kind, in an order that isn't the answer's."""
    named = [(place, f"n{each}") for place, count in enumerate(counts) for each in range(count)]
    return [Entity(place, name, f"arn:{place}/{name}") for place, name in reversed(named)]


def names(found: Page) -> list[str]:
    return [each.arn for each in found.entities]


@settings(max_examples=examples(0.5), derandomize=True, deadline=None, database=None)
@given(st.lists(st.integers(0, 4), min_size=5, max_size=5), st.sets(st.sampled_from(KINDS)), st.integers(1, 6))
def test_pages_hold_every_entity_of_the_kinds_once(counts: list[int], kinds: set[str], most: int) -> None:
    found = entities(*counts)
    pages = [page(found, kinds, "", most)]
    while pages[-1].marker:
        pages.append(page(found, kinds, pages[-1].marker, most))
    told = [each for one in pages for each in one.entities]
    assert told == sorted(each for each in found if not kinds or each.kind in kinds)
    assert all(len(one.entities) == most for one in pages[:-1])


def test_what_comes_and_goes_between_two_calls_moves_nothing_else() -> None:
    first = page(entities(3), (), "", 2)
    assert names(first) == ["arn:0/n0", "arn:0/n1"]
    left = [each for each in entities(5) if each.name != "n1"]
    assert names(page(left, (), first.marker, 2)) == ["arn:0/n2", "arn:0/n3"]


def test_a_hundred_unless_another_number_is_asked_for() -> None:
    found = page(entities(0, 0, 0, 0, 101))
    assert (len(found.entities), found.marker != "") == (100, True)
    assert page(entities(0, 0, 0, 0, 100)).marker == ""


@pytest.mark.parametrize("marker", ["nonsense", "eA==", "AAA", "ä"])
def test_a_marker_that_no_answer_gave_is_refused(marker: str) -> None:
    with pytest.raises(InvalidMarkerError, match="Invalid Marker"):
        page(entities(1), (), marker)
