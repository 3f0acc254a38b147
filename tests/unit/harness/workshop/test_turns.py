"""Turns: so many at once, in the order in which they came, given back while one waits for a person."""

from threading import Event, Thread

from harness.workshop.gate import Gate
from harness.workshop.turns import Turns

LONGEST_S = 10.0


def test_the_second_waits_until_the_first_is_done_and_is_told() -> None:
    turns, told, came = Turns(1), list[int](), Event()
    with turns.turn():
        thread = Thread(target=lambda: _work(turns, told, came))
        thread.start()
        assert not came.wait(0.05)
    assert came.wait(LONGEST_S)
    thread.join(LONGEST_S)
    assert told == [0]


def _work(turns: Turns, told: list[int], came: Event) -> None:
    with turns.turn(told.append):
        came.set()


def test_as_many_as_there_are_turns_work_side_by_side() -> None:
    turns, both = Turns(2), Event()
    with turns.turn():
        thread = Thread(target=lambda: _work(turns, [], both))
        thread.start()
        assert both.wait(LONGEST_S)
        thread.join(LONGEST_S)


def test_who_stops_at_the_gate_lets_the_next_one_work() -> None:
    turns, waits, came = Turns(1), Event(), Event()
    gate = Gate(lambda at: waits.set() if at else None)
    gate.set("step")

    def step_by_step() -> None:
        with turns.turn() as turn, gate.waiting_outside(turn):
            gate.reach("here")

    first = Thread(target=step_by_step)
    first.start()
    assert waits.wait(LONGEST_S)
    second = Thread(target=lambda: _work(turns, [], came))
    second.start()
    assert came.wait(LONGEST_S), "the turn was kept"
    gate.step()
    first.join(LONGEST_S)
    second.join(LONGEST_S)
    assert not first.is_alive()
    with turns.turn():
        pass
