"""The faults of the accounts that asked for some: profile, decisions, what is held, and what was injected so far."""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from threading import Lock
from typing import Any

from emulator.activity.tickets import started
from emulator.clock import clock_of
from emulator.faults.decision import Decisions
from emulator.faults.held import ALONE, Held
from emulator.faults.identity import Identity
from emulator.faults.profile import FaultKey, Profile

HELD = "held"
"""The kind of ticket for what is held back and isn't a message in a queue."""
LONGEST_RECORD = 10_000
"""Faults that are told one by one; of more it is told how many there were."""


@dataclass
class Injected:
    """A fault that happened: when, on CloudWatch's clock and on the wall's, and how."""

    fault: FaultKey
    at_s: float
    wall_s: float
    how: str = ""

    def as_json(self) -> dict[str, Any]:
        """As the endpoint tells it."""
        return {**self.fault._asdict(), "at_s": self.at_s, "wall_s": self.wall_s, "how": self.how}


@dataclass
class AccountFaults:
    """One account under a profile."""

    account_id: str
    profile: Profile
    decisions: Decisions = field(init=False)
    held: Held = field(init=False)
    _lock: Lock = field(default_factory=Lock)
    _injected: list[Injected] = field(default_factory=list)
    _unrecorded: int = 0

    def __post_init__(self) -> None:
        """Begin where the clock is."""
        self.decisions = Decisions(self.profile)
        self.held = Held(clock_of(self.account_id).now())

    @property
    def stepped(self) -> bool:
        """Whether the account's clock stands: then deliveries take turns."""
        return clock_of(self.account_id).mode == "stepped"

    def decide(self, kinds: Iterable[str], place: str, what: str, spared: bool = False) -> FaultKey | None:
        """See `Decisions.decide`."""
        return self.decisions.decide(kinds, place, what, spared)

    def note(self, fault: FaultKey, how: str = "") -> None:
        """It was injected."""
        with self._lock:
            if len(self._injected) < LONGEST_RECORD:
                self._injected.append(Injected(fault, clock_of(self.account_id).now(), time.time(), how))
            else:
                self._unrecorded += 1

    def later(
        self, place: str, identity: Identity, release: Callable[[], None], late_s: float, timer: Callable[..., Any]
    ) -> None:
        """Release it late: at its turn on a stepped clock, when the seconds have passed on a real one.

        It counts as activity until it is released. `timer(seconds, function)` makes something with a `start`.
        """
        ticket = started(self.account_id, HELD, place)

        def go_on() -> None:
            try:
                release()
            finally:
                ticket.finish()

        if self.stepped:
            self.held.hold(place, identity, go_on, late_s, ALONE)
        else:
            timer(late_s, go_on).start()

    def as_json(self) -> dict[str, Any]:
        """Profile and record, in an order that doesn't depend on threads."""
        with self._lock:
            injected, unrecorded = sorted(self._injected, key=lambda one: one.fault), self._unrecorded
        return {
            "profile": self.profile.as_json(),
            "injected": [one.as_json() for one in injected],
            "unrecorded": unrecorded,
            "held": len(self.held),
        }


_accounts: dict[str, AccountFaults] = {}
_lock = Lock()


def faults_of(account_id: str) -> AccountFaults | None:
    """The faults of the account; None, at the cost of one look, when it has asked for none."""
    return _accounts.get(account_id) if _accounts else None


def any_on() -> bool:
    """Whether any account has faults."""
    return bool(_accounts)


def turn_on(account_id: str, profile: Profile) -> AccountFaults:
    """Put the account under a profile; what was held under another one goes on."""
    turn_off(account_id)
    with _lock:
        _accounts[account_id] = found = AccountFaults(account_id, profile)
    return found


def turn_off(account_id: str) -> AccountFaults | None:
    """No more faults; what was held goes on. What there was is returned."""
    with _lock:
        found = _accounts.pop(account_id, None)
    if found is not None:
        let_go(found)
    return found


def let_go(faults: AccountFaults) -> None:
    """Release all that is held, in order."""
    for waiting in faults.held.take_all():
        waiting.release()
