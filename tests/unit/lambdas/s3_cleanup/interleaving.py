"""Workers of which exactly one advances at a time, up to its next `turn()`: races, but the same ones every time."""

from collections.abc import Callable, Iterable, Sequence
from threading import Semaphore, Thread, current_thread

HANDOVER_S = 10.0


class Abandoned(BaseException):
    """Ends a worker whose run is over."""


class _Worker(Thread):
    def __init__(self, work: Callable[[], None], back: Semaphore) -> None:
        super().__init__(daemon=True)
        self.work, self.back, self.go = work, back, Semaphore(0)
        self.abandoned = False
        self.error: BaseException | None = None
        self.finished = False

    def run(self) -> None:
        try:
            self.pause()
            self.work()
        except Abandoned:
            pass
        except BaseException as error:
            self.error = error
        self.finished = True
        self.back.release()

    def pause(self) -> None:
        self.go.acquire()
        if self.abandoned:
            raise Abandoned


class Interleaving:
    """Runs workers; `choices` says which of those still at work advances, and the first one does when it is used up."""

    def __init__(self, choices: Iterable[int]) -> None:
        self._choices = iter(choices)
        self._back = Semaphore(0)

    def turn(self) -> None:
        """Called by a worker before each step that others can see: let the scheduler choose again."""
        worker = current_thread()
        if isinstance(worker, _Worker):
            self._back.release()
            worker.pause()

    def run(self, works: Sequence[Callable[[], None]]) -> None:
        """Run them to their ends; what a worker raises is raised here."""
        workers = [_Worker(work, self._back) for work in works]
        for worker in workers:
            worker.start()
        try:
            self._schedule(list(workers))
        finally:
            for worker in workers:
                worker.abandoned = True
                worker.go.release()
                worker.join(HANDOVER_S)

    def _schedule(self, at_work: list[_Worker]) -> None:
        while at_work:
            worker = at_work[next(self._choices, 0) % len(at_work)]
            worker.go.release()
            if not self._back.acquire(timeout=HANDOVER_S):
                raise AssertionError("a worker neither paused nor ended")
            if worker.finished:
                at_work.remove(worker)
            if worker.error:
                raise worker.error
