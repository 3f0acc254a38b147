"""One process of a function as the emulator sees it: its pipes, its Runtime API, and one loop over all of them.

The thread that invokes is the thread that reads: no locks, no hand-over between threads, and what the function wrote
before it answered has been read when the answer is handed on.
"""

import os
import selectors
import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from time import monotonic, time
from typing import Literal

from emulator.lambda_ import memory
from emulator.lambda_.guest.rapid import wire
from emulator.lambda_.messages import KILLED, Ending
from emulator.lambda_.output import LogEvent, Output
from emulator.lambda_.runtime_api import RuntimeApi
from emulator.lambda_.zygote import Zygote

Progress = Literal["done", "ended", "late"]
_READ_BYTES = 1 << 18
_LAST_OUTPUT_S = 2.0


class RuntimeProcess:
    """A started process. `events` grows with what it writes; take from it with `take_events`."""

    def __init__(self, zygote: Zygote, launch: Callable[[str], wire.Launch], max_response_bytes: int) -> None:
        """Start it. `launch` makes the request from the Runtime API's address; OSError when it can't be had."""
        self.api = RuntimeApi(max_response_bytes)
        self.ending: Ending | None = None
        self._killing = threading.Lock()
        self._selector = selectors.DefaultSelector()
        self._written, self._events = Output(), list[LogEvent]()
        output, output_end = os.pipe()
        report, report_end = os.pipe()
        lifeline_end, self._lifeline = os.pipe()
        self._output, self._report = output, report
        theirs = (output_end, report_end, lifeline_end)
        try:
            self.pid = zygote.start(launch(self.api.address), theirs)
        except BaseException:
            self._close()
            raise
        finally:
            for descriptor in theirs:
                os.close(descriptor)
        for descriptor in (output, report):
            os.set_blocking(descriptor, False)
            self._selector.register(descriptor, selectors.EVENT_READ)
        self._selector.register(self.api.listener, selectors.EVENT_READ)

    def run(self, done: Callable[[], bool], until_s: float) -> Progress:
        """Serve the process until `done()`, its end, or the monotonic time `until_s`."""
        while not done():
            if self.ending is not None:
                return "ended"
            left_s = until_s - monotonic()
            if left_s <= 0:
                return "late"
            for key, _ in self._selector.select(left_s):
                self._read(key.fileobj)
        self.drain()
        return "done"

    def poll(self) -> None:
        """Take in everything that has happened by now, without waiting."""
        while self.ending is None and (ready := self._selector.select(0)):
            for key, _ in ready:
                self._read(key.fileobj)

    def drain(self) -> None:
        """Take in what has been written by now, without waiting."""
        while self._take():
            pass

    def take_events(self) -> list[LogEvent]:
        """What was written since the last call, in that order."""
        taken, self._events = self._events, []
        return taken

    def finish_line(self) -> None:
        """Cut what was written without a newline at its end."""
        self._events += self._written.finish(_now_ms())

    def kill(self) -> None:
        """Order the end of the process and of everything it started; from any thread, any number of times."""
        with self._killing:
            if self._lifeline >= 0:
                os.close(self._lifeline)
                self._lifeline = -1

    def end(self) -> None:
        """Kill it, read its last output and close everything."""
        self.kill()
        until_s = monotonic() + _LAST_OUTPUT_S
        self.run(lambda: False, until_s)
        self._close()

    @property
    def peak_kib(self) -> int:
        """The most memory the function's process has had resident; 0 where the system doesn't tell."""
        if self.ending is not None:
            return self.ending.peak_kib
        return memory.peak_kib(self.pid)

    def holds_more_than(self, limit_kib: int) -> bool:
        """Whether it and all it started hold more than that now; False where the system doesn't tell."""
        return memory.holds_more_than(self.pid, limit_kib)

    def _read(self, ready: object) -> None:
        if ready == self._report:
            self._read_report()
        elif ready == self._output:
            self._take()
        elif isinstance(ready, socket.socket):
            if ready is self.api.listener:
                self._selector.register(self.api.accept(), selectors.EVENT_READ)
            elif ready in self.api.connections and not self.api.read(ready):
                self._selector.unregister(ready)

    def _take(self) -> bool:
        """Read output once; True when there may be more."""
        try:
            data = os.read(self._output, _READ_BYTES)
        except BlockingIOError:
            return False
        if not data:
            with suppress(KeyError):
                self._selector.unregister(self._output)
            return False
        self._events += self._written.feed(data, _now_ms())
        return True

    def _read_report(self) -> None:
        """The supervisor has spoken its last word, or ended without one: read what output there still is."""
        said = os.read(self._report, 64).split()
        self._selector.unregister(self._report)
        until_s = monotonic() + _LAST_OUTPUT_S
        while self._output in self._selector.get_map() and monotonic() < until_s:
            for key, _ in self._selector.select(until_s - monotonic()):
                self._read(key.fileobj)
        self.ending = Ending(int(said[0]), int(said[1])) if len(said) == 2 else KILLED

    def _close(self) -> None:
        self.kill()
        self.api.close()
        for descriptor in (self._output, self._report):
            with suppress(OSError):
                os.close(descriptor)
        self._selector.close()


def _now_ms() -> int:
    return int(time() * 1000)
