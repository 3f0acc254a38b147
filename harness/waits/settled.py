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
