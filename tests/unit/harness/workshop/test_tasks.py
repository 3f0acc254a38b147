"""One long thing at a time, told as it begins and as it ends, however it ends."""

from threading import Event

import pytest

from bootstrap.errors import HarnessError
from harness.workshop.gate import Gate
from harness.workshop.journal import Journal
from harness.workshop.tasks import Busy, Tasks
from harness.workshop.turns import Turns

SOON_S = 10


def some_tasks() -> tuple[Tasks, Journal, Gate]:
    journal, gate = Journal(), Gate()
    return Tasks(journal, gate, Turns(1)), journal, gate


def test_a_task_is_told_as_it_ends() -> None:
    tasks, journal, _ = some_tasks()
    tasks.begin("it", lambda: "all of it")
    assert tasks.wait(SOON_S)
    assert journal.last("task") == {"name": "it", "state": "done", "text": "all of it"}


def test_another_is_refused_while_one_goes_on() -> None:
    tasks, _, _ = some_tasks()
    over = Event()
    tasks.begin("the first", lambda: str(over.wait(SOON_S)))
    with pytest.raises(Busy, match="the first is going on"):
        tasks.begin("the second", str)
    over.set()
    assert tasks.wait(SOON_S)
    tasks.begin("the second", str)
    assert tasks.wait(SOON_S)


def test_what_goes_wrong_is_told_in_words_and_the_next_can_begin() -> None:
    tasks, journal, gate = some_tasks()

    def fails() -> str:
        raise HarnessError("no room; make some")

    def waits() -> str:
        gate.reach("here")
        return "never"

    tasks.begin("it", fails)
    assert tasks.wait(SOON_S)
    assert journal.last("task") == {"name": "it", "state": "failed", "text": "no room; make some"}
    gate.set("step")
    tasks.begin("it", waits)
    gate.end()
    assert tasks.wait(SOON_S)
    assert journal.last("task")["state"] == "ended"
