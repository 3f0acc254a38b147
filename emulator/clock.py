"""CloudWatch's time, one clock an account: the wall, or a time that stands still until it is advanced.

AWS's alarms look at windows of minutes; a scenario that had to live through them would wait for nothing but the wall.
So CloudWatch (metrics, alarms, the datapoints of metric filters) reads its time here, and a scenario can step it.
How long things are kept goes by it too: messages, objects, items and log events (`emulator.localstack.expiry`).
Nothing else is stepped: functions, visibility and the times of what is written live on the wall. `Clock.at` translates:
what happened at a wall instant happened, for CloudWatch, at the time its clock showed then.

A clock starts *real*. `step` makes time stand still, `advance_to` moves it on, `run` goes back to the wall. Stepped
time may be ahead of the wall then: what was stored with a later time stays, and counts when the wall gets there, as
AWS does with data that is put in with a future timestamp.
"""

import time
from bisect import bisect_right
from collections.abc import Callable
from threading import Lock
from typing import Literal

Mode = Literal["real", "stepped"]


class ClockError(ValueError):
    """The clock can't do that. The message says why and what to do."""


class Clock:
    """The time of CloudWatch for one account, in seconds since the epoch. Safe to use from any thread."""

    def __init__(self, wall: Callable[[], float] = time.time) -> None:
        self._wall = wall
        self._lock = Lock()
        self._since: list[float] = []
        self._showed: list[float | None] = []
        """From the wall instant `_since[i]` on the clock showed `_showed[i]`; None is the wall itself."""

    @property
    def mode(self) -> Mode:
        """`real` while the clock follows the wall, `stepped` while it stands still."""
        return "real" if self._standing() is None else "stepped"

    def now(self) -> float:
        """The time of CloudWatch."""
        standing = self._standing()
        return self._wall() if standing is None else standing

    def at(self, wall_s: float) -> float:
        """What the clock showed at the wall instant `wall_s`; an instant in the wall's future is returned as it is."""
        if wall_s > self._wall():
            return wall_s
        with self._lock:
            index = bisect_right(self._since, wall_s) - 1
            showed = self._showed[index] if index >= 0 else None
        return wall_s if showed is None else showed

    def step(self, start_s: float | None = None) -> None:
        """Stand still, at the wall's time or at `start_s`; a clock that is stepped already stays, and can't be set."""
        with self._lock:
            if self._showed and self._showed[-1] is not None:
                if start_s is not None:
                    raise ClockError("the clock is stepped already; advance it, or make it real first")
                return
            self._show(self._wall() if start_s is None else start_s)

    def advance_to(self, time_s: float) -> None:
        """Move stepped time on to `time_s`; ClockError on a real clock, or when it would go backwards."""
        with self._lock:
            standing = self._showed[-1] if self._showed else None
            if standing is None:
                raise ClockError("the clock is real and can't be advanced; make it stepped first")
            if time_s < standing:
                raise ClockError(f"the clock shows {standing} and can't go back to {time_s}; give a later time")
            self._show(time_s)

    def run(self) -> None:
        """Follow the wall again; nothing changes on a real clock."""
        with self._lock:
            if self._showed and self._showed[-1] is not None:
                self._show(None)

    def _standing(self) -> float | None:
        with self._lock:
            return self._showed[-1] if self._showed else None

    def _show(self, time_s: float | None) -> None:
        # Log events carry whole milliseconds, cut off: what follows this instant must not seem to precede it.
        since = int(self._wall() * 1000) / 1000
        if self._since and self._since[-1] >= since:
            self._showed[-1] = time_s
        else:
            self._since.append(since)
            self._showed.append(time_s)


_lock = Lock()
_clocks: dict[str, Clock] = {}


def clock_of(account_id: str) -> Clock:
    """The one clock of the account, real until someone steps it."""
    with _lock:
        return _clocks.setdefault(account_id, Clock())
