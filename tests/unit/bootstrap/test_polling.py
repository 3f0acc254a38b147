"""Waiting asks at least once, stops at once when done, and says at the end what it saw."""

import time
from collections.abc import Iterator

import pytest

from bootstrap.polling import Overdue, last, until


def counting() -> Iterator[int]:
    yield from range(10**9)


def test_it_ends_with_the_first_answer_that_is_accepted() -> None:
    answers = counting()
    assert until(lambda: next(answers), lambda answer: answer >= 3, "three", 10, poll_s=0) == 3
    assert next(answers) == 4


def test_it_asks_once_even_without_any_time() -> None:
    assert until(lambda: "ready", lambda answer: answer == "ready", "ready", 0) == "ready"
    assert last(lambda: "late", lambda answer: False, 0) == "late"


def test_giving_up_says_what_how_long_and_what_was_seen() -> None:
    with pytest.raises(Overdue, match=r"^function f Active: not within 0\.01 s; last seen: Pending$"):
        until(lambda: "Pending", lambda answer: answer == "Active", "function f Active", 0.01, poll_s=0.001)


def test_the_last_answer_comes_either_way() -> None:
    begun = time.monotonic()
    answers = counting()
    assert last(lambda: next(answers), lambda answer: False, 0.02, poll_s=0.001) > 0
    assert time.monotonic() - begun >= 0.02


def test_errors_of_asking_pass_through() -> None:
    def ask() -> int:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        until(ask, bool, "anything")
