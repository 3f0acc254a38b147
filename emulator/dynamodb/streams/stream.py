"""One stream: its records for a day, and who follows them.

A table's stream has one shard here. What is appended wakes whoever waits, and counts as in progress for the account as
long as a follower, an event source mapping, hasn't dealt with it.
"""

import json
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from threading import Event, Lock, RLock
from zlib import crc32

from emulator.activity import tickets
from emulator.dynamodb.streams.records import Change, Origin, Record, record_of

RETENTION_S = 86_400
FIRST = 100_000_000_000_000_000_001
"""Sequence numbers are between 21 and 40 digits long: API reference, "StreamRecord"."""
MAX_RECORDS, MAX_BYTES = 1000, 1_048_576
"""Of one GetRecords."""


class Trimmed(LookupError):
    """The position is before the oldest record that is kept."""


@dataclass
class Follower:
    """Who reads a stream for itself: `position` is the next record it wants, `ticket` is open while it is behind.

    It holds `turn` while it works, so that nobody takes its place before it is done.
    """

    position: int
    active: bool = True
    wakeup: Event = field(default_factory=Event)
    turn: Lock = field(default_factory=Lock)
    ticket: tickets.Ticket | None = None


class Stream:
    """The records of a table from when its stream was enabled; safe to use from any thread.

    `wall` and `now` give the wall's time and CloudWatch's, by which records are kept.
    """

    def __init__(self, origin: Origin, label: str, wall: Callable[[], float], now: Callable[[], float]) -> None:
        self.origin, self.label = origin, label
        self.created_s = wall()
        self.shard_id = f"shardId-{int(self.created_s * 1000):020d}-{crc32(label.encode()):08x}"
        self.closed_s: float | None = None
        """When it was disabled, by the clock that records are kept by."""
        self._wall, self._now = wall, now
        self._lock = RLock()
        self._records: deque[tuple[float, Record]] = deque()
        self._next = FIRST
        self._followers: dict[str, Follower] = {}

    @property
    def account_id(self) -> str:
        """The table's account."""
        return self.origin.arn.split(":")[4]

    @property
    def table(self) -> str:
        """The table's name."""
        return self.origin.arn.split("/")[1]

    @property
    def end(self) -> int:
        """The position after the newest record."""
        with self._lock:
            return self._next

    @property
    def horizon(self) -> int:
        """The position of the oldest record that is kept."""
        with self._lock:
            self._trim()
            return self._next - len(self._records)

    @property
    def is_over(self) -> bool:
        """Whether it was disabled a day ago or more."""
        return self.closed_s is not None and self._now() - self.closed_s >= RETENTION_S

    def append(self, changes: Sequence[Change]) -> None:
        """Record what changed, in order; what didn't leaves nothing. A stream that is closed takes nothing."""
        with self._lock:
            if self.closed_s is not None:
                return
            self._trim()
            for change in changes:
                if change.name is not None:
                    record = record_of(change, self.origin, self._next, self._wall())
                    self._records.append((self._now(), record))
                    self._next += 1
            for follower in self._followers.values():
                self._notice(follower)

    def close(self) -> None:
        """Take nothing more; what there is can be read for a day."""
        with self._lock:
            if self.closed_s is None:
                self.closed_s = self._now()
            for follower in self._followers.values():
                follower.wakeup.set()

    def read(self, position: int, limit: int = MAX_RECORDS) -> tuple[list[Record], int | None]:
        """Records from `position` on, and the next position; None at the end of a stream that is closed.

        Trimmed when the record is no longer kept.
        """
        with self._lock:
            first = self.horizon
            if position < first:
                raise Trimmed
            found: list[Record] = []
            size = 0
            for index in range(position - first, min(len(self._records), position - first + min(limit, MAX_RECORDS))):
                record = self._records[index][1]
                size += len(json.dumps(record))
                if found and size > MAX_BYTES:
                    break
                found.append(record)
            after = position + len(found)
            return found, None if self.closed_s is not None and after >= self._next else after

    def follow(self, name: str, position: int) -> Follower:
        """Have `name` follow from `position` on; who follows already goes on where it is."""
        with self._lock:
            follower = self._followers.setdefault(name, Follower(max(position, self.horizon)))
            follower.active = True
            self._notice(follower)
            return follower

    def done(self, name: str, position: int) -> None:
        """All before `position` has been dealt with."""
        with self._lock:
            follower = self._followers.get(name)
            if follower is None:
                return
            follower.position = max(follower.position, position)
            if follower.position >= self._next and follower.ticket is not None:
                follower.ticket.finish()
                follower.ticket = None

    def pause(self, name: str) -> None:
        """Follow no more for now: nothing waits for `name` until it follows again, from where it is."""
        with self._lock:
            follower = self._followers.get(name)
            if follower is not None:
                follower.active = False
                if follower.ticket is not None:
                    follower.ticket.finish()
                    follower.ticket = None
                follower.wakeup.set()

    def leave(self, name: str) -> None:
        """Follow no more, for good."""
        with self._lock:
            self.pause(name)
            self._followers.pop(name, None)

    def _notice(self, follower: Follower) -> None:
        if follower.active and follower.position < self._next:
            if follower.ticket is None:
                follower.ticket = tickets.started(self.account_id, "stream", self.table)
            follower.wakeup.set()

    def _trim(self) -> None:
        now_s = self._now()
        while self._records and now_s - self._records[0][0] >= RETENTION_S:
            self._records.popleft()
