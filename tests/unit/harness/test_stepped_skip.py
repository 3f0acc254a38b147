"""Skipping CloudWatch's time: once all is quiet, and never past a system that doesn't become so."""

from collections.abc import Iterator

import pytest

from harness.run.clock import Deadline, SteppedClock


class ToldEmulator:
    """CloudWatch's clock, and by how much it was advanced."""

    def __init__(self) -> None:
        self.time_s = 0.0

    def now_s(self) -> float:
        return self.time_s

    def step(self) -> None: ...

    def advance_to_next_evaluation(self) -> None:
        self.time_s += 60

    def advance(self, by_s: float) -> None:
        self.time_s += by_s

    def release(self) -> None: ...


def test_it_jumps_as_far_as_it_was_told_once_all_is_quiet() -> None:
    answers: Iterator[list[str]] = iter([["a queue"], ["a queue"], []])
    emulator = ToldEmulator()
    SteppedClock(emulator, lambda _: next(answers)).skip(21600, Deadline.after(30))
    assert emulator.time_s == 21600
    assert next(answers, "asked until it was quiet") == "asked until it was quiet"


def test_a_system_that_stays_busy_is_not_skipped_over() -> None:
    emulator = ToldEmulator()
    with pytest.raises(TimeoutError, match=r"not quiet within 0\.05 s \(queue jobs: 1 in flight\)"):
        SteppedClock(emulator, lambda _: ["queue jobs: 1 in flight"]).skip(60, Deadline.after(0.05))
    assert emulator.time_s == 0
