"""The conditions that scenarios wait for."""

from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any

from bootstrap.clients import Clients
from harness.probes.alarm import Alarm
from harness.probes.bucket import Bucket
from harness.probes.history import History
from harness.probes.queue import depth
from harness.waits.condition import Condition, Seen


@dataclass(frozen=True)
class HistoryShows(Condition):
    """The history's totals, oldest first, are exactly these bytes."""

    history: History = field(repr=False)
    totals: tuple[int, ...]

    def evaluate(self) -> Seen:
        """Compare the totals recorded so far."""
        totals = self.history.totals()
        return Seen(tuple(totals) == self.totals, f"totals {totals or 'none'}")

    def __str__(self) -> str:
        return f"history shows {list(self.totals)}"


@dataclass(frozen=True)
class ObjectGone(Condition):
    """A bucket no longer holds this key."""

    bucket: Bucket = field(repr=False)
    key: str

    def evaluate(self) -> Seen:
        """List the bucket."""
        objects = self.bucket.objects()
        return Seen(self.key not in objects, f"{self.bucket.name} holds {sorted(objects) or 'nothing'}")

    def __str__(self) -> str:
        return f"object {self.key} gone"


@dataclass(frozen=True)
class AlarmIs(Condition):
    """An alarm is in this state."""

    alarm: Alarm = field(repr=False)
    state: str

    def evaluate(self) -> Seen:
        """Read its state."""
        state = self.alarm.state()
        return Seen(state == self.state, f"{self.alarm.name} is {state}")

    def __str__(self) -> str:
        return f"alarm is {self.state}"


@dataclass(frozen=True)
class QueuesDrained(Condition):
    """None of these queues holds a message, waiting or in flight."""

    clients: Clients = field(repr=False)
    queues: tuple[str, ...]

    def evaluate(self) -> Seen:
        """Read every queue's depth."""
        depths = {name: depth(self.clients, name) for name in self.queues}
        return Seen(
            all(found.total == 0 for found in depths.values()),
            ", ".join(
                f"{n}: {d.visible} visible, {d.in_flight} in flight, {d.delayed} delayed" for n, d in depths.items()
            ),
        )

    def __str__(self) -> str:
        return "queues drained"


@dataclass(frozen=True)
class QueueHolds(Condition):
    """A queue, a dead-letter queue mostly, holds this many visible messages."""

    clients: Clients = field(repr=False)
    queue: str
    count: int

    def evaluate(self) -> Seen:
        """Read its depth."""
        found = depth(self.clients, self.queue)
        return Seen(found.visible == self.count, f"{self.queue}: {found.visible} visible, {found.in_flight} in flight")

    def __str__(self) -> str:
        return f"{self.queue} holds {self.count}"


@dataclass(frozen=True)
class Done(Condition):
    """Something that runs beside the scenario has ended; its error, if it had one, is raised by whoever asks for it."""

    what: str
    future: "Future[Any]" = field(repr=False)

    def evaluate(self) -> Seen:
        """Has it ended?"""
        return Seen(self.future.done(), f"{self.what} {'has ended' if self.future.done() else 'is running'}")

    def __str__(self) -> str:
        return f"{self.what} done"


class WindowStarts(Condition):
    """A new window of the alarm has begun since this condition was made."""

    def __init__(self, now_s: Callable[[], float], period_s: int) -> None:
        self._now_s, self._period_s = now_s, period_s
        self._first = self._window()

    def evaluate(self) -> Seen:
        """Compare the window of now with the first one."""
        passed = self._now_s() % self._period_s
        return Seen(self._window() > self._first, f"{passed:.0f} s into a window of {self._period_s} s")

    def _window(self) -> int:
        return int(self._now_s() // self._period_s)

    def __str__(self) -> str:
        return f"a window of {self._period_s} s starts"
