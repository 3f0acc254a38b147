"""CloudWatch's clock: what it shows, and what it showed."""

import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emulator.clock import Clock, ClockError, clock_of


class Wall:
    """A wall clock that the test moves."""

    def __init__(self, now_s: float = 1000.0) -> None:
        self.now_s = now_s

    def __call__(self) -> float:
        return self.now_s


def test_real_is_the_wall() -> None:
    wall = Wall()
    clock = Clock(wall)
    wall.now_s = 1234.5
    assert (clock.mode, clock.now(), clock.at(1000.0), clock.at(9999.0)) == ("real", 1234.5, 1000.0, 9999.0)


def test_stepped_stands_still_until_it_is_advanced() -> None:
    wall = Wall()
    clock = Clock(wall)
    clock.step()
    wall.now_s += 500
    assert (clock.mode, clock.now()) == ("stepped", 1000.0)
    clock.advance_to(1060.0)
    assert clock.now() == 1060.0


def test_the_past_is_translated_step_by_step() -> None:
    wall = Wall(1000.0)
    clock = Clock(wall)
    clock.step(start_s=60.0)
    for n in range(1, 4):
        wall.now_s = 1000.0 + n
        clock.advance_to(60.0 + 60 * n)
    wall.now_s = 1010.0
    assert [clock.at(wall_s) for wall_s in (999.0, 1000.0, 1000.9, 1001.0, 1002.5, 1003.0, 1009.0)] == [
        999.0, 60.0, 60.0, 120.0, 180.0, 240.0, 240.0,
    ]  # fmt: skip
    assert clock.at(1011.0) == 1011.0, "an instant in the wall's future is returned as it is"


def test_back_on_the_wall_the_past_stays_translated() -> None:
    wall = Wall(1000.0)
    clock = Clock(wall)
    clock.step()
    wall.now_s = 1001.0
    clock.advance_to(5000.0)
    wall.now_s = 1002.0
    clock.run()
    wall.now_s = 1003.0
    assert (clock.mode, clock.now()) == ("real", 1003.0)
    assert [clock.at(wall_s) for wall_s in (999.0, 1000.5, 1001.5, 1002.5)] == [999.0, 1000.0, 5000.0, 1002.5]
    clock.step()
    assert clock.now() == 1003.0


def test_an_event_of_the_step_s_millisecond_follows_it() -> None:
    # Log events carry whole milliseconds, cut off.
    wall = Wall(1000.0)
    clock = Clock(wall)
    clock.step()
    wall.now_s = 1000.0107
    clock.advance_to(2000.0)
    wall.now_s = 1001.0
    assert clock.at(int(1000.0109 * 1000) / 1000) == 2000.0


def test_what_a_clock_refuses() -> None:
    clock = Clock(Wall())
    with pytest.raises(ClockError, match="real and can't be advanced; make it stepped first"):
        clock.advance_to(2000.0)
    clock.step()
    clock.step()
    with pytest.raises(ClockError, match="stepped already"):
        clock.step(start_s=5.0)
    with pytest.raises(ClockError, match="can't go back"):
        clock.advance_to(999.0)
    assert clock.now() == 1000.0


def test_one_clock_an_account() -> None:
    one = clock_of("123456789012")
    one.step(start_s=60.0)
    assert clock_of("123456789012") is one
    assert clock_of("210987654321").mode == "real"
    one.run()


@given(st.lists(st.tuples(st.floats(0.001, 50), st.sampled_from(["step", "advance", "run", "none"])), max_size=30))
def test_at_is_what_now_was(moves: list[tuple[float, str]]) -> None:
    wall = Wall(1000.0)
    clock = Clock(wall)
    seen: list[tuple[float, float]] = []
    for elapsed_s, move in moves:
        # Whole milliseconds, and more than one apart, so that no two moves share one.
        wall.now_s = round(wall.now_s + elapsed_s + 0.002, 3)
        if move == "advance" and clock.mode == "stepped":
            clock.advance_to(clock.now() + 60)
        elif move in ("step", "run"):
            getattr(clock, move)()
        seen.append((wall.now_s, clock.now()))
    wall.now_s += 1
    for wall_s, showed in seen:
        assert clock.at(wall_s) == pytest.approx(showed)


def test_many_threads() -> None:
    wall = Wall()
    clock = Clock(wall)
    clock.step()
    gate = threading.Barrier(8)

    def look() -> None:
        gate.wait(5)
        for _ in range(200):
            assert clock.at(1000.0) <= clock.now()

    threads = [threading.Thread(target=look) for _ in range(7)]
    for thread in threads:
        thread.start()
    gate.wait(5)
    for n in range(200):
        clock.advance_to(1000.0 + n)
    for thread in threads:
        thread.join(10)
    assert clock.now() == 1199.0
