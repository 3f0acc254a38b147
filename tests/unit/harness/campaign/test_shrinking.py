"""The smallest failing part: it fails, nothing of it can be left out, and nothing is asked twice."""

from hypothesis import given
from hypothesis import strategies as st

from harness.campaign.shrinking import smallest


@given(st.lists(st.integers(), max_size=40, unique=True), st.data())
def test_what_is_needed_is_found_exactly(items: list[int], data: st.DataObject) -> None:
    needed = set(data.draw(st.lists(st.sampled_from(items), max_size=4))) if items else set()
    asked: list[tuple[int, ...]] = []

    def fails(part: list[int]) -> bool:
        asked.append(tuple(part))
        return needed <= set(part)

    assert smallest(items, fails) == [item for item in items if item in needed]
    assert len(asked) == len(set(asked))


@given(st.lists(st.integers(0, 9), min_size=1, max_size=20))
def test_nothing_of_it_can_be_left_out(items: list[int]) -> None:
    def fails(part: list[int]) -> bool:
        return sum(part) >= sum(items) / 2

    found = smallest(items, fails)
    assert fails(found)
    assert not found or not any(fails(found[:at] + found[at + 1 :]) for at in range(len(found))) or sum(items) == 0


def test_what_fails_by_itself_needs_nothing() -> None:
    assert smallest([1, 2, 3], lambda _: True) == []
    assert smallest([], lambda _: True) == []


def test_few_questions_for_one_needle() -> None:
    asked = []

    def fails(part: list[int]) -> bool:
        asked.append(part)
        return 613 in part

    assert smallest(list(range(1000)), fails) == [613]
    assert len(asked) < 40
