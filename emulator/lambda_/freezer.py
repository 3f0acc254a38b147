"""When an environment that has nothing to do is frozen: shortly after, and by nobody who waits for an answer.

AWS freezes an environment between invocations (guide "Understanding the Lambda execution environment lifecycle"): what
a function leaves running goes on with its next event. Doing so a moment later costs a busy function nothing.
"""

import queue
import threading
from collections.abc import Callable
from time import monotonic

MOMENT_S = 0.02


class Freezer:
    """A queue and its thread, which ends with the process."""

    def __init__(self, moment_s: float = MOMENT_S) -> None:
        self._moment_s = moment_s
        self._waiting: queue.Queue[tuple[float, Callable[[], bool]]] = queue.Queue()
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None

    def later(self, freeze: Callable[[], bool]) -> None:
        """Call `freeze` in a moment, and again a moment later as long as it says that there is more to do."""
        self._waiting.put((monotonic() + self._moment_s, freeze))
        with self._lock:
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="lambda-freezer", daemon=True)
                self._thread.start()

    def _run(self) -> None:
        pause = threading.Event()
        while True:
            due_s, freeze = self._waiting.get()
            pause.wait(max(0.0, due_s - monotonic()))
            if freeze():
                self.later(freeze)
