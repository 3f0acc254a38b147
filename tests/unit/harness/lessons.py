"""The lessons' golden timelines, as they are and with single facts changed."""

from collections.abc import Callable
from copy import deepcopy
from json import loads
from typing import Any

from harness.run.timeline import Entry, Kind, Timeline
from tests.goldens import golden_file

Facts = dict[str, Any]


def golden(name: str) -> list[Entry]:
    """The entries of a golden timeline: kind, name and facts, without times."""
    rows = map(loads, golden_file(f"{name}.jsonl").splitlines())
    return [Entry(Kind(row["kind"]), row["name"], row.get("facts", {})) for row in rows]


def changed(name: str, entry: str, at: int, change: Callable[[Facts], object]) -> Timeline:
    """The golden timeline with the facts of the `at`-th entry of that name changed in place."""
    entries = deepcopy(golden(name))
    change([each for each in entries if each.name == entry][at].facts)
    return Timeline(entries)


def without(name: str, entry: str) -> Timeline:
    """The golden timeline without the entries of that name."""
    return Timeline(each for each in golden(name) if each.name != entry)
