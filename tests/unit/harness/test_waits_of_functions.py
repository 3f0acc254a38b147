"""What scenarios wait for of a function, and conditions that are made of a function of Python."""

from types import SimpleNamespace
from typing import Any, cast

import pytest

from bootstrap.clients import Clients
from harness.waits.functions import FunctionUpdated, LogTells
from harness.waits.predicate import LONGEST_TEXT, Predicate

NAME = "worker"


class NoGroup(Exception):
    """Stands for CloudWatch Logs' answer when there is no such group."""


def logging(*messages: str, group: bool = True) -> Clients:
    """Clients whose logs have these lines, the first at time 0."""

    def pages(logGroupName: str) -> list[dict[str, Any]]:  # noqa: N803 - AWS's name
        assert logGroupName == f"/aws/lambda/{NAME}"
        if not group:
            raise NoGroup
        events = [{"timestamp": at, "logStreamName": "s", "message": f"{text}\n"} for at, text in enumerate(messages)]
        return [{"events": events[1:]}, {"events": events[:1]}]

    logs = SimpleNamespace(
        get_paginator=lambda _: SimpleNamespace(paginate=pages),
        exceptions=SimpleNamespace(ResourceNotFoundException=NoGroup),
    )
    return cast(Clients, SimpleNamespace(logs=logs))


def configured(**configuration: str) -> Clients:
    """Clients whose function has this configuration."""
    lambda_ = SimpleNamespace(get_function_configuration=lambda **_: configuration)
    return cast(Clients, SimpleNamespace(lambda_=lambda_))


def test_a_line_with_one_of_the_texts_is_what_is_waited_for() -> None:
    told = LogTells(logging("START", "took 1", "gave up", "took 2", "END"), NAME, "takes or gives up", "took", "gave")
    assert (told.evaluate().met, told.evaluate().text) == (True, "took 2")
    assert str(told) == "worker takes or gives up"


def test_without_such_a_line_the_last_one_is_shown() -> None:
    assert LogTells(logging("START", "END"), NAME, "fails", "Traceback").evaluate().text == "the last line is END"
    silent = LogTells(logging(group=False), NAME, "fails", "Traceback").evaluate()
    assert (silent.met, silent.text) == (False, "the last line is none")


@pytest.mark.parametrize(
    ("configuration", "met", "text"),
    [
        ({"State": "Active", "LastUpdateStatus": "Successful"}, True, "worker is Active, its update Successful"),
        ({"State": "Active", "LastUpdateStatus": "InProgress"}, False, "worker is Active, its update InProgress"),
        ({"State": "Pending", "LastUpdateStatus": "Successful"}, False, "worker is Pending, its update Successful"),
        ({}, False, "worker is , its update "),
    ],
)
def test_an_update_is_over_when_it_succeeded_and_the_function_is_active(
    configuration: dict[str, str], met: bool, text: str
) -> None:
    updated = FunctionUpdated(configured(**configuration), NAME)
    assert (updated.evaluate().met, updated.evaluate().text, str(updated)) == (met, text, "worker updated")


def test_a_predicate_shows_what_was_answered() -> None:
    answers = iter([[], ["a"], "x" * 1000])
    condition = Predicate("an answer", lambda: next(answers))
    assert str(condition) == "an answer"
    assert [(seen.met, seen.text) for seen in (condition.evaluate(), condition.evaluate())] == [
        (False, "[]"),
        (True, "['a']"),
    ]
    assert len(condition.evaluate().text) == LONGEST_TEXT + 1


def test_what_a_predicate_asks_in_vain_passes_through() -> None:
    def fails() -> object:
        raise LookupError("nothing there")

    with pytest.raises(LookupError, match="nothing there"):
        Predicate("it", fails).evaluate()
