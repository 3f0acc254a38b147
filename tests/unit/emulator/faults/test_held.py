"""The schedule: one order, whatever the order of arrival."""

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emulator.clock import clock_of
from emulator.faults import account
from emulator.faults.account import faults_of, let_go, turn_off, turn_on
from emulator.faults.held import ALONE, Held
from emulator.faults.identity import Identity
from emulator.faults.profile import FaultKey, Profile

ACCOUNT = "424242424242"


def turns(held: Held) -> list[list[str]]:
    taken = []
    while chosen := held.take():
        taken.append([f"{one.place}:{one.identity.what}" for one in chosen])
    return taken


def nothing() -> None:
    pass


def test_what_is_due_first_goes_first_and_a_place_goes_together() -> None:
    held = Held()
    held.hold("q", Identity("", "late"), nothing, late_s=5, together=10)
    for what in ("c", "a", "b"):
        held.hold("q", Identity("", what), nothing, together=2)
    held.hold("r", Identity("", "x"), nothing, together=10)
    assert turns(held) == [["q:a", "q:b", "r:x"], ["q:c"], ["q:late"]]
    assert held.time_s == 5


def test_what_goes_alone_goes_alone() -> None:
    held = Held()
    held.hold("q", Identity("2", "b"), nothing, together=10)
    held.hold("f", Identity("1", "a"), nothing, together=ALONE)
    assert turns(held) == [["f:a"], ["q:b"]]


@given(st.permutations([(place, what, late) for place in "qr" for what in "abc" for late in (0.0, 2.0)]))
def test_the_order_of_arrival_within_a_turn_does_not_matter(arrivals: list[tuple[str, str, float]]) -> None:
    held = Held()
    for place, what, late_s in arrivals:
        held.hold(place, Identity("", what), nothing, late_s, together=2)
    assert turns(held) == [["q:a", "r:a", "q:b", "r:b"], ["q:c", "r:c"]] * 2


def test_the_clock_may_run_ahead() -> None:
    held = Held(10)
    held.hold("q", Identity("", "a"), nothing, late_s=5)
    assert held.due_s() == 15
    held.reach(100)
    held.hold("q", Identity("", "b"), nothing)
    assert turns(held) == [["q:a"], ["q:b"]]
    assert held.due_s() is None
    assert len(held) == 0


@pytest.fixture
def stepped() -> Iterator[None]:
    clock_of(ACCOUNT).step()
    yield
    turn_off(ACCOUNT)
    clock_of(ACCOUNT).run()


@pytest.mark.usefixtures("stepped")
def test_an_account_holds_and_lets_go() -> None:
    faults, done = turn_on(ACCOUNT, Profile("own", 1)), list[str]()
    assert faults_of(ACCOUNT) is faults
    assert account.any_on()
    for what in ("b", "a"):
        faults.later("q", Identity("", what), lambda what=what: done.append(what), 3, _NoTimer)  # type: ignore[misc]
    faults.note(FaultKey("sqs-late", "q", "a", 1), "3 s late")
    told = faults.as_json()
    assert (told["held"], told["injected"][0]["how"], told["profile"]["seed"]) == (2, "3 s late", 1)
    let_go(faults)
    assert done == ["a", "b"]
    assert turn_off(ACCOUNT) is faults
    assert faults_of(ACCOUNT) is None


class _NoTimer:
    def __init__(self, *_: object) -> None:
        raise AssertionError("a stepped clock needs no timer")


def test_a_real_clock_takes_a_timer() -> None:
    faults, timers = turn_on(ACCOUNT, Profile("own", 1)), list[float]()

    class Timer:
        def __init__(self, seconds: float, go_on: object) -> None:
            self.seconds, self.go_on = seconds, go_on

        def start(self) -> None:
            timers.append(self.seconds)
            self.go_on()  # type: ignore[operator]

    done: list[str] = []
    faults.later("q", Identity("", "a"), lambda: done.append("a"), 3, Timer)
    turn_off(ACCOUNT)
    assert (timers, done) == ([3], ["a"])
