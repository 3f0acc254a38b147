"""Deadlines move by the time that nobody looked, and by no more."""

import pytest

from emulator.attention import Pulse, Watch, unseen_s


class Time:
    """A clock that the test sets."""

    now = 100.0

    def __call__(self) -> float:
        return self.now


def test_a_deadline_that_is_looked_at_in_time_stays_where_it_is() -> None:
    time = Time()
    watch = Watch(103.0, 0.1, time)
    for _ in range(30):
        assert watch.left_s() == pytest.approx(103.0 - time.now)
        time.now += 0.1
    assert watch.left_s() <= 1e-9


def test_a_deadline_moves_by_what_passed_unseen() -> None:
    time = Time()
    watch = Watch(103.0, 0.1, time)
    time.now += 1
    assert watch.left_s() == pytest.approx(2.9)
    time.now += 10.1
    assert watch.left_s() == pytest.approx(2.8)


def test_slow_looks_move_nothing() -> None:
    assert unseen_s(0.6, 0.1) == 0
    assert unseen_s(0.1, 0.1) == 0
    assert unseen_s(-3, 0.1) == 0
    assert unseen_s(10, 0.5) == 9.5


def test_who_beats_first_after_a_pause_learns_how_long_it_was() -> None:
    time, lost = Time(), list[float]()
    pulse = Pulse(0.5, time)
    for passed in (0.5, 0.5, 10.5, 0.0, 0.5):
        time.now += passed
        pulse.beat(lost.append)
    assert lost == [10.0]
