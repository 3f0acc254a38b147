"""The smallest failing part: it fails, nothing of it can be left out, and nothing is asked twice."""

from hypothesis import given
from hypothesis import strategies as st

from harness.campaign.shrinking import shortest, smallest


@given(st.lists(st.integers(), max_size=40, unique=True), st.data())
def test_what_is_needed_is_found_exactly(items: list[int], data: st.DataObject) -> None:
    needed = set(data.draw(st.lists(st.sampled_from(items), min_size=1, max_size=4))) if items else set()
    asked: list[tuple[int, ...]] = []

    def tried(part: list[int]) -> list[int] | None:
        asked.append(tuple(part))
        return part if needed <= set(part) else None

    assert smallest(items, tried) == [item for item in items if item in needed]
    assert len(asked) == len(set(asked))


@given(st.lists(st.integers(), min_size=1, max_size=40, unique=True), st.data())
def test_what_had_no_effect_is_not_asked_about(items: list[int], data: st.DataObject) -> None:
    needed = data.draw(st.sampled_from(items))
    found = smallest(items, lambda part: [needed] if needed in part else None)
    assert found == [needed]


@given(st.integers(1, 100), st.integers(1, 100))
def test_the_shortest_beginning_is_found(length: int, needed: int) -> None:
    items = list(range(max(length, needed)))
    assert shortest(items, lambda part: len(part) >= needed) == items[:needed]


@given(st.lists(st.integers(0, 9), min_size=1, max_size=20))
def test_nothing_of_it_can_be_left_out(items: list[int]) -> None:
    def fails(part: list[int]) -> bool:
        return sum(part) >= sum(items) / 2

    found = smallest(items, lambda part: part if fails(part) else None)
    assert fails(found)
    assert len(found) == 1 or not any(fails(found[:at] + found[at + 1 :]) for at in range(len(found)))


def test_one_item_stays_at_least() -> None:
    assert len(smallest([1, 2, 3], lambda part: part)) == 1
    assert smallest([], lambda part: part) == []


def test_few_questions_for_one_needle() -> None:
    asked: list[list[int]] = []

    def tried(part: list[int]) -> list[int] | None:
        asked.append(part)
        return part if 613 in part else None

    assert smallest(list(range(1000)), tried) == [613]
    assert len(asked) < 40
