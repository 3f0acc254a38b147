"""What is in progress inside the emulator, counted per account, so that a caller can tell when all is quiet.

`started` notes that something began that can still cause something, and gives a ticket; its `finish` notes the end. The
next stage is always started before the one that caused it finishes, so that at no moment a chain of causes is between
two counts. Where work is handed to a pool or a queue, it counts from the hand-over on. Messages in queues are not
ticketed but read where they are (`sqs`, `asynchronous`); while one is taken out, a ticket stands for it.

`routes` serves the counts, `answer` says how they are to be read.
"""

from collections import Counter, defaultdict
from collections.abc import Callable
from functools import cache
from threading import Lock
from typing import Any

_lock = Lock()
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

    def __enter__(self) -> "Ticket":
        return self

    def __exit__(self, *_: object) -> None:
        self.finish()


def started(account_id: str, kind: str, name: str) -> Ticket:
    """Count one thing of this kind, of the function, topic, queue … `name`, until its ticket is finished."""
    with _lock:
        _running[account_id][kind, name] += 1
        _changes[account_id] += 1
    return Ticket(account_id, kind, name)


def running(account_id: str) -> tuple[dict[str, dict[str, int]], int]:
    """What is in progress now, by kind and name, and the number of starts and finishes so far."""
    with _lock:
        found: dict[str, dict[str, int]] = {}
        for (kind, name), count in _running[account_id].items():
            found.setdefault(kind, {})[name] = count
        return found, _changes[account_id]


def install() -> None:
    """Serve the counts, and wrap each service of LocalStack when it is loaded, so that none is loaded for this."""
    from localstack.services.edge import ROUTER
    from localstack.services.plugins import ServicePluginManager
    from localstack.utils.patch import patch

    from emulator.activity import questions
    from emulator.activity.routes import ActivityRoutes

    ROUTER.add(ActivityRoutes())
    questions.listen()

    @patch(ServicePluginManager._load_service_plugin)
    def load(original: Callable[..., Any], self: Any, name: str) -> Any:
        _wrap(name)
        return original(self, name)


@cache
def _wrap(service: str) -> None:
    """Wrap the places of a service where work begins, waits and ends."""
    if service == "s3":
        from emulator.activity import pools

        pools.count_s3_notifications()
    elif service == "sns":
        from emulator.activity import pools

        pools.count_sns_deliveries()
    elif service == "sqs":
        from emulator.activity import pools, sqs

        sqs.wrap()
        pools.count_sqs_metrics()
    elif service == "lambda":
        from emulator.activity import asynchronous, functions, sqs

        sqs.wrap()
        asynchronous.wrap()
        functions.wrap()
