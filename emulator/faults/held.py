"""What is held back on a stepped clock, and what goes on next once nothing else does: the schedule of a faulty run.

Threads race; this doesn't. Whatever has arrived when all stands still goes on in one order: by when it is due, by the
turn in which it came, and by what it is. So two runs under one seed take the same turns.
"""

from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock

from emulator.faults.identity import Identity

ALONE = 1
"""Goes on by itself, when nothing else does."""


@dataclass(frozen=True)
class Waiting:
    """One held thing. `together` says how many of its place may go on at once."""

    due_s: float
    turn: int
    identity: Identity
    serial: int
    place: str
    release: Callable[[], None]
    together: int

    @property
    def rank(self) -> tuple[float, int, Identity, str, int]:
        """What the order goes by; the serial number tells only things apart that are alike in everything else."""
        return self.due_s, self.turn, self.identity, self.place, self.serial


class Held:
    """The held things of one account, and the time up to which the schedule has come, in seconds."""

    def __init__(self, time_s: float = 0.0) -> None:
        self.time_s = time_s
        self._lock = Lock()
        self._turn = self._serial = 0
        self._waiting: list[Waiting] = []

    def __len__(self) -> int:
        return len(self._waiting)

    def hold(
        self, place: str, identity: Identity, release: Callable[[], None], late_s: float = 0.0, together: int = ALONE
    ) -> None:
        """Hold it until its turn, which comes `late_s` later than that of what isn't late."""
        with self._lock:
            self._serial += 1
            due_s = self.time_s + late_s
            self._waiting.append(Waiting(due_s, self._turn, identity, self._serial, place, release, together))

    def reach(self, time_s: float) -> None:
        """The clock has come so far, or the schedule has nothing earlier."""
        with self._lock:
            self.time_s = max(self.time_s, time_s)

    def due_s(self) -> float | None:
        """When the next is due; None when nothing is held."""
        with self._lock:
            return min((one.due_s for one in self._waiting), default=None)

    def take(self) -> list[Waiting]:
        """The next turn: the first of what is due, with what may go on at the same time. Empty when nothing is held."""
        with self._lock:
            if not self._waiting:
                return []
            self.time_s = max(self.time_s, min(one.due_s for one in self._waiting))
            self._turn += 1
            chosen = _chosen(
                sorted((one for one in self._waiting if one.due_s <= self.time_s), key=lambda one: one.rank)
            )
            self._waiting = [one for one in self._waiting if one not in chosen]
            return chosen

    def take_all(self) -> list[Waiting]:
        """Everything, in order; nothing is held any more."""
        with self._lock:
            everything, self._waiting = sorted(self._waiting, key=lambda one: one.rank), []
            return everything


def _chosen(due: list[Waiting]) -> list[Waiting]:
    """The first, or the first few of every place that lets several go on together when the first one's does."""
    if due[0].together == ALONE:
        return due[:1]
    chosen: list[Waiting] = []
    for one in due:
        if one.together != ALONE and sum(other.place == one.place for other in chosen) < one.together:
            chosen.append(one)
    return chosen
