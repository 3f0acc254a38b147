"""A run goes on when whoever watches lets it, and is ended when they end it."""

from concurrent.futures import ThreadPoolExecutor
from queue import SimpleQueue

import pytest

from harness.workshop.gate import Ended, Gate, GatedClock
from tests.unit.harness.workshop.fakes import FakeEmulatorClock

SOON_S = 10


def test_at_the_pace_of_a_run_nothing_waits() -> None:
    told: SimpleQueue[str] = SimpleQueue()
    Gate(told.put).reach("anywhere")
    assert told.empty()


def test_step_by_step_each_place_waits_for_one_step() -> None:
    told: SimpleQueue[str] = SimpleQueue()
    gate = Gate(told.put)
    gate.set("step")
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(lambda: [*map(gate.reach, ("first", "second"))])
        assert told.get(timeout=SOON_S) == "first"
        gate.step()
        assert [told.get(timeout=SOON_S), told.get(timeout=SOON_S)] == ["", "second"]
        assert not waiting.done()
        gate.set("run")
        waiting.result(SOON_S)


def test_what_waits_is_ended_and_what_comes_after_a_reset_is_not() -> None:
    told: SimpleQueue[str] = SimpleQueue()
    gate = Gate(told.put)
    gate.set("step")
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(gate.reach, "here")
        told.get(timeout=SOON_S)
        gate.end()
        with pytest.raises(Ended):
            waiting.result(SOON_S)
    with pytest.raises(Ended):
        gate.reach("there")
    gate.reset()
    gate.set("run")
    gate.reach("there")


def test_windows_come_when_the_gate_lets_them() -> None:
    clock, gate = FakeEmulatorClock(), Gate()
    gated = GatedClock(clock, gate)
    gated.step()
    gated.advance_to_next_evaluation()
    gated.advance(30)
    gated.release()
    assert clock.did == ["step", "next", "30", "release"]
    assert gated.now_s() == 7.0
    gate.end()
    with pytest.raises(Ended):
        gated.advance_to_next_evaluation()
    assert clock.did[-1] == "release"
