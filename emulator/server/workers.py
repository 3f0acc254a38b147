"""Threads that serve connections: one for each that is talking, ended when it has had nothing to do for a while.

Not a `ThreadPoolExecutor`: its threads stay for ever, and a process can't end while one of them works.
"""

from collections.abc import Callable
from queue import Empty, SimpleQueue
from threading import Lock, Thread

SPARE_S = 10.0


class Workers:
    """Up to `most` threads; what comes when all are busy waits its turn."""

    def __init__(self, name: str, most: int, spare_s: float = SPARE_S) -> None:
        self._name, self._most, self._spare_s = name, most, spare_s
        self._tasks: SimpleQueue[Callable[[], None]] = SimpleQueue()
        self._lock = Lock()
        self._threads = self._free = self._waiting = 0

    @property
    def threads(self) -> int:
        """How many there are."""
        return self._threads

    @property
    def all_busy(self) -> bool:
        """Whether what comes now waits its turn."""
        return not self._free and self._threads >= self._most

    @property
    def waiting(self) -> bool:
        """Whether something waits for a thread."""
        return self._waiting > 0

    def submit(self, task: Callable[[], None]) -> None:
        """Have some thread run it, soon. It must not raise."""
        with self._lock:
            starts = not self._free and self._threads < self._most
            if self._free:
                self._free -= 1
            elif starts:
                self._threads += 1
            else:
                self._waiting += 1
        self._tasks.put(task)
        if starts:
            Thread(target=self._work, name=self._name, daemon=True).start()

    def _work(self) -> None:
        while True:
            try:
                task = self._tasks.get(timeout=self._spare_s)
            except Empty:
                with self._lock:
                    if self._free:
                        self._free -= 1
                        self._threads -= 1
                        return
                continue
            task()
            del task
            with self._lock:
                if self._waiting:
                    self._waiting -= 1
                else:
                    self._free += 1
