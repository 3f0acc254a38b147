"""Time that nobody looked: the emulator was suspended, as with a laptop's lid, or the machine had no time for it.

What is timed meanwhile goes on outside, or stands still as the emulator does; it mustn't be found late because nobody
was there to see that it was in time. So deadlines move by the time that passed unseen.
"""

import time
from collections.abc import Callable
from threading import Lock

TOLERANCE_S = 0.5
"""A look that comes later than it should have by less than this was merely slow."""


class Watch:
    """A deadline, on the monotonic clock, that is looked at every `every_s` and moves by what passed unseen."""

    def __init__(self, until_s: float, every_s: float, now: Callable[[], float] = time.monotonic) -> None:
        self.until_s = until_s
        self._every_s, self._now = every_s, now
        self._looked_s = now()

    def left_s(self) -> float:
        """How much is left, at this look."""
        now = self._now()
        self.until_s += unseen_s(now - self._looked_s, self._every_s)
        self._looked_s = now
        return self.until_s - now


class Pulse:
    """A beat every so often, by which anybody can tell at once how long there was none. Safe to use from any thread.

    On the wall clock: it goes on while a machine sleeps.
    """

    def __init__(self, every_s: float, now: Callable[[], float] = time.time) -> None:
        self._every_s, self._now = every_s, now
        self._lock = Lock()
        self._beat_s = now()

    def beat(self, lost: Callable[[float], None]) -> None:
        """Beat; when beats are missing, `lost` is called with the seconds, and others wait until it returns."""
        with self._lock:
            now = self._now()
            missing_s = unseen_s(now - self._beat_s, self._every_s)
            self._beat_s = now
            if missing_s:
                lost(missing_s)


def unseen_s(passed_s: float, expected_s: float) -> float:
    """What passed beyond the expected; nothing when that is within what a slow machine takes."""
    late_s = passed_s - expected_s
    return late_s if late_s > TOLERANCE_S else 0.0
