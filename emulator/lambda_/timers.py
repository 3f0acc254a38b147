"""Timers that share one thread: every environment has one, set after each invocation, that hardly ever goes off."""

import logging
from collections.abc import Callable
from threading import Condition, Thread
from time import monotonic
from typing import Any

LOG = logging.getLogger(__name__)


class Timers:
    """The timers that are running, and the thread that waits for the earliest of them."""

    def __init__(self) -> None:
        self._changed = Condition()
        self._due_s: dict[SharedTimer, float] = {}
        self._wakes_s = float("inf")
        self._thread: Thread | None = None

    def add(self, timer: "SharedTimer", after_s: float) -> None:
        """Have it go off after so long."""
        with self._changed:
            due_s = self._due_s[timer] = monotonic() + after_s
            if self._thread is None:
                self._thread = Thread(target=self._run, name="timers", daemon=True)
                self._thread.start()
            if due_s < self._wakes_s:
                self._changed.notify()

    def remove(self, timer: "SharedTimer") -> None:
        """It doesn't go off any more; the thread finds that out when it would have."""
        with self._changed:
            self._due_s.pop(timer, None)

    def __len__(self) -> int:
        return len(self._due_s)

    def _run(self) -> None:
        while True:
            for timer in self._take_due():
                # Each in a thread of its own, as it would have been: what it does may take its time.
                Thread(target=timer.go_off, name="timer", daemon=True).start()

    def _take_due(self) -> "list[SharedTimer]":
        with self._changed:
            self._wakes_s = min(self._due_s.values(), default=float("inf"))
            if (left_s := self._wakes_s - monotonic()) > 0:
                self._changed.wait(None if self._wakes_s == float("inf") else left_s)
            now_s = monotonic()
            due = [timer for timer, due_s in self._due_s.items() if due_s <= now_s]
            for timer in due:
                del self._due_s[timer]
            return due


ALL = Timers()
"""Those of this process."""


class SharedTimer:
    """What `threading.Timer` promises, without a thread of its own: `start` once, `cancel` at any time."""

    def __init__(self, interval: float, function: Callable[..., Any], timers: Timers = ALL) -> None:
        self._interval_s, self._function, self._timers = interval, function, timers

    def start(self) -> None:
        """Go off after the interval."""
        self._timers.add(self, self._interval_s)

    def cancel(self) -> None:
        """Don't go off, unless it has."""
        self._timers.remove(self)

    def go_off(self) -> None:
        """Do what it is for."""
        try:
            self._function()
        except Exception:
            LOG.exception("a timer's function failed")
