"""Items of a table or of one of its indexes, by partition key and in order: a query costs what it returns.

A partition's items are looked up by bisection. An item has a place, its partition and its order within it: the sort
key's value first, then what tells items with the same one apart. Values compare as DynamoDB's do: numbers by their
value, strings and binary by their bytes (developer guide, "Key condition expressions for the Query operation").
"""

from base64 import b64decode
from bisect import bisect_left, bisect_right, insort
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

Order = tuple[Any, ...]
Entry = tuple[Order, Hashable]
"""Where an item is in its partition, and its key in the table."""

COMPARISONS = {
    "=": "=", "EQ": "=", "<": "<", "LT": "<", "<=": "<=", "LE": "<=", ">": ">", "GT": ">", ">=": ">=", "GE": ">=",
    "BETWEEN": "BETWEEN", "BEGINS_WITH": "BEGINS_WITH",
}  # fmt: skip
"""What a condition on the sort key may be, by the names of old and of new requests."""


@dataclass(frozen=True)
class Place:
    """Where an item stands."""

    partition: Hashable
    order: Order


def comparable(kind: str, value: Any) -> Any:
    """A key's value, `{kind: value}` in a request, as something that Python orders as DynamoDB does."""
    if kind == "N":
        return Decimal(value)
    if kind == "B":
        return value if isinstance(value, bytes) else b64decode(value)
    return str(value).encode()


class Partitions:
    """Places of items. Not safe for several threads at once."""

    def __init__(self) -> None:
        self._entries: dict[Hashable, list[Entry]] = {}
        self._places: dict[Hashable, Place] = {}

    def put(self, key: Hashable, place: Place | None) -> None:
        """The item of that key is at `place` now; nowhere when there is none, or when it isn't in this index."""
        before = self._places.pop(key, None)
        if before is not None:
            entries = self._entries[before.partition]
            del entries[bisect_left(entries, before.order, key=_order)]
            if not entries:
                del self._entries[before.partition]
        if place is not None:
            self._places[key] = place
            insort(self._entries.setdefault(place.partition, []), (place.order, key), key=_order)

    def partition(self, partition: Hashable) -> Sequence[Entry]:
        """All of one partition, in order."""
        return self._entries.get(partition, ())


def matching(entries: Sequence[Entry], comparison: str | None, values: Sequence[Any]) -> range:
    """Which of the entries satisfy a condition on their sort key; all of them without one."""
    if comparison is None:
        return range(len(entries))
    first, last = values[0], values[-1]
    left = bisect_left(entries, first, key=_sort_key)
    if comparison == "BEGINS_WITH":
        return range(left, bisect_left(entries, True, lo=left, key=lambda e: not _sort_key(e).startswith(first)))
    right = bisect_right(entries, last, key=_sort_key)
    bounds = {"<": (0, left), "<=": (0, right), ">": (right, len(entries)), ">=": (left, len(entries))}
    return range(*bounds.get(comparison, (left, right)))


def after(entries: Sequence[Entry], chosen: range, start: Order | None, forward: bool) -> range:
    """The chosen entries in the wanted direction, from behind the place where the last page ended."""
    if start is not None and forward:
        chosen = range(max(chosen.start, bisect_right(entries, start, key=_order)), chosen.stop)
    elif start is not None:
        chosen = range(chosen.start, min(chosen.stop, bisect_left(entries, start, key=_order)))
    return chosen if forward else chosen[::-1]


def _order(entry: Entry) -> Order:
    return entry[0]


def _sort_key(entry: Entry) -> Any:
    return entry[0][0]
