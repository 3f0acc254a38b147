"""What happened in an account, one thing after the other, for who watches: requests, invocations, datapoints, states.

It is kept only while somebody watches, and no more than the last few thousand things: nothing is recorded, and hardly
any time is spent, in an account that nobody looks at. Beside it is counted how often what stands was changed: who draws
it looks again only then. Pure but for waiting.
"""

import time
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, field
from secrets import token_hex
from threading import Condition, Lock
from typing import Any

KEPT = 5000
"""Things of one account."""
WATCHED_S = 120.0
"""How long an account counts as watched after it was last asked for."""


@dataclass(frozen=True)
class Happening:
    """One thing that happened. `number` counts up in the account; `at_s` is the wall's time, `cloudwatch_s` its own.

    `by` is who did it: `client`, `user` (a signed link), `service`, or the function's name. `marks` are what tells this
    thing's traveller from others: the key of an object, the ids of messages, the id of a request.
    """

    number: int
    at_s: float
    cloudwatch_s: float
    region: str
    service: str
    what: str
    on: str
    by: str = ""
    marks: tuple[str, ...] = ()
    refused: bool = False
    detail: str = ""


@dataclass
class _Account:
    changed: Condition
    watched_until: float = 0.0
    number: int = 0
    configured: int = 0
    changed_at: dict[str, int] = field(default_factory=dict)
    """By service, the value of `configured` after its latest change."""
    kept: "deque[Happening]" = field(default_factory=lambda: deque(maxlen=KEPT))


class Feed:
    """The happenings of all accounts. `clock` is monotonic, `wall` the time that things are told with."""

    def __init__(self, clock: Callable[[], float] = time.monotonic, wall: Callable[[], float] = time.time) -> None:
        self._clock, self._wall = clock, wall
        self._lock = Lock()
        self._accounts: dict[str, _Account] = {}
        self._of = token_hex(4)
        """Numbers of another feed, that of an emulator before this one, mean nothing here."""

    @property
    def is_used(self) -> bool:
        """Whether anybody has looked at any account since the start; until then a request costs this question only."""
        return bool(self._accounts)

    def is_watched(self, account_id: str) -> bool:
        """Whether anybody looks: who would have to find something out for `note` asks first."""
        found = self._accounts.get(account_id)
        return found is not None and self._clock() < found.watched_until

    def watch(self, account_id: str, for_s: float = WATCHED_S) -> int:
        """Keep what happens from now on, for so long at least; the number of the last thing that happened."""
        with self._lock:
            found = self._accounts.setdefault(account_id, _Account(Condition(self._lock)))
            found.watched_until = max(found.watched_until, self._clock() + for_s)
            return found.number

    def note(
        self, account_id: str, cloudwatch_s: Callable[[], float], *, marks: Iterable[str] = (), **told: Any
    ) -> None:
        """One thing happened; `told` are the other fields of `Happening`. Nothing is kept unless somebody watches."""
        if not self.is_watched(account_id):
            return
        seen = tuple(dict.fromkeys(mark for mark in marks if mark))
        with self._lock:
            account = self._accounts[account_id]
            account.number += 1
            account.kept.append(Happening(account.number, self._wall(), cloudwatch_s(), marks=seen, **told))
            account.changed.notify_all()

    def note_configured(self, account_id: str, service: str) -> None:
        """What stands in the account was changed, by a request to that service."""
        if self.is_watched(account_id):
            with self._lock:
                account = self._accounts[account_id]
                account.configured += 1
                account.changed_at[service] = account.configured
                account.changed.notify_all()

    def wait(self, account_id: str, number: int, configured: int, for_s: float) -> None:
        """Wait until something came after that number, or what stands was changed more often; so long at most."""
        with self._lock:
            account = self._accounts.get(account_id)
            if account is not None:
                account.changed.wait_for(lambda: (account.number, account.configured) != (number, configured), for_s)

    def since(self, account_id: str, number: int) -> dict[str, Any]:
        """What came after that number, as JSON takes it; `not_kept` is how much of it found no room.

        `of` tells this feed from others, `configured` how often what stands was changed while somebody watched, and
        `changed_at` by service the value of that after the service's latest change.
        """
        with self._lock:
            account = self._accounts.get(account_id, _Account(Condition(self._lock)))
            found = [each for each in account.kept if each.number > number]
            last, configured, changed_at = account.number, account.configured, dict(account.changed_at)
        missing = max(0, last - number) - len(found) if number <= last else 0
        happenings = [asdict(each) for each in found]
        return {
            "of": self._of, "last": last, "configured": configured, "changed_at": changed_at, "not_kept": missing,
            "happenings": happenings,
        }  # fmt: skip


feed = Feed()
"""That of this process."""
