"""What a function writes, cut into log events as AWS cuts it.

Lines of stdout and stderr are one event each. Records of the `logging` module and errors reach the emulator in frames
(`awslambdaric`, FramedTelemetryLogSink): one event each, however many lines they have, with their own time.
"""

from dataclasses import dataclass

_FRAME_HEADER_BYTES = 16
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


class Frames:
    """Cuts a stream of frames: type (4 bytes), length (4), microseconds (8), message; big-endian."""

    def __init__(self) -> None:
        self._rest = b""

    def feed(self, data: bytes) -> list[LogEvent]:
        """The frames that `data` completes."""
        self._rest += data
        events = []
        while len(self._rest) >= _FRAME_HEADER_BYTES:
            length = int.from_bytes(self._rest[4:8], "big")
            end = _FRAME_HEADER_BYTES + length
            if len(self._rest) < end:
                break
            time_ms = int.from_bytes(self._rest[8:16], "big") // 1000
            message = self._rest[_FRAME_HEADER_BYTES:end]
            self._rest = self._rest[end:]
            events += [LogEvent(time_ms, text) for text in _pieces(message)]
        return events


def _pieces(message: bytes) -> list[str]:
    """The message as text, in as many pieces as the limit of an event asks for; nothing for an empty one."""
    starts = range(0, len(message), MAX_EVENT_BYTES)
    return [message[start : start + MAX_EVENT_BYTES].decode(errors="replace") for start in starts]


def as_text(events: list[LogEvent]) -> str:
    """The log as one text, every event on a line of its own: what `LogType=Tail` shows the end of."""
    return "".join(event.message if event.message.endswith("\n") else event.message + "\n" for event in events)
