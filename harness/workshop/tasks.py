"""One thing at a time that takes long: a run, a set-up, a reset, a teardown. It is told to the page as it goes."""

import traceback
from collections.abc import Callable
from threading import Lock, Thread

from bootstrap.errors import HarnessError
from harness.workshop.gate import Ended, Gate
from harness.workshop.journal import Journal
from harness.workshop.turns import Turns


class Busy(HarnessError):
    """Something is going on already. The message says what, and what can be done."""


class Tasks:
    """Carries out tasks in a thread, one after the other."""

    def __init__(self, journal: Journal, gate: Gate, turns: Turns) -> None:
        self._journal, self._gate, self._turns = journal, gate, turns
        self._lock = Lock()
        self._thread: Thread | None = None
        self.name = ""
        """What is going on; empty when nothing is."""

    def begin(self, name: str, work: Callable[[], str]) -> None:
        """Begin it; `work` says at its end how it ended. Busy when another is going on."""
        with self._lock:
            if self.name:
                raise Busy(f"{self.name} is going on: let it end, or end it")
            self.name = name
            self._gate.reset()
            self._thread = Thread(target=self._carry_out, args=(name, work), name="task", daemon=True)
        self._journal.clear("entry")
        self._journal.tell("task", {"name": name, "state": "going on", "text": ""})
        self._thread.start()

    def wait(self, seconds: float) -> bool:
        """Wait until nothing is going on; whether that is so."""
        thread = self._thread
        if thread is not None:
            thread.join(seconds)
        return not self.name

    def _carry_out(self, name: str, work: Callable[[], str]) -> None:
        state, text = "failed", ""
        try:
            with self._turns.turn(self._tell_wait) as turn, self._gate.waiting_outside(turn):
                text = work()
            state = "done"
        except Ended as ended:
            state, text = "ended", str(ended)
        except (HarnessError, OSError) as error:
            text = str(error)
        except Exception as error:  # whoever watches is told, and what comes next can begin
            text = f"{type(error).__name__}: {error}"
            traceback.print_exc()
        finally:
            self.name = ""
            self._journal.tell("task", {"name": name, "state": state, "text": text})

    def _tell_wait(self, before: int) -> None:
        self._journal.tell("now", {"text": f"others are at work: {before} before you" if before else "you are next"})
