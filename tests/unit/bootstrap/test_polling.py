"""Waiting asks at least once, stops at once when done, and says at the end what it saw."""

import time
from collections.abc import Iterator
from math import inf
from typing import Any, cast

import pytest
from botocore.exceptions import WaiterError

from bootstrap.polling import Overdue, last, until, waited


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


class FakeWaiter:
    """A waiter of botocore's: it raises what it is given, so many times, and remembers how it was asked."""

    def __init__(self, error: WaiterError | None = None, times: float = inf) -> None:
        self.error, self.times, self.asked = error, times, list[dict[str, Any]]()

    def wait(self, **asked: Any) -> None:
        self.asked.append(asked)
        if self.error and len(self.asked) <= self.times:
            raise self.error


SOON = {"TableName": "t", "WaiterConfig": {"Delay": 0.02, "MaxAttempts": 5}}
SLOWLY = {"TableName": "t", "WaiterConfig": {"Delay": 0.1, "MaxAttempts": 20}}


def test_a_waiter_of_botocores_asks_often_at_first() -> None:
    waiter = FakeWaiter()
    waited(cast(Any, waiter), "table t ACTIVE", 2.0, TableName="t")
    assert waiter.asked == [SOON]


def test_a_waiter_of_botocores_asks_as_long_as_there_is_time() -> None:
    waiter = FakeWaiter(WaiterError("TableExists", "Max attempts exceeded", {}), times=1)
    waited(cast(Any, waiter), "table t ACTIVE", 2.0, TableName="t")
    assert waiter.asked == [SOON, SLOWLY]


def test_a_waiter_that_gives_up_says_what_it_saw_last() -> None:
    shown: Any = {"Table": "CREATING"}
    waiter = FakeWaiter(WaiterError("TableExists", "Max attempts exceeded", shown))
    with pytest.raises(Overdue, match=r"^table t ACTIVE: not within 2 s; last seen: {'Table': 'CREATING'}$"):
        waited(cast(Any, waiter), "table t ACTIVE", 2.0, TableName="t")
    assert waiter.asked == [SOON, SLOWLY]


def test_a_failure_that_a_waiter_meets_passes_through() -> None:
    waiter = FakeWaiter(WaiterError("FunctionActive", "Waiter encountered a terminal failure state", {}))
    with pytest.raises(WaiterError, match="terminal failure"):
        waited(cast(Any, waiter), "function f Active")
    assert len(waiter.asked) == 1
