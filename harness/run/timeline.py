"""The recorded history of a run: what was done, awaited and seen. It alone is judged and drawn later."""

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

Fact = str | int | float | bool | None | list[Any] | dict[str, Any]


class Kind(StrEnum):
    """What an entry records."""

    ACTION = "action"
    """The scenario changed something."""
    WAIT = "wait"
    """A condition was met, or given up."""
    OBSERVED = "observed"
    """Something was read and recorded."""
    LIVE = "live"
    """Something was seen while a wait went on: before or after what else happened, depends on the machine."""
    TOLD = "told"
    """A scenario explains itself to who watches."""
    NOTE = "note"
    """The runner speaks: stack applied, clock chosen, an error."""


@dataclass(frozen=True)
class Entry:
    """One thing that happened.

    `facts` are canonical: the same in every run of the scenario. `detail` is what differs from run to run: times, ids,
    measured values. `at_s` are seconds since the run began, `cloudwatch_s` epoch seconds on CloudWatch's clock.
    """

    kind: Kind
    name: str
    facts: dict[str, Fact] = field(default_factory=dict)
    detail: dict[str, Fact] = field(default_factory=dict)
    at_s: float = 0.0
    cloudwatch_s: float | None = None

    def as_json(self) -> dict[str, Any]:
        """The whole entry."""
        return {
            "at_s": round(self.at_s, 3),
            "cloudwatch_s": self.cloudwatch_s,
            "kind": str(self.kind),
            "name": self.name,
            "facts": self.facts,
            "detail": self.detail,
        }

    def canonical(self) -> dict[str, Any] | None:
        """What is the same in every run. None for notes and what was seen live, which tell about this run only, and for
        explanations, which are no facts.
        """
        if self.kind in (Kind.NOTE, Kind.LIVE, Kind.TOLD):
            return None
        return {"kind": str(self.kind), "name": self.name, **({"facts": self.facts} if self.facts else {})}


class Timeline:
    """Entries in the order they were recorded. Listeners hear each one as it happens."""

    def __init__(self, entries: Iterable[Entry] = ()) -> None:
        self._entries = list(entries)
        self._listeners: list[Callable[[Entry], None]] = []

    def __iter__(self) -> Iterator[Entry]:
        return iter(tuple(self._entries))

    def __len__(self) -> int:
        return len(self._entries)

    def listen(self, listener: Callable[[Entry], None]) -> None:
        """Call `listener` with every entry from now on."""
        self._listeners.append(listener)

    def append(self, entry: Entry) -> Entry:
        """Record one entry."""
        self._entries.append(entry)
        for listener in self._listeners:
            listener(entry)
        return entry

    def named(self, name: str) -> list[Entry]:
        """The entries of that name, in order."""
        return [entry for entry in self._entries if entry.name == name]

    def last(self, name: str) -> Entry | None:
        """The newest entry of that name, or None."""
        return next((entry for entry in reversed(self._entries) if entry.name == name), None)

    def dumps(self) -> str:
        """One JSON object a line, everything in it."""
        return "".join(json.dumps(entry.as_json(), sort_keys=True, default=str) + "\n" for entry in self._entries)

    def canonical(self) -> str:
        """One JSON object a line without times and ids: two runs of a scenario give the same bytes."""
        rows = (entry.canonical() for entry in self._entries)
        return "".join(json.dumps(row, sort_keys=True) + "\n" for row in rows if row is not None)

    @classmethod
    def loads(cls, text: str) -> "Timeline":
        """The timeline that `dumps` wrote; ValueError when a line isn't one of its entries."""
        entries = []
        for number, line in enumerate(text.splitlines(), start=1):
            try:
                row = json.loads(line)
                entries.append(Entry(**{**row, "kind": Kind(row["kind"])}))
            except (ValueError, KeyError, TypeError) as error:
                raise ValueError(f"timeline line {number} is not an entry: {error}") from error
        return cls(entries)
