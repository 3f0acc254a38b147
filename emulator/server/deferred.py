"""A text stream to which some lines are written many at once, a moment later, in the order of all that is written.

A write for each request is a system call for each, at which every other thread of the interpreter may want its turn.
"""

import atexit
from collections import deque
from contextlib import suppress
from threading import Event, RLock, Thread
from typing import Protocol

MOMENT_S = 0.02
"""How much later a line may be written."""


class TextStream(Protocol):
    """What is written to in the end."""

    def write(self, text: str, /) -> object:
        """Write the text."""

    def flush(self) -> object:
        """Write what is held back."""


class DeferredStream:
    """Stands for the stream. What still waits at the end of the process is written then. Threads may share it."""

    def __init__(self, stream: TextStream) -> None:
        self._stream = stream
        self._lines: deque[str] = deque()
        self._writing, self._waiting, self._never = RLock(), Event(), Event()
        Thread(target=self._run, name="log-lines", daemon=True).start()
        atexit.register(self.settle)

    def later(self, line: str) -> None:
        """Write the line in a moment."""
        self._lines.append(line)
        if not self._waiting.is_set():
            self._waiting.set()

    def write(self, text: str) -> int:
        """Write what waits, and then the text."""
        with self._writing:
            self._write_waiting()
            self._stream.write(text)
        return len(text)

    def flush(self) -> None:
        """Have all of it written."""
        with self._writing:
            self._write_waiting()
            self._stream.flush()

    def settle(self) -> None:
        """As `flush`; what can't be written is let go, as there is no place to tell of it."""
        with suppress(Exception):
            self.flush()

    def _write_waiting(self) -> None:
        """Write what waits. A finalizer may log in the middle of it, on the same thread: it then takes part of it."""
        lines: list[str] = []
        with suppress(IndexError):
            while True:
                lines.append(self._lines.popleft())
        if lines:
            self._stream.write("".join(lines))

    def _run(self) -> None:
        while True:
            self._waiting.wait()
            self._waiting.clear()
            self._never.wait(MOMENT_S)
            self.settle()
