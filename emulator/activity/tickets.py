"""Tickets for what is in progress, counted per account."""

from collections import Counter, defaultdict
from threading import Condition, Lock

_lock = Lock()
_changed = Condition(_lock)
_running: defaultdict[str, Counter[tuple[str, str]]] = defaultdict(Counter)
_changes: Counter[str] = Counter()


class Ticket:
    """One thing in progress. `finish` may be called more than once; only the first call counts."""

    __slots__ = ("_account_id", "_key", "_open")

    def __init__(self, account_id: str, kind: str, name: str) -> None:
        self._account_id = account_id
        self._key = (kind, name)
        self._open = True

    def finish(self) -> None:
        """It is over, and whatever it caused has been started."""
        with _lock:
            if not self._open:
                return
            self._open = False
            counts = _running[self._account_id]
            counts[self._key] -= 1
            if not counts[self._key]:
                del counts[self._key]
            _changes[self._account_id] += 1
            _changed.notify_all()

    def __enter__(self) -> "Ticket":
        return self

    def __exit__(self, *_: object) -> None:
        self.finish()


def started(account_id: str, kind: str, name: str) -> Ticket:
    """Count one thing of this kind, of the function, topic, queue … `name`, until its ticket is finished."""
    with _lock:
        _running[account_id][kind, name] += 1
        _changes[account_id] += 1
        _changed.notify_all()
    return Ticket(account_id, kind, name)


def running(account_id: str) -> tuple[dict[str, dict[str, int]], int]:
    """What is in progress now, by kind and name, and the number of starts and finishes so far."""
    with _lock:
        found: dict[str, dict[str, int]] = {}
        for (kind, name), count in _running[account_id].items():
            found.setdefault(kind, {})[name] = count
        return found, _changes[account_id]


def await_change(account_id: str, seen: int, longest_s: float) -> None:
    """Wait until there are other changes than the `seen` ones, or the seconds are over."""
    with _lock:
        _changed.wait_for(lambda: _changes[account_id] != seen, longest_s)
