"""Faults for the length of a run's steps: asked for, taken by turns, and recorded at the end."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from harness.probes.emulator import Emulator
from harness.run.clock import Stopwatch, utc_now
from harness.run.timeline import Entry, Fact, Kind, Timeline

FAULT, FAULTS = "fault", "faults"
"""The entries: one for each fault, seen live; and one with all of them, the same in every run of the seed."""


@dataclass
class Turns:
    """Takes a turn whenever nothing has changed since it was last asked for one: what is awaited was looked at then."""

    emulator: Emulator
    seen: int | None = None

    def __call__(self) -> None:
        """One more look, and a turn if nothing goes on."""
        self.seen = self.emulator.take_turn(self.seen)


def turns_of(emulator: Emulator, profile: Mapping[str, Any] | None) -> Callable[[], None]:
    """What takes turns in a run under this profile; without one, nothing is held back."""
    return Turns(emulator) if profile is not None else _nothing


def _nothing() -> None:
    pass


@contextmanager
def injected(emulator: Emulator, profile: Mapping[str, Any] | None, timeline: Timeline) -> Iterator[None]:
    """The account under the profile; nothing at all without one. What was injected ends up in the timeline."""
    if profile is None:
        yield
        return
    watch, began_s = Stopwatch(), utc_now().timestamp()
    emulator.ask_for_faults(profile)
    try:
        yield
    finally:
        _record(timeline, emulator.end_faults(), began_s, watch)


def _record(timeline: Timeline, told: Mapping[str, Any], began_s: float, watch: Stopwatch) -> None:
    keys: list[Any] = []
    for one in told["injected"]:
        key: dict[str, Fact] = {name: one[name] for name in ("kind", "place", "what", "n")}
        keys.append(key)
        at_s = max(0.0, one["wall_s"] - began_s)
        timeline.append(Entry(Kind.LIVE, FAULT, key, {"how": one["how"]}, at_s, one["at_s"]))
    facts: dict[str, Fact] = {"profile": told["profile"]["name"], "seed": told["profile"]["seed"], "injected": keys}
    if told["unrecorded"]:
        facts["unrecorded"] = told["unrecorded"]
    timeline.append(Entry(Kind.OBSERVED, FAULTS, facts, {"profile": told["profile"]}, watch.elapsed_s))
