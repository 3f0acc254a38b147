"""The conditions that scenarios wait for."""

from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any

from bootstrap.clients import Clients
from harness.probes.alarm import AlarmProbe
from harness.probes.bucket import BucketProbe
from harness.probes.function_logs import FunctionLogs
from harness.probes.queue import depth
from harness.waits.condition import Condition, Seen


@dataclass(frozen=True)
class ObjectGone(Condition):
    """A bucket no longer holds this key."""

    bucket: BucketProbe = field(repr=False)
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

    alarm: AlarmProbe = field(repr=False)
    state: str

    def evaluate(self) -> Seen:
        """Read its state."""
        state = self.alarm.state()
        return Seen(state == self.state, f"{self.alarm.name} is {state}")

    def __str__(self) -> str:
        return f"alarm is {self.state}"


@dataclass(frozen=True)
class LogShows(Condition):
    """The numbers that a function's JSON log lines have in a field, oldest first, are exactly these."""

    logs: FunctionLogs = field(repr=False)
    field_name: str
    values: tuple[float, ...]

    def evaluate(self) -> Seen:
        """Read the log."""
        logged = self.logs.numbers(self.field_name)
        return Seen(tuple(logged) == self.values, f"{self.field_name} {logged or 'not logged'}")

    def __str__(self) -> str:
        return f"{self.logs.function} logged {self.field_name} {list(self.values)}"


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
    """A new window of the alarm has begun since this condition was made, and is `settled_s` seconds old."""

    def __init__(self, now_s: Callable[[], float], period_s: int, settled_s: float = 0) -> None:
        self._now_s, self._period_s, self._settled_s = now_s, period_s, settled_s
        self._first = self._window()

    def evaluate(self) -> Seen:
        """Compare the window of now with the first one."""
        passed = self._now_s() % self._period_s
        begun = self._window() > self._first and passed >= self._settled_s
        return Seen(begun, f"{passed:.0f} s into a window of {self._period_s} s")

    def _window(self) -> int:
        return int(self._now_s() // self._period_s)

    def __str__(self) -> str:
        return f"a window of {self._period_s} s starts"
