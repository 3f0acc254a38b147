"""Work spread over places: each place has one piece at a time, all of it is done, and an end is a clean one."""

from collections.abc import Iterator
from threading import Barrier, Lock

import pytest

from harness.engines.spreading import spread


def test_all_is_done_at_all_places_at_once_and_at_each_one_at_a_time() -> None:
    meet, lock, busy, most = Barrier(3), Lock(), dict.fromkeys("abc", 0), list[int]()

    def work(place: str, item: int) -> tuple[str, int]:
        with lock:
            busy[place] += 1
            most.append(busy[place])
        meet.wait(10)
        with lock:
            busy[place] -= 1
        return place, item * item

    done = list(spread(range(9), work, "abc"))
    assert sorted((item, square) for item, (_, square) in done) == [(each, each * each) for each in range(9)]
    assert max(most) == 1
    assert {place for _, (place, _) in done} == set("abc")


def test_nothing_is_taken_before_there_is_a_place_for_it() -> None:
    taken = list[int]()

    def items() -> Iterator[int]:
        for each in range(5):
            taken.append(each)
            yield each

    for number, (item, _) in enumerate(spread(items(), lambda _, item: item, ["one"])):
        assert item == number
        assert taken == list(range(number + 1))


def test_who_needs_no_more_leaves_the_rest_undone() -> None:
    done = list[int]()
    for item, _ in spread(range(9), lambda _, each: done.append(each), ["one"]):
        if item == 2:
            break
    assert done == [0, 1, 2]


def test_what_a_piece_raises_ends_it_when_the_others_are_over() -> None:
    over, meet = list[int](), Barrier(2)

    def work(place: str, item: int) -> None:
        meet.wait(10)
        if item == 0:
            raise RuntimeError(f"{place} is broken")
        over.append(item)

    with pytest.raises(RuntimeError, match="a is broken"):
        list(spread(range(2), work, "ab"))
    assert over == [1]


def test_nothing_to_do_is_done_at_once() -> None:
    assert list(spread([], lambda _, __: None, ["one"])) == []
