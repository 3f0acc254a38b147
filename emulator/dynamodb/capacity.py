"""What a request consumes of an on-demand table: read and write request units, by the rules of AWS. Pure.

Sources: DynamoDB developer guide, "Read and write operations", "Item sizes and formats", "Transactions: capacity
management", and "Using Global Secondary Indexes: write considerations".
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

Item = Mapping[str, Mapping[str, Any]]
"""An item as DynamoDB's JSON has it: attribute name to type and value."""

WRITE_BYTES, READ_BYTES = 1024, 4096
ITEM_OVERHEAD_BYTES = 100
"""What storage counts beside each item, in the table and in each index."""
TRANSACTIONAL = 2
"""A transaction prepares each item and then commits it."""


def stored_bytes(items: Iterable[Item], indexes: Sequence[tuple[str, ...]]) -> int:
    """What AWS bills as storage of a table: each item, and again in each index that it is in, with all its attributes.

    `indexes` are given by their keys' attributes. Source: developer guide, "Global secondary indexes: storage".
    """
    return sum(
        (1 + sum(_entry(item, key) is not None for key in indexes)) * (item_bytes(item) + ITEM_OVERHEAD_BYTES)
        for item in items
    )


def item_bytes(item: Item) -> int:
    """The size of an item: names and values."""
    return sum(len(name.encode()) + _value_bytes(value) for name, value in item.items())


def _value_bytes(value: Mapping[str, Any]) -> int:
    ((kind, content),) = value.items()
    if kind in ("SS", "NS", "BS"):
        return sum(_value_bytes({kind[0]: each}) for each in content)
    if kind == "L":
        return 3 + sum(1 + _value_bytes(each) for each in content)
    if kind == "M":
        return 3 + sum(1 + len(name.encode()) + _value_bytes(each) for name, each in content.items())
    return 1 if kind in ("NULL", "BOOL") else _scalar_bytes(kind, content)


def _scalar_bytes(kind: str, content: Any) -> int:
    if kind == "N":
        return math.ceil(len(str(content).lstrip("-").replace(".", "").strip("0")) / 2) + 1
    if kind == "B":
        return len(content) * 3 // 4 if isinstance(content, str) else len(content)
    return len(str(content).encode())


def write_units(before: Item | None, after: Item | None, indexes: Iterable[tuple[str, ...]], times: int = 1) -> int:
    """Units of one write that made `after` of `before`; None where there is no item.

    It counts the larger of both, and in each index, given by its key's attributes, the entry that is put, and the one
    that is taken away when its key changes. A write that changes nothing, or was refused by its condition, counts too.
    """
    larger = max(item_bytes(before or {}), item_bytes(after or {}))
    units = max(1, math.ceil(larger / WRITE_BYTES))
    for key in indexes:
        units += _index_units(_entry(before, key), _entry(after, key), before, after)
    return units * times


def _entry(item: Item | None, key: tuple[str, ...]) -> tuple[Any, ...] | None:
    """The item's key in an index; None when it isn't in there."""
    return tuple(item[name] for name in key) if item and all(name in item for name in key) else None


def _index_units(old: Any, new: Any, before: Item | None, after: Item | None) -> int:
    removed, put = _units_of(before) if old else 0, _units_of(after) if new else 0
    if old != new:
        return removed + put
    return max(removed, put) if old and before != after else 0


def _units_of(item: Item | None) -> int:
    return max(1, math.ceil(item_bytes(item or {}) / WRITE_BYTES))


def read_units(sizes_bytes: Iterable[int], *, consistent: bool, times: int = 1) -> float:
    """Units of one read of items that are read together; of nothing it is one of the smallest."""
    units = max(1, math.ceil(sum(sizes_bytes) / READ_BYTES)) * times
    return units if consistent or times > 1 else units / 2
