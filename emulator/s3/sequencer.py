"""Sequencers: which of two operations on a key S3 applied later.

From the user guide, "Event message structure": a hexadecimal string that orders the PUTs and DELETEs of one key; the
lexically greater one, after padding to one length, is the later operation.
"""

from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock, local
from time import time_ns
from typing import Any

DIGITS = 18


class Sequencers:
    """Draws sequencers: each greater than every one before, of this process and (by the clock) of earlier ones."""

    def __init__(self, now_ns: Callable[[], int] = time_ns) -> None:
        self._now_ns = now_ns
        self._lock = Lock()
        self._last = 0

    def draw(self) -> str:
        """The next sequencer: 18 upper-case hexadecimal digits, as long as AWS's."""
        with self._lock:
            self._last = max(self._last + 1, self._now_ns())
            return f"{self._last:0{DIGITS}X}"


@dataclass(frozen=True)
class _Applied:
    subject: Any
    sequencer: str


class Operations:
    """Ties each change of a key store to the notification that the same thread sends of it afterwards."""

    def __init__(self, sequencers: Sequencers) -> None:
        self._sequencers = sequencers
        self._order = Lock()
        self._thread = local()

    def apply(self, change: Callable[[], Any], subject: Any = None) -> Any:
        """Make a change and draw its sequencer as one step, so that sequencers are in the order of changes.

        The change is about `subject`, or about what it returns.
        """
        with self._order:
            result = change()
            self._thread.applied = _Applied(result if subject is None else subject, self._sequencers.draw())
        return result

    def of(self, subject: Any) -> str:
        """The sequencer of this thread's last change if that was about `subject`; else a new one."""
        applied = getattr(self._thread, "applied", None)
        self._thread.applied = None
        if applied is not None and applied.subject is subject:
            return str(applied.sequencer)
        return self._sequencers.draw()
