"""The only source of time: deadlines on the machine's own clock, and CloudWatch's clock, real or stepped."""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol

POLL_S = 0.1
"""How often the real world is looked at while something is awaited."""


@dataclass(frozen=True)
class Deadline:
    """A moment on the monotonic clock that a loop must not outlive."""

    at: float
    budget_s: float

    @classmethod
    def after(cls, budget_s: float) -> "Deadline":
        """The moment `budget_s` seconds from now."""
        return cls(time.monotonic() + budget_s, budget_s)

    @property
    def passed(self) -> bool:
        """True once the moment is over."""
        return time.monotonic() >= self.at

    def nap(self, interval_s: float) -> None:
        """Let `interval_s` pass, but not beyond the moment."""
        time.sleep(max(0.0, min(interval_s, self.at - time.monotonic())))  # noqa: TID251 - this is the clock


class Stopwatch:
    """Real seconds since it was made."""

    def __init__(self) -> None:
        self._started = time.monotonic()

    @property
    def elapsed_s(self) -> float:
        """Seconds until now."""
        return time.monotonic() - self._started


def utc_now() -> datetime:
    """The wall clock, for names and time stamps; never for waiting."""
    return datetime.now(UTC)  # noqa: TID251 - this is the clock


class EmulatorClock(Protocol):
    """CloudWatch's clock as the emulator serves it; see `harness.probes.emulator`."""

    def now_s(self) -> float:
        """Epoch seconds of CloudWatch's time."""

    def step(self) -> None:
        """Let time stand still from now on."""

    def advance_to_next_evaluation(self) -> None:
        """Go to the next moment at which an alarm is evaluated, and evaluate it."""

    def advance(self, by_s: float) -> None:
        """Go on by so many seconds, with every evaluation that becomes due on the way."""

    def release(self) -> None:
        """Give the clock back to the wall."""


class Clock(Protocol):
    """CloudWatch's time as a scenario lives it."""

    real: bool
    waited_s: float
    """Real seconds spent waiting for windows so far."""
    busy: Sequence[str]
    """What kept the windows from going on when that was last tried."""

    def now_s(self) -> float:
        """Epoch seconds of CloudWatch's time."""

    def pause(self, deadline: Deadline) -> None:
        """Let queues and functions work for a moment; the windows stay where they are on a stepped clock."""

    def go_on(self, deadline: Deadline) -> None:
        """Let the windows go on: a moment on the real clock, one evaluation on a stepped one once all is quiet."""

    def skip(self, seconds: float, deadline: Deadline) -> None:
        """Let so much of CloudWatch's time pass, with every evaluation in it, once all is quiet.

        TimeoutError when it isn't by the deadline.
        """


class RealClock:
    """CloudWatch's clock is the wall's; waiting is waiting."""

    real = True
    busy: Sequence[str] = ()

    def __init__(self, emulator: EmulatorClock) -> None:
        self._emulator = emulator
        self.waited_s = 0.0

    def now_s(self) -> float:
        """Epoch seconds of CloudWatch's time."""
        return self._emulator.now_s()

    def pause(self, deadline: Deadline) -> None:
        """Let a moment pass."""
        deadline.nap(POLL_S)

    def go_on(self, deadline: Deadline) -> None:
        """Let a moment pass, and count it as waiting for windows."""
        watch = Stopwatch()
        deadline.nap(POLL_S)
        self.waited_s += watch.elapsed_s

    def skip(self, seconds: float, deadline: Deadline) -> None:
        """Let it pass."""
        Deadline.after(seconds).nap(seconds)
        self.waited_s += seconds


class SteppedClock:
    """CloudWatch's clock stands still until all is quiet, then jumps to the next evaluation.

    Because it only ever moves when nothing is in progress, a stepped run has the same history as a real one.
    """

    real = False

    def __init__(
        self,
        emulator: EmulatorClock,
        look: Callable[[Deadline], Sequence[str]],
        turn: Callable[[], None] = lambda: None,
    ) -> None:
        """`look` tells what keeps all from being quiet, in words; `turn` lets what faults hold back go on."""
        self._emulator = emulator
        self._look = look
        self._turn = turn
        self.waited_s = 0.0
        self.busy: Sequence[str] = ()

    def now_s(self) -> float:
        """Epoch seconds of CloudWatch's time."""
        return self._emulator.now_s()

    def pause(self, deadline: Deadline) -> None:
        """Let a moment of real time pass; CloudWatch's stands still."""
        deadline.nap(POLL_S / 4)
        self._turn()

    def go_on(self, deadline: Deadline) -> None:
        """Jump to the next evaluation if all is quiet, or give the system a moment to become so."""
        if self._quiet(deadline):
            watch = Stopwatch()
            self._emulator.advance_to_next_evaluation()
            self.waited_s += watch.elapsed_s
        else:
            self.pause(deadline)

    def skip(self, seconds: float, deadline: Deadline) -> None:
        """Jump over it, from evaluation to evaluation; what they start is waited for by the next look at quiet."""
        while not self._quiet(deadline):
            if deadline.passed:
                raise TimeoutError(
                    f"the system was not quiet within {deadline.budget_s:g} s ({'; '.join(self.busy)}); "
                    "see the emulator's log"
                )
            self.pause(deadline)
        watch = Stopwatch()
        self._emulator.advance(seconds)
        self.waited_s += watch.elapsed_s

    def _quiet(self, deadline: Deadline) -> bool:
        self.busy = self._look(deadline)
        return not self.busy


@contextmanager
def stepped(
    emulator: EmulatorClock, look: Callable[[Deadline], Sequence[str]], turn: Callable[[], None] = lambda: None
) -> Iterator[SteppedClock]:
    """A stepped clock for the length of a block; the emulator gets its own back whatever happens."""
    emulator.step()
    try:
        yield SteppedClock(emulator, look, turn)
    finally:
        emulator.release()
