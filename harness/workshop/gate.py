"""Where a run stops until whoever watches lets it go on: after each thing that it did, and before each window."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Condition
from typing import Literal

from harness.run.clock import EmulatorClock
from harness.workshop.turns import Turn

Pace = Literal["run", "step"]


class Ended(Exception):
    """Whoever watches ended the run."""


class Gate:
    """Open in the pace `run`; in the pace `step` each `reach` waits for one `step`. Safe to use from any thread.

    `on_wait` is told where something waits, and "" when it goes on.
    """

    def __init__(self, on_wait: Callable[[str], None] = lambda at: None) -> None:
        self._on_wait = on_wait
        self._changed = Condition()
        self._pace: Pace = "run"
        self._steps = 0
        self._ended = False
        self._turn: Turn | None = None

    @contextmanager
    def waiting_outside(self, turn: Turn) -> Iterator[None]:
        """During the block, who waits here lets others work: the turn is given back meanwhile."""
        self._turn = turn
        try:
            yield
        finally:
            self._turn = None

    @property
    def pace(self) -> Pace:
        """How it goes."""
        return self._pace

    def set(self, pace: Pace) -> None:
        """Go on by steps, or without stopping."""
        with self._changed:
            self._pace, self._steps = pace, 0
            self._changed.notify_all()

    def step(self) -> None:
        """Let it go on to where it stops next."""
        with self._changed:
            self._steps = 1
            self._changed.notify_all()

    def end(self) -> None:
        """Whatever reaches the gate from now on, or waits at it, is ended."""
        with self._changed:
            self._ended = True
            self._changed.notify_all()

    def reset(self) -> None:
        """Ready for another run, at the same pace."""
        with self._changed:
            self._ended, self._steps = False, 0

    def reach(self, at: str) -> None:
        """Wait here if it goes by steps. Ended when the run is to end."""
        turn = self._turn
        if turn is not None and self._pace == "step":
            with turn.given_back():
                self._pass(at)
        else:
            self._pass(at)

    def _pass(self, at: str) -> None:
        with self._changed:
            if self._pace == "step" and not self._steps and not self._ended:
                self._on_wait(at)
                self._changed.wait_for(lambda: self._ended or self._pace == "run" or self._steps)
                self._on_wait("")
            self._steps = 0
            if self._ended:
                raise Ended("whoever watches ended it")


class GatedClock:
    """CloudWatch's clock of the emulator, which goes on only when the gate lets it."""

    def __init__(self, clock: EmulatorClock, gate: Gate) -> None:
        self._clock, self._gate = clock, gate

    def now_s(self) -> float:
        """Epoch seconds of CloudWatch's time."""
        return self._clock.now_s()

    def step(self) -> None:
        """Let time stand still from now on."""
        self._clock.step()

    def advance_to_next_evaluation(self) -> None:
        """Go to the next evaluation, once whoever watches lets it come."""
        self._gate.reach("all is quiet; next, CloudWatch looks at the alarms")
        self._clock.advance_to_next_evaluation()

    def advance(self, by_s: float) -> None:
        """Go on by so many seconds, once whoever watches lets them pass."""
        self._gate.reach(f"all is quiet; next, CloudWatch's clock goes on by {by_s:g} s")
        self._clock.advance(by_s)

    def release(self) -> None:
        """Give the clock back to the wall."""
        self._clock.release()
