"""One run at a time in an account of an emulator, whoever started it and from wherever.

Two runs in one account would see each other's resources and tear each other's stacks down. The emulator keeps a lease
for each account; a run renews its own while it works, so that the lease of a run that was killed lapses by itself.
"""

import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from threading import Event, Thread
from typing import Any
from uuid import uuid4

from harness.probes.emulator import Emulator, EmulatorError
from harness.run.clock import POLL_S, Deadline

LEASE_S = 10.0
RENEWED_EVERY_S = 1.0


class AccountInUse(EmulatorError):
    """Another run works in the account now. The message says which run, and what to do."""


@dataclass
class Lease:
    """The right to work in the account of `emulator`, under a token of its own."""

    emulator: Emulator
    holder: str
    token: str = field(default_factory=lambda: uuid4().hex)
    lost: bool = False
    """Whether it lapsed on the way (a machine that slept) and another run has the account now."""

    def ask(self) -> dict[str, Any]:
        """Take or renew it: the emulator's answer, `granted` or not."""
        return self.emulator.call("PUT", "lease", {"token": self.token, "holder": self.holder, "for_s": LEASE_S})

    def take(self) -> None:
        """Take it; AccountInUse as soon as another run is seen to be alive. A dead one's lease is waited out."""
        answer = self.ask()
        first, deadline = answer["renewals"], Deadline.after(LEASE_S + RENEWED_EVERY_S)
        while not answer["granted"]:
            if answer["renewals"] != first or deadline.passed:
                clients = self.emulator.clients
                raise AccountInUse(
                    f"account {clients.account_id} at {clients.endpoint.url} is in use by {answer['holder']}; "
                    "wait until that has ended, or run in another account: --account 111111111111"
                )
            deadline.nap(POLL_S)
            answer = self.ask()

    def keep(self, over: Event) -> None:
        """Renew it until `over` is set; an emulator that doesn't answer is asked again."""
        while not over.wait(RENEWED_EVERY_S):
            with suppress(EmulatorError):
                self.lost = self.lost or not self.ask()["granted"]

    def loss(self) -> AccountInUse | None:
        """What to say of a lease that was lost: what was seen meanwhile may be the other run's."""
        if not self.lost:
            return None
        return AccountInUse("this run lost its account to another one on the way; run it again")

    def release(self) -> None:
        """Give it back; an emulator that is gone has nothing to give back to."""
        with suppress(EmulatorError):
            self.emulator.call("DELETE", "lease", token=self.token)


@contextmanager
def exclusive(emulator: Emulator, what: str) -> Iterator[Lease]:
    """Nobody else runs in the emulator's account during the block; AccountInUse when somebody does already."""
    lease = Lease(emulator, f"{what} (pid {os.getpid()} on {socket.gethostname()})")
    lease.take()
    over = Event()
    keeper = Thread(target=lease.keep, args=(over,), name="lease", daemon=True)
    keeper.start()
    try:
        yield lease
    finally:
        over.set()
        keeper.join()
        lease.release()
