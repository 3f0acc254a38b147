"""Adds up requests by who made which kind of them to what. Pure."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from threading import Lock
from typing import Any, NamedTuple

from emulator.clock import clock_of

DAY_S = 86_400
MOST_KINDS, OTHERS = 20_000, "(others)"
"""Kinds that an account has by name; what comes beyond is counted together, as requests to others."""


class Kind(NamedTuple):
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


def now_of(account_id: str) -> float:
    """The time of the account's clock."""
    return clock_of(account_id).now()


class Counter:
    """Counts and units by account, kind and day of the account's clock.

    Units are what the service charges by, such as capacity or 64 KB pieces.
    """

    def __init__(self, now: Callable[[str], float] = now_of) -> None:
        self._now = now
        self._lock = Lock()
        self._counts: defaultdict[str, dict[tuple[int, Kind], list[float]]] = defaultdict(dict)

    def add(self, account_id: str, kind: Kind, units: float = 1) -> None:
        """Count one request of so many units."""
        day = int(self._now(account_id) // DAY_S)
        with self._lock:
            counts = self._counts[account_id]
            if len(counts) >= MOST_KINDS and (day, kind) not in counts:
                kind = kind._replace(resource=OTHERS)
            sums = counts.setdefault((day, kind), [0, 0])
            sums[0] += 1
            sums[1] += units

    def of_account(self, account_id: str) -> list[dict[str, Any]]:
        """One object for each kind, sorted, with `requests` and `units`, since the emulator started."""
        kinds: dict[Kind, list[float]] = {}
        for _, kind, count, units in self._rows(account_id):
            sums = kinds.setdefault(kind, [0, 0])
            sums[0] += count
            sums[1] += units
        return [_row(kind, *kinds[kind]) for kind in sorted(kinds)]

    def by_day(self, account_id: str) -> Iterator[tuple[date, dict[str, Any]]]:
        """The same, of each day of the account's clock by itself."""
        for day, kind, count, units in sorted(self._rows(account_id)):
            yield datetime.fromtimestamp(day * DAY_S, UTC).date(), _row(kind, count, units)

    def accounts(self) -> list[str]:
        """Those of which anything was counted."""
        with self._lock:
            return list(self._counts)

    def _rows(self, account_id: str) -> list[tuple[int, Kind, float, float]]:
        with self._lock:
            return [(day, kind, *sums) for (day, kind), sums in self._counts.get(account_id, {}).items()]  # type: ignore[misc]


def _row(kind: Kind, count: float, units: float) -> dict[str, Any]:
    return {**kind._asdict(), "requests": int(count), "units": units}


counter = Counter()
"""Requests that this process answered."""
charged = Counter()
"""What is charged besides requests: runs of functions in GB-seconds (`Run`), log events in bytes (`Ingest`)."""
