"""What a watcher reads anew, and what it keeps of what it saw before."""

from collections.abc import Container
from typing import Any, cast

import pytest

from bootstrap.clients import Clients
from harness.wiring.model import Wiring
from harness.workshop import watcher as under_test
from harness.workshop.changes import SETTLED_S
from harness.workshop.journal import Journal
from harness.workshop.watcher import Watcher

ALARM = "alarm cloudwatch high"


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[Container[str] | None]:
    """The services that each look reads."""
    seen: list[Container[str] | None] = []

    def wiring_of(_clients: Clients, _known: Any, services: Container[str] | None) -> Wiring:
        seen.append(services)
        return Wiring()

    monkeypatch.setattr(under_test, "wiring_of", wiring_of)
    return seen


@pytest.fixture
def watcher(read: list[Container[str] | None]) -> Watcher:
    """One that has looked until nothing was left to read, at an alarm that changed afterwards."""
    made = Watcher(cast(Clients, None), Journal())
    for _ in range(2):
        made._look_at_wiring()
    read.clear()
    made.tally.latest[ALARM] = "ALARM", "because"
    return made


def change(watcher: Watcher, **changed_at: int) -> None:
    watcher._changes.tell(max(changed_at.values()), changed_at, SETTLED_S)


def test_a_change_elsewhere_leaves_an_alarm_as_it_was_seen(watcher: Watcher, read: list[Container[str] | None]) -> None:
    change(watcher, s3=1, sqs=2)
    watcher._look_at_wiring()
    assert read == [frozenset({"s3", "sqs"})]
    assert watcher.tally.latest


def test_an_alarm_that_is_read_anew_is_what_was_read(watcher: Watcher, read: list[Container[str] | None]) -> None:
    change(watcher, cloudwatch=1)
    watcher._look_at_wiring()
    assert read == [frozenset({"cloudwatch"})]
    assert not watcher.tally.latest


@pytest.mark.parametrize("service", ["cloudformation", "tagging"])
def test_a_service_that_is_not_read_itself_may_have_changed_any(
    watcher: Watcher, read: list[Container[str] | None], service: str
) -> None:
    change(watcher, s3=1, **{service: 2})
    watcher._look_at_wiring()
    assert read == [None]
    assert not watcher.tally.latest


def test_who_asks_for_a_look_gets_everything(watcher: Watcher, read: list[Container[str] | None]) -> None:
    change(watcher, s3=1)
    watcher.look_now()
    watcher._look_if_due()
    assert read == [None]


def test_what_was_held_is_read_whole_when_it_is_let_go(watcher: Watcher, read: list[Container[str] | None]) -> None:
    watcher.hold(True)
    watcher._look_if_due()
    assert read == []
    watcher.hold(False)
    watcher._look_if_due()
    assert read == [None]


def test_what_was_not_held_is_not_read_anew(watcher: Watcher, read: list[Container[str] | None]) -> None:
    watcher.hold(False)
    watcher._look_if_due()
    assert read == []
