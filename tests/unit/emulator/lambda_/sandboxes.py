"""A sandbox whose process, interface and clock are the test's own: what a process does is a list of acts."""

import json
from collections.abc import Callable
from typing import cast

from emulator.lambda_.freezer import Freezer
from emulator.lambda_.messages import Ending
from emulator.lambda_.output import LogEvent
from emulator.lambda_.process import MOST_TASKS, Progress, RuntimeProcess
from emulator.lambda_.runtime_api import Outcome
from emulator.lambda_.sandbox import Limits, Sandbox

Act = Callable[["FakeProcess"], object]
ID = "8b4b2c2e-0000-4000-8000-000000000001"


class FakeApi:
    """What a sandbox asks of the Runtime API."""

    def __init__(self) -> None:
        self.waiting: object | None = None
        self.init_error: bytes | None = None
        self.outcome: Outcome | None = None
        self.too_large = False
        self.delivered: list[tuple[str, dict[str, str], bytes]] = []

    def deliver(self, request_id: str, headers: list[tuple[str, str]], event: bytes, until_s: float) -> None:
        self.waiting, self.outcome = None, None
        self.delivered.append((request_id, dict(headers), event))


class FakeClock:
    """Seconds, which pass while a process is let run that does nothing, and when a test says so."""

    now_s = 100.0


class FakeProcess:
    """A process that does one thing of its script whenever it is let run, and nothing once that is over."""

    def __init__(self, *script: Act) -> None:
        self.clock = FakeClock()
        self.api = FakeApi()
        self.ending: Ending | None = None
        self.output_left_bytes = 0
        self.peak_kib = 30 * 1024
        self.resident_kib = 1
        self.tasks = 1
        self.crowded = self.is_to_end = False
        self.events: list[LogEvent] = []
        self.calls: list[str] = []
        self.script = list(script)

    def run(self, done: Callable[[], bool], until_s: float) -> Progress:
        if not done() and self.script:
            self.script.pop(0)(self)
        elif not done():
            self.clock.now_s = max(self.clock.now_s, until_s)
        return "done" if done() else "late" if self.ending is None else "ended"

    def take_events(self) -> list[LogEvent]:
        taken, self.events = self.events, []
        return taken

    def holds_more_than(self, limit_kib: int) -> bool:
        return self.resident_kib > limit_kib

    def end_if_crowded(self) -> bool:
        if self.tasks > MOST_TASKS:
            self.crowded = True
            self.ending = Ending(9, 100)
        return self.crowded

    def poll(self) -> None:
        self.calls.append("poll")

    def finish_line(self) -> None:
        self.calls.append("finish_line")

    def freeze(self) -> None:
        self.calls.append("freeze")

    def thaw(self) -> None:
        self.calls.append("thaw")

    def kill(self) -> None:
        self.calls.append("kill")

    def kill_at_once(self) -> None:
        self.is_to_end = True
        self.calls.append("kill_at_once")

    def end(self) -> None:
        self.calls.append("end")


def asks(process: FakeProcess) -> None:
    """The runtime asks for its next event."""
    process.api.waiting = object()


def answers(payload: bytes, is_error: bool = False) -> Act:
    """The function writes a line and answers; its runtime asks for the next event at once."""

    def act(process: FakeProcess) -> None:
        process.events.append(LogEvent(1, "said\n"))
        process.api.outcome = Outcome(payload, is_error)
        asks(process)

    return act


def exits(process: FakeProcess) -> None:
    """The process ends with status 3."""
    process.ending = Ending(3 << 8, 100)


class World:
    """A sandbox over processes that are given, one after the other."""

    def __init__(self, *processes: FakeProcess, limits: Limits | None = None, freezer: Freezer | None = None) -> None:
        self.left = list(processes)
        self.clock = FakeClock()
        self.delivered: list[LogEvent] = []
        self.ended = 0
        self.sandbox = Sandbox(
            "$LATEST",
            limits or Limits(3, 128, 6_000_000),
            self._launch,
            self.delivered.extend,
            self._end,
            freezer,
            lambda: self.clock.now_s,
        )

    def _launch(self) -> RuntimeProcess:
        process = self.left.pop(0)
        process.clock = self.clock
        return cast(RuntimeProcess, process)

    def _end(self) -> None:
        self.ended += 1

    @property
    def log(self) -> str:
        """All that was handed on."""
        return "".join(event.message for event in self.delivered)


def error_of(payload: bytes) -> str:
    """The `errorType` of an answer."""
    return str(json.loads(payload)["errorType"])
