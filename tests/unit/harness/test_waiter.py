"""The waiter looks, lets the clock go on, and gives up by name."""

import pytest

from harness.waits.budget import Seconds, Windows
from harness.waits.waiter import WaitGaveUp, wait_for
from tests.unit.harness.fakes import FakeClock, MetAfter


def test_a_condition_that_holds_at_once_moves_no_clock() -> None:
    clock = FakeClock()
    assert wait_for(MetAfter(1), Windows(1, 60), clock).met
    assert (clock.moves, clock.pauses) == (0, 0)


def test_a_wait_for_windows_lets_the_windows_go_on() -> None:
    clock = FakeClock()
    assert wait_for(MetAfter(3), Windows(4, 60), clock).text == "look 3"
    assert (clock.moves, clock.pauses) == (2, 0)


def test_a_wait_for_seconds_leaves_the_windows_alone() -> None:
    clock = FakeClock()
    wait_for(MetAfter(3), Seconds(5), clock)
    assert (clock.moves, clock.pauses, clock.time_s) == (0, 2, 0)


def test_windows_that_pass_end_the_wait() -> None:
    clock = FakeClock()
    with pytest.raises(WaitGaveUp) as caught:
        wait_for(MetAfter(99, "the object gone"), Windows(3, 60), clock)
    assert str(caught.value) == (
        "waited for the object gone: its windows passed (3 windows of 60 s); last seen: look 5"
    )


def test_seconds_that_pass_end_the_wait() -> None:
    with pytest.raises(WaitGaveUp, match=r"its time is up \(0 s\)"):
        wait_for(MetAfter(99), Seconds(0), FakeClock())


def test_a_wait_whose_windows_stood_still_says_what_was_not_quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("harness.waits.waiter.STALL_S", 0.0)
    clock = FakeClock(period_s=0, busy=["queue jobs: 1 in flight", "invocations of worker: 1"])
    with pytest.raises(WaitGaveUp, match="stood still, for this was not quiet: queue jobs: 1 in flight; invocations"):
        wait_for(MetAfter(99), Windows(3, 60), clock)


def test_every_look_is_shown() -> None:
    looks: list[str] = []
    wait_for(MetAfter(3), Seconds(5), FakeClock(), lambda seen: looks.append(seen.text))
    assert looks == ["look 1", "look 2", "look 3"]


@pytest.mark.parametrize(
    ("first", "second", "both", "either"),
    [(1, 1, True, True), (1, 9, False, True), (9, 1, False, True), (9, 9, False, False)],
)
def test_conditions_compose(first: int, second: int, both: bool, either: bool) -> None:
    assert (MetAfter(first) & MetAfter(second)).evaluate().met is both
    assert (MetAfter(first) | MetAfter(second)).evaluate().met is either
    assert str(MetAfter(1, "a") & MetAfter(1, "b") | MetAfter(1, "c")) == "a and b or c"
