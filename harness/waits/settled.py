"""Waiting until everything has come to rest, faults, retries and all."""

from dataclasses import dataclass, field

from harness.probes.emulator import Emulator
from harness.waits.condition import Condition, Seen

TURNS_S = 1.0
"""How long the emulator takes turns of its own before it answers."""


@dataclass(frozen=True)
class Settled(Condition):
    """Nothing is in progress, queued, held back by faults or waiting for a timeout."""

    emulator: Emulator = field(repr=False)
    own_functions: tuple[str, ...] = ()

    def evaluate(self) -> Seen:
        """Let what is held back go on, and look at what is left."""
        self.emulator.take_turns(TURNS_S)
        busy = self.emulator.busy(self.own_functions)
        return Seen(not busy, "; ".join(busy) or "all is quiet")

    def __str__(self) -> str:
        return "everything has come to rest"


UNTIL_LOGGED = (
    "s3_notifications", "sns_deliveries", "messages_moving", "event_source_batches", "async_invocations", "invocations",
    "log_deliveries",
)  # fmt: skip
"""What is in progress from an event to the last line that a function prints for it."""


@dataclass(frozen=True)
class Logged(Condition):
    """No event of the stack's is on its way to a function, none runs, and what they printed is in their logs.

    Messages that wait in a queue, and retries, aren't waited for. `names` are those of the stack's resources.
    """

    emulator: Emulator = field(repr=False)
    names: frozenset[str]

    def evaluate(self) -> Seen:
        """Look at what is in progress."""
        running = self.emulator.call("GET", "activity", region="")["running"]
        names = {name for kind in UNTIL_LOGGED for name in running.get(kind, {})}
        busy = sorted(name for name in names if _plain(name) in self.names)
        return Seen(not busy, f"not yet: {', '.join(busy)}" if busy else "all is logged")

    def __str__(self) -> str:
        return "functions have ended and logged"


def _plain(name: str) -> str:
    """The name of a resource: of an ARN its last part, of a function's log group the function's."""
    return name.rpartition(":")[2].removeprefix("/aws/lambda/")
