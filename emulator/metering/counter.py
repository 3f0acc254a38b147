"""Adds up requests by who made which kind of them to what. Pure."""

from collections import defaultdict
from dataclasses import asdict, dataclass
from threading import Lock
from typing import Any


@dataclass(frozen=True, order=True)
class Kind:
    """Requests that are counted together.

    `resource` is the name of the bucket, queue, table, topic, function or API. `caller` is `function` for what a
    function asks, `service` for what a service asks of another, `user` for presigned URLs and for APIs, `client` for
    everybody else. `answered` is `ok`, `empty` for a look into a queue that found nothing, or else `refused`.
    """

    region: str
    service: str
    operation: str
    resource: str
    caller: str
    answered: str


class Counter:
    """Counts and units by account and kind. Units are what the service charges by, such as capacity or 64 KB pieces."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._counts: defaultdict[str, dict[Kind, list[float]]] = defaultdict(dict)

    def add(self, account_id: str, kind: Kind, units: float = 1) -> None:
        """Count one request of so many units."""
        with self._lock:
            sums = self._counts[account_id].setdefault(kind, [0, 0])
            sums[0] += 1
            sums[1] += units

    def of_account(self, account_id: str) -> list[dict[str, Any]]:
        """One object for each kind, sorted, with `requests` and `units`, since the emulator started."""
        with self._lock:
            rows = [(kind, int(sums[0]), sums[1]) for kind, sums in self._counts.get(account_id, {}).items()]
        return [{**asdict(kind), "requests": requests, "units": units} for kind, requests, units in sorted(rows)]


counter = Counter()
"""The one of this process."""
