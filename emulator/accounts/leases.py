"""Leases: who uses an account now. Whoever has one renews it while it works; one that isn't renewed lapses."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from threading import Lock

FIRST_FRESH = 700_000_000_001


@dataclass(frozen=True)
class Lease:
    """An account's use: by whom, until when (seconds of the book's clock), and how often it was renewed."""

    holder: str
    token: str
    until_s: float
    renewals: int = 0


class Leases:
    """All leases of an emulator. Safe to use from any thread."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self.now = now
        self._lock = Lock()
        self._leases: dict[str, Lease] = {}
        self._known: set[str] = set()
        self._numbers = count(FIRST_FRESH)

    def take(self, account_id: str, holder: str, token: str, for_s: float) -> Lease:
        """The account's lease from now on: the asker's, taken or renewed, or another token's that hasn't lapsed."""
        with self._lock:
            self._known.add(account_id)
            current, now = self._leases.get(account_id), self.now()
            if current and current.token != token and current.until_s > now:
                return current
            renewals = current.renewals + 1 if current and current.token == token else 0
            self._leases[account_id] = Lease(holder, token, now + for_s, renewals)
            return self._leases[account_id]

    def release(self, account_id: str, token: str) -> None:
        """End the lease of that token; nothing happens when the account has another one or none."""
        with self._lock:
            current = self._leases.get(account_id)
            if current and current.token == token:
                del self._leases[account_id]

    def fresh(self) -> str:
        """An account id that nobody was given or has leased since the emulator started."""
        with self._lock:
            account_id = next(each for each in map(str, self._numbers) if each not in self._known)
            self._known.add(account_id)
            return account_id
