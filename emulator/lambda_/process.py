"""One process of a function as the emulator sees it: its pipes, its Runtime API, and one loop over all of them.

The thread that invokes is the thread that reads: no locks, no hand-over between threads, and what the function wrote
before it answered has been read when the answer is handed on. What a function does to keep the loop busy, or to fill
the emulator's memory, has bounds: so many reads at a time, so much output.
"""

import os
import secrets
import selectors
import signal
import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from time import monotonic, time
from typing import Literal

from emulator.lambda_ import memory, processes
from emulator.lambda_.callers import CALLERS
from emulator.lambda_.family import Family
from emulator.lambda_.guest.rapid import wire
from emulator.lambda_.messages import KILLED, Ending
from emulator.lambda_.output import LogEvent, Output
from emulator.lambda_.runtime_api import RuntimeApi
from emulator.lambda_.sockets import peer_of
from emulator.lambda_.zygote import Zygote

Progress = Literal["done", "ended", "late"]
_READ_BYTES = 1 << 18
_LAST_OUTPUT_S = 2.0
_MOST_LOOKS = 16
"""How often what is there is taken without asking what has come meanwhile; a pipe holds no more than 1 MB."""
_MOST_GENERATIONS = 100
MOST_TASKS = 1024
"""Processes and threads of an environment (AWS, Lambda quotas)."""
MOST_OUTPUT_BYTES = 16 * 1024 * 1024
"""What is kept of one invocation's output. AWS keeps all and bills it by the gigabyte."""
_EVENT_BYTES = 200
"""What an event of a log costs beside its text: short lines fill memory too."""


class RuntimeProcess:
    """A started process. `events` grows with what it writes; take from it with `take_events`."""

    def __init__(self, zygote: Zygote, launch: Callable[[str], wire.Launch], max_response_bytes: int) -> None:
        """Start it. `launch` makes the request from the Runtime API's address; OSError when it can't be had."""
        secret = "" if processes.KNOWN else secrets.token_urlsafe()
        self.api = RuntimeApi(max_response_bytes, self._is_own, secret)
        self.output_left_bytes = MOST_OUTPUT_BYTES
        self._frozen: list[int] = []
        self._family = Family(0)
        self.crowded = False
        """Whether it was ended because it had more than MOST_TASKS processes and threads."""
        self.pid = 0
        self.ending: Ending | None = None
        self._killing, self._signalling = threading.Lock(), threading.RLock()
        self._selector = selectors.DefaultSelector()
        self._written, self._events = Output(), list[LogEvent]()
        output, output_end = os.pipe()
        report, report_end = os.pipe()
        lifeline_end, self._lifeline = os.pipe()
        self._output, self._report = output, report
        theirs = (output_end, report_end, lifeline_end)
        try:
            self.pid = zygote.start(launch(self.api.address), theirs)
            self._family = Family(self.pid)
            CALLERS.add(self.pid)
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
                return self._at_the_end(done)
            for key, _ in self._selector.select(left_s):
                self._read(key.fileobj)
        self.drain()
        return "done"

    def poll(self) -> None:
        """Take in what has happened by now, without waiting."""
        for _ in range(_MOST_LOOKS):
            ready = self._selector.select(0) if self.ending is None else ()
            if not ready:
                return
            for key, _ in ready:
                self._read(key.fileobj)

    def drain(self) -> None:
        """Take in what has been written by now, without waiting."""
        for _ in range(_MOST_LOOKS):
            if not self._take():
                return

    def take_events(self) -> list[LogEvent]:
        """What was written since the last call, in that order."""
        taken, self._events = self._events, []
        return taken

    def finish_line(self) -> None:
        """Cut what was written without a newline at its end."""
        self._events += self._written.finish(_now_ms())

    def freeze(self) -> None:
        """Stop the process and all that it started, until `thaw`."""
        with self._signalling:
            for _ in range(_MOST_GENERATIONS):
                threads = self._family.threads()
                new = set(threads).difference(self._frozen)
                if not new:
                    return
                for pid in new:
                    with suppress(OSError):
                        os.kill(pid, signal.SIGSTOP)
                self._frozen += new
                if self._end_if_more(sum(threads.values())):
                    return

    def thaw(self) -> None:
        """Let what was stopped go on, unless its end was ordered."""
        with self._signalling:
            if self.is_to_end:
                return
            frozen, self._frozen = self._frozen, []
            for pid in frozen:
                with suppress(OSError):
                    os.kill(pid, signal.SIGCONT)

    def kill(self) -> None:
        """Order the end of the process and of everything it started; from any thread, any number of times."""
        with self._killing:
            if self._lifeline >= 0:
                os.close(self._lifeline)
                self._lifeline = -1

    @property
    def is_to_end(self) -> bool:
        """Whether its end was ordered; the supervisor takes a moment to carry the order out."""
        return self._lifeline < 0

    def kill_at_once(self) -> None:
        """Order its end, and let it do nothing in the meantime where the system tells what belongs to it (Linux)."""
        with self._signalling:
            self.kill()
            self.freeze()

    def end_if_crowded(self) -> bool:
        """End it, and all that it started, when that is more than an environment may have; whether it is so."""
        return self.crowded or self._end_if_more(sum(self._family.threads(MOST_TASKS).values()))

    def _end_if_more(self, tasks: int) -> bool:
        if not self.crowded and tasks > MOST_TASKS:
            self.crowded = True
            self.kill()
        return self.crowded

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
        return self._family.peak_kib()

    def holds_more_than(self, limit_kib: int) -> bool:
        """Whether it and all it started hold more than that now; False where the system doesn't tell."""
        return memory.holds_more_than(self.pid, limit_kib)

    def _at_the_end(self, done: Callable[[], bool]) -> Progress:
        """Whether it was in time after all: what came while nobody looked counts."""
        self.poll()
        if done():
            return "done"
        return "late" if self.ending is None else "ended"

    def _is_own(self, connected: socket.socket) -> bool:
        """Whether a connection comes from this process or one that it started."""
        if not processes.KNOWN:
            return True
        peer = peer_of(connected.getsockname(), connected.getpeername())
        return peer is not None and peer.inode != 0 and CALLERS.is_below(peer, self.pid)

    def _read(self, ready: object) -> None:
        if ready == self._report:
            self._read_report()
        elif ready == self._output:
            self._take()
        elif ready is self.api.listener:
            if (accepted := self.api.accept()) is not None:
                self._selector.register(accepted, selectors.EVENT_READ)
        elif isinstance(ready, socket.socket) and ready in self.api.connections and not self.api.read(ready):
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
        if self.output_left_bytes > 0:
            self.output_left_bytes -= len(data) + _EVENT_BYTES * data.count(b"\n")
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
        CALLERS.discard(self.pid)
        self._family.close()
        self.api.close()
        for descriptor in (self._output, self._report):
            with suppress(OSError):
                os.close(descriptor)
        self._selector.close()


def _now_ms() -> int:
    return int(time() * 1000)
