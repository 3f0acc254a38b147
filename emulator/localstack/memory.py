"""The emulator's heap goes on huge pages when it has been filled: after the start, and after services were loaded."""

import logging
from contextlib import suppress
from functools import cache
from threading import Event, Lock

from emulator import huge_pages
from emulator.lambda_.processes import machine_is_busy
from emulator.lambda_.timers import SharedTimer

LOG = logging.getLogger(__name__)
QUIET_S = 2.0
"""So long nothing more has been loaded: services come one after another."""
FREE_S, BUSY_S = 0.01, 0.25
"""Between two steps of some milliseconds: while a processor is free, and while others want them all."""


class Growing:
    """From any thread: `has_grown` says that much memory came that stays, and soon it is put on huge pages."""

    def __init__(self, quiet_s: float = QUIET_S) -> None:
        self._quiet_s = quiet_s
        self._lock, self._at_work = Lock(), Lock()
        self._timer: SharedTimer | None = None

    def has_grown(self) -> None:
        """Wait until nothing more comes, then do it, in a thread that isn't waited for."""
        with self._lock:
            if self._timer is not None:
                self._timer.cancel()
            self._timer = SharedTimer(self._quiet_s, self._collapse)
            self._timer.start()

    def _collapse(self) -> None:
        with self._at_work:
            try:
                LOG.debug("%d huge pages", huge_pages.collapse(_rest))
            except OSError as problem:
                LOG.debug("no huge pages: %s", problem)


def _rest() -> None:
    Event().wait(BUSY_S if machine_is_busy() else FREE_S)


_GROWING = Growing()


@cache
def _may() -> bool:
    return huge_pages.are_to_be_had()


def has_grown() -> None:
    """Much memory came that stays. What goes wrong here spoils nothing: memory stays as it is."""
    if _may():
        with suppress(RuntimeError):  # no thread is to be had
            _GROWING.has_grown()
