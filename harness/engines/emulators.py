"""Several emulators side by side: how many there are, and which has which account.

An emulator is one interpreter, so one keeps one core busy. Accounts share nothing: what an account holds is the same on
whichever emulator it is.
"""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from bootstrap.endpoint import Endpoint
    from harness.engines.engine import Engine

AUTO = 0
"""So many emulators as fit the machine."""
Place = TypeVar("Place")


def automatic() -> int:
    """Half of the processors: functions, and whoever drives an emulator, keep as much busy beside it."""
    processors = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 2
    return max(1, processors // 2)


def number_of_emulators(text: str) -> int:
    """What was typed as a number: from 1, or AUTO for `auto`. ValueError for anything else."""
    if text == "auto":
        return AUTO
    if not text.isdecimal() or int(text) < 1:
        raise ValueError(f"{text!r} is not a number of emulators, such as 2, nor auto")
    return int(text)


def shared_out(number: int, among: Sequence[Place]) -> Place:
    """The place of the account with this number, from 0 on: no place has more than one account more than another."""
    return among[number % len(among)]


@dataclass(frozen=True)
class Emulators:
    """One or more. The first is the one that there is without asking for several."""

    engines: "tuple[Engine, ...]"

    @property
    def first(self) -> "Engine":
        """The one for what needs one only."""
        return self.engines[0]

    def at_most(self, count: int) -> "Emulators":
        """No more than there is work for."""
        return Emulators(self.engines[: max(1, count)])

    def start(self) -> "tuple[Endpoint, ...]":
        """Start all at once, or find them up. EngineError when one can't be had; the others are up then."""
        if len(self.engines) == 1:
            return (self.first.start(),)
        from concurrent.futures import ThreadPoolExecutor  # for several only: every command comes by here

        with ThreadPoolExecutor(len(self.engines), thread_name_prefix="start") as pool:
            return tuple(pool.map(lambda engine: engine.start(), self.engines))
