"""One execution environment: a place that outlives the processes it runs, one after the other, as in AWS.

A process that crashed, took too long or answered too much is ended and replaced at the next invocation; folder and log
stream stay (AWS's guide "Understanding the Lambda execution environment lifecycle").
"""

import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from time import monotonic, time
from typing import Literal

from emulator.attention import Watch
from emulator.lambda_ import messages
from emulator.lambda_.freezer import MOMENT_S, Freezer
from emulator.lambda_.output import LogEvent, as_text
from emulator.lambda_.process import MOST_OUTPUT_BYTES, MOST_TASKS, Progress, RuntimeProcess

INIT_LIMIT_S = 10.0
"""AWS: an initialisation that takes longer is begun again within the invocation, under the function's own time-out."""
FLUSH_S = 0.5
LOOK_S = 0.1
"""How often a running function's log is handed on and its memory looked at."""
_TAIL_CHARACTERS = 1 << 16
"""What an answer has of its log; a caller is shown the last 4 KB."""


class Stopped(Exception):
    """The environment was stopped while it was to start or to answer."""


@dataclass(frozen=True)
class Limits:
    """What a function's configuration allows it; `former_answers` for those that AWS has changed since."""

    timeout_s: int
    memory_mb: int
    max_response_bytes: int
    former_answers: bool = False


@dataclass(frozen=True)
class Invocation:
    """One event for a function. `headers` are those of the Runtime API beyond the request id and the deadline."""

    request_id: str
    event: bytes
    headers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Answer:
    """What came of an invocation."""

    payload: bytes
    is_error: bool
    log: str
    output_cut: bool = False


@dataclass(frozen=True)
class _Result:
    payload: bytes
    is_error: bool
    remarks: tuple[str, ...] = ()
    status: str = ""
    ends_process: bool = False


class Sandbox:
    """Starts, invokes, resets and stops. `start` and `invoke` are called one at a time, `stop` from any thread."""

    def __init__(
        self,
        version: str,
        limits: Limits,
        launch: Callable[[], RuntimeProcess],
        deliver: Callable[[list[LogEvent]], None],
        ended: Callable[[], None] = lambda: None,
        freezer: Freezer | None = None,
        now: Callable[[], float] = monotonic,
    ) -> None:
        """`launch` starts a process, `deliver` takes log events, `ended` is called when a stop has come about.

        Between invocations the process is frozen by `freezer`; without one it goes on.
        """
        self.version, self.limits = version, limits
        self._launch, self._deliver, self._ended = launch, deliver, ended
        self._freezer = freezer
        self._now = now
        self._lock = threading.Lock()
        self._busy = self._stopped = self._freezes = False
        self._idle_since_s = 0.0
        self._process: RuntimeProcess | None = None
        self._served = False
        self._init_ms: float | None = None
        self._log: list[LogEvent] = []
        self._undelivered: list[LogEvent] = []

    def start(self) -> None:
        """Initialise the function. What goes wrong in its code is kept for the first invocation, as in AWS."""
        self._enter()
        try:
            began_s = self._now()
            self._initialise(Watch(began_s + INIT_LIMIT_S, LOOK_S, self._now))
            self._init_ms = (self._now() - began_s) * 1000
        finally:
            self._leave()

    @property
    def init_error(self) -> bytes | None:
        """After `start`: why no process is ready for an event; None when one is."""
        process = self._process
        if process is None:
            return messages.timeout_error("", INIT_LIMIT_S)
        if process.api.waiting is not None:
            return None
        return process.api.init_error or messages.exit_error("", process.ending or messages.KILLED)

    def invoke(self, invocation: Invocation) -> Answer:
        """Hand an event to the function and wait for what comes of it; Stopped when the environment has ended."""
        self._enter()
        try:
            return self._invoke(invocation)
        finally:
            self._leave()

    def stop(self) -> None:
        """End the environment: now, or when the invocation in progress is over."""
        with self._lock:
            self._stopped = True
            if self._busy:
                return
        self._close()

    def kill(self) -> None:
        """Order the end of the environment, whatever it does, without waiting for it."""
        with self._lock:
            self._stopped = True
            process = self._process
        if process is not None:
            process.kill()

    def end_process(self) -> None:
        """End the process as the kernel would, if it is at work; the environment stays, and begins another one."""
        with self._lock:
            process = self._process if self._busy else None
        if process is not None:
            process.kill_at_once()

    def _close(self) -> None:
        self._end_process()
        self._ended()

    def _enter(self) -> None:
        with self._lock:
            if self._stopped:
                raise Stopped("the execution environment has been stopped")
            self._busy = True
            if self._process is not None:
                self._process.thaw()

    def _leave(self) -> None:
        with self._lock:
            self._busy, self._idle_since_s = False, monotonic()
            stopped = self._stopped
            freezes, self._freezes = self._freezes, self._freezer is not None
        if stopped:
            self._close()
        elif self._freezer is not None and not freezes:
            self._freezer.later(self._freeze)

    def _freeze(self) -> bool:
        """Freeze what is idle; True when it hasn't been for long enough."""
        with self._lock:
            self._freezes = not self._busy and not self._stopped and monotonic() - self._idle_since_s < MOMENT_S
            if not (self._busy or self._stopped or self._freezes) and self._process is not None:
                self._process.freeze()
            return self._freezes

    def _initialise(self, watch: Watch) -> None:
        """A process that waits for an event, or none: the reason is in the log."""
        if self._process is None:
            self._process = self._launch()
        process = self._process
        self._run(process, lambda: process.api.waiting is not None or process.api.init_error is not None, watch)
        self._collect(process)
        if process.api.waiting is not None:
            self._served = True
        elif process.api.init_error is None and process.ending is None:
            self._end_process()

    def _run(self, process: RuntimeProcess, done: Callable[[], bool], watch: Watch) -> Progress:
        """Let it run until `done()`, its end, or the end of the time that it had while somebody looked."""
        progress = process.run(done, self._next_look_s(watch))
        while progress == "late" and watch.left_s() > 0:
            process.end_if_crowded()
            progress = process.run(done, self._next_look_s(watch))
        return progress

    def _next_look_s(self, watch: Watch) -> float:
        return min(watch.until_s, self._now() + LOOK_S)

    def _invoke(self, invocation: Invocation) -> Answer:
        began_s, limits = self._now(), self.limits
        watch = Watch(began_s + limits.timeout_s, LOOK_S, self._now)
        self._log, before = [], list(self._undelivered)
        if self._process is not None:
            self._process.output_left_bytes = MOST_OUTPUT_BYTES
        self._write(messages.start_line(invocation.request_id, self.version))
        result = self._attempt(invocation, watch)
        duration_ms = min((self._now() - began_s) * 1000, limits.timeout_s * 1000.0)
        peak_mb = self._peak_mb()
        cut = self._process is not None and self._process.output_left_bytes <= 0
        crowded = self._process is not None and self._process.crowded
        if result.ends_process:
            self._end_process()
        for remark in result.remarks:
            self._write(remark)
        if crowded:
            self._write(messages.crowded_line(MOST_TASKS))
        if cut:
            self._write(messages.output_cut_line(MOST_OUTPUT_BYTES))
        self._write(messages.end_line(invocation.request_id))
        init_ms, self._init_ms = self._init_ms, None
        self._write(
            messages.report_line(invocation.request_id, duration_ms, limits.memory_mb, peak_mb, init_ms, result.status)
        )
        self._flush()
        return Answer(result.payload, result.is_error, as_text(before + self._log)[-_TAIL_CHARACTERS:], cut)

    def _attempt(self, invocation: Invocation, watch: Watch) -> _Result:
        """One try: with the process that is there, or with a new one."""
        process = self._ready(watch)
        if process is None:
            return self._timed_out(invocation.request_id)
        if process.api.init_error is not None:
            return _Result(process.api.init_error, True, ends_process=True)
        if process.api.waiting is None:
            return self._exited(invocation.request_id, process)
        deadline_ms = int((time() + watch.left_s()) * 1000)
        headers = [("Lambda-Runtime-Deadline-Ms", str(deadline_ms)), *invocation.headers]
        with suppress(OSError):
            process.api.deliver(invocation.request_id, headers, invocation.event, watch.until_s)
        progress = self._watch(process, watch)
        if progress == "late":
            return self._timed_out(invocation.request_id)
        return self._outcome(invocation.request_id, process, progress == "over")

    def _outcome(self, request_id: str, process: RuntimeProcess, over_memory: bool) -> _Result:
        if over_memory:
            return _failed(
                messages.memory_error(request_id), messages.exit_message(request_id, messages.KILLED), "OutOfMemory"
            )
        if process.api.too_large:
            return _Result(messages.too_large_error(self.limits.max_response_bytes), True, ends_process=True)
        if process.api.outcome is None:
            return self._exited(request_id, process)
        return _Result(process.api.outcome.payload, process.api.outcome.is_error)

    def _ready(self, watch: Watch) -> RuntimeProcess | None:
        """A process that waits for an event or has failed to; None when time runs out."""
        if self._process is not None:
            # A busy one is about to ask for its next event: that is waited for, and what came is taken in with it.
            if self._process.api.waiting is not None or monotonic() - self._idle_since_s > LOOK_S:
                self._process.poll()
            if (self._process.ending is not None or self._process.is_to_end) and self._served:
                self._end_process()
        self._initialise(watch)
        if self._process is not None and self._process.ending is not None and self._served:
            self._end_process()  # it had answered, and ended before it asked for more
            self._initialise(watch)
        return self._process

    def _watch(self, process: RuntimeProcess, watch: Watch) -> Literal[Progress, "over"]:
        """Wait for an answer; meanwhile hand on what the function writes, and see to it that it keeps to its memory."""

        def answered() -> bool:
            return process.api.outcome is not None or process.api.too_large

        progress: Literal[Progress, "over"] = "late"
        flush_s = self._now() + FLUSH_S
        while progress == "late" and watch.left_s() > 0:
            progress = process.run(answered, self._next_look_s(watch))
            crowded = progress == "late" and process.end_if_crowded()
            if progress == "late" and not crowded and process.holds_more_than(self.limits.memory_mb * 1024):
                progress = "over"
            if self._now() >= flush_s:
                self._collect(process)
                self._flush()
                flush_s = self._now() + FLUSH_S
        process.finish_line()
        self._collect(process)
        return progress

    def _timed_out(self, request_id: str) -> _Result:
        timeout_s = float(self.limits.timeout_s)
        line = messages.timeout_line(time(), request_id, timeout_s)
        former = self.limits.former_answers
        payload = messages.former_timeout_error(line) if former else messages.timeout_error(request_id, timeout_s)
        return _Result(payload, True, (line,), "Status: timeout", ends_process=True)

    def _exited(self, request_id: str, process: RuntimeProcess) -> _Result:
        ending = process.ending or messages.KILLED
        return _failed(messages.exit_error(request_id, ending), messages.exit_message(request_id, ending), "ExitError")

    def _peak_mb(self) -> int:
        return -(-self._process.peak_kib // 1024) if self._process is not None else 0

    def _collect(self, process: RuntimeProcess) -> None:
        for event in process.take_events():
            self._add(event)

    def _write(self, message: str) -> None:
        self._add(LogEvent(int(time() * 1000), message))

    def _add(self, event: LogEvent) -> None:
        self._log.append(event)
        self._undelivered.append(event)

    def _flush(self) -> None:
        taken, self._undelivered = self._undelivered, []
        if taken:
            self._deliver(taken)

    def _end_process(self) -> None:
        with self._lock:
            process, self._process = self._process, None
            self._served = False
        if process is not None:
            process.end()
            process.finish_line()
            self._collect(process)


def _failed(payload: bytes, remark: str, kind: str) -> _Result:
    """A process that is over: the answer, and what the log says of it."""
    error = f"Runtime.{kind}"
    return _Result(payload, True, (f"{remark}\n{error}\n",), f"Status: error\tError Type: {error}", ends_process=True)
