"""What a function writes, cut into log events as AWS cuts it.

Lines of stdout and stderr are one event each. Records of the `logging` module and errors reach the emulator in frames
(`awslambdaric`, FramedTelemetryLogSink): one event each, however many lines they have, with their own time.
"""

from dataclasses import dataclass

_FRAME_MARK = b"\xa5\x5a\x00"
_FRAME_HEADER_BYTES = 16
_DAY_MS = 86_400_000
MAX_EVENT_BYTES = 1024 * 1024 - 26
"""CloudWatch Logs' limit for one event, 1 MB, less what counts for every event (PutLogEvents)."""


@dataclass(frozen=True, order=True)
class LogEvent:
    """One event of a log: epoch milliseconds, and the text with its newline if it has one."""

    time_ms: int
    message: str


class Lines:
    """Cuts a stream of bytes at its newlines; what has none yet is kept for later."""

    def __init__(self) -> None:
        self._rest = b""

    def feed(self, data: bytes, time_ms: int) -> list[LogEvent]:
        """The lines that `data` completes. A line over the limit of an event is cut there."""
        *whole, self._rest = (self._rest + data).split(b"\n")
        while len(self._rest) >= MAX_EVENT_BYTES:
            whole.append(self._rest[: MAX_EVENT_BYTES - 1])
            self._rest = self._rest[MAX_EVENT_BYTES - 1 :]
        return [LogEvent(time_ms, text) for line in whole for text in _pieces(line + b"\n")]

    def finish(self, time_ms: int) -> list[LogEvent]:
        """What is left without a newline."""
        rest, self._rest = self._rest, b""
        return [LogEvent(time_ms, text) for text in _pieces(rest)]


class Output:
    """Cuts the one stream that stdout, stderr and the frames share, so that all keep the order they were written in.

    A frame is a type (4 bytes), a length (4), microseconds since 1970 (8) and a message, big-endian. Bytes that begin
    like one but carry another time than about now are a function's own.
    """

    def __init__(self) -> None:
        self._lines = Lines()
        self._rest = b""
        self._last_ms = 0

    def feed(self, data: bytes, now_ms: int) -> list[LogEvent]:
        """The events that `data` completes; their times never go back."""
        self._rest += data
        events: list[LogEvent] = []
        while self._rest:
            end = self._frame_end(now_ms)
            if end is None:
                text = self._take(self._text_bytes())
                if not text:
                    break
                events += self._lines.feed(text, now_ms)
            elif end > len(self._rest):
                break
            else:
                frame = self._take(end)
                time_ms = int.from_bytes(frame[8:_FRAME_HEADER_BYTES], "big") // 1000
                events += [LogEvent(time_ms, text) for text in _pieces(frame[_FRAME_HEADER_BYTES:])]
        return [self._later(event) for event in events]

    def finish(self, now_ms: int) -> list[LogEvent]:
        """What is left without a newline."""
        events = self._lines.feed(self._take(len(self._rest)), now_ms) + self._lines.finish(now_ms)
        return [self._later(event) for event in events]

    def _take(self, size: int) -> bytes:
        taken, self._rest = self._rest[:size], self._rest[size:]
        return taken

    def _frame_end(self, now_ms: int) -> int | None:
        """Where the frame ends that the rest begins with; past the rest while that isn't known; None without one."""
        if not self._rest.startswith(_FRAME_MARK):
            return None
        if len(self._rest) < _FRAME_HEADER_BYTES:
            return _FRAME_HEADER_BYTES
        about_now = abs(int.from_bytes(self._rest[8:_FRAME_HEADER_BYTES], "big") // 1000 - now_ms) < _DAY_MS
        return _FRAME_HEADER_BYTES + int.from_bytes(self._rest[4:8], "big") if about_now else None

    def _text_bytes(self) -> int:
        """How much of the rest, which isn't a frame, comes before the next one or the beginning of its mark."""
        mark = self._rest.find(_FRAME_MARK, 1)
        if mark >= 0:
            return mark
        begun = next((size for size in (2, 1) if self._rest.endswith(_FRAME_MARK[:size])), 0)
        return len(self._rest) - begun

    def _later(self, event: LogEvent) -> LogEvent:
        self._last_ms = max(self._last_ms, event.time_ms)
        return LogEvent(self._last_ms, event.message)


def _pieces(message: bytes) -> list[str]:
    """The message as text, in as many pieces as the limit of an event asks for; nothing for an empty one."""
    starts = range(0, len(message), MAX_EVENT_BYTES)
    return [message[start : start + MAX_EVENT_BYTES].decode(errors="replace") for start in starts]


def as_text(events: list[LogEvent]) -> str:
    """The log as one text, every event on a line of its own: what `LogType=Tail` shows the end of."""
    return "".join(event.message if event.message.endswith("\n") else event.message + "\n" for event in events)
