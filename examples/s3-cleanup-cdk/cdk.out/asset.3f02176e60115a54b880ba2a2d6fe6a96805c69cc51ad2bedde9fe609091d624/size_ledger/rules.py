"""What a change does to the history: pure rules, no I/O.

The property they keep, whatever the delivery: the history holds one record for each distinct event (object and
sequencer); each record's total is the sum of the deltas up to it; and the total is the sum, over the objects, of the
size that the latest recorded event gave the object. So it is never negative, and it is the bucket's true size once
every event has been recorded.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from s3_events.change import ObjectChange
from size_tables.history import event_key
from size_tables.memory import object_event
from size_tables.objects import State


class Verdict(Enum):
    """What an event is, given what has been recorded."""

    LATEST = "latest"
    """Nothing as late is known of the object: it sets the object's size."""
    SUPERSEDED = "superseded"
    """A later event of the object came first: it is recorded and changes nothing."""
    DUPLICATE = "duplicate"
    """It is recorded already."""


@dataclass(frozen=True)
class Entry:
    """A record to be added to the history, with the state it leads to."""

    change: ObjectChange
    event_key: str
    size_delta: int
    state: State
    superseded: bool


def judge(change: ObjectChange, first_recorded_from: str | None) -> Verdict:
    """Compare the event with the first recorded one of its object that isn't before it (see `Memory.first_from`)."""
    if first_recorded_from is None:
        return Verdict.LATEST
    itself = object_event(change.object_name, change.sequencer)
    return Verdict.DUPLICATE if first_recorded_from == itself else Verdict.SUPERSEDED


def entry_for(change: ObjectChange, verdict: Verdict, state: State, previous_size: int) -> Entry:
    """The record of an event that isn't a duplicate; `previous_size`: the object's bytes, 0 when it isn't current."""
    superseded = verdict is Verdict.SUPERSEDED
    delta = 0 if superseded else change.size_bytes - previous_size
    number = state.version + 1
    key = event_key(number, object_event(change.object_name, change.sequencer))
    return Entry(change, key, delta, State(state.total_size + delta, number), superseded)


class Draft:
    """The history as it will be when the changes so far are written: each is judged by those before it, too."""

    def __init__(self, state: State, sizes: Mapping[str, int]) -> None:
        """From the state that was read, and the bytes of the objects that are current."""
        self._state, self._sizes = state, dict(sizes)
        self._events: defaultdict[str, list[str]] = defaultdict(list)

    def add(self, change: ObjectChange, first_recorded_from: str | None) -> Entry | None:
        """The change's record, or None when the event is recorded already or drafted (see `judge`)."""
        itself = object_event(change.object_name, change.sequencer)
        drafted = self._events[change.object_name]
        recorded = [] if first_recorded_from is None else [first_recorded_from]
        verdict = judge(change, min([*recorded, *(event for event in drafted if event >= itself)], default=None))
        if verdict is Verdict.DUPLICATE:
            return None
        entry = entry_for(change, verdict, self._state, self._sizes.get(change.object_name, 0))
        drafted.append(itself)
        self._state = entry.state
        if not entry.superseded:
            self._sizes[change.object_name] = change.size_bytes
        return entry
