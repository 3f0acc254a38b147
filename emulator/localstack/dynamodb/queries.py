"""Query on moto's tables by bisection: moto sorts all items of a table for each query, so a query costs as its history.

The order of each table's items, and of each index that was ever queried, is kept beside the table and follows what
requests write. It is made when it is first asked for, and anew should it ever not fit what the table has.
"""

import copy
from collections.abc import Callable, Mapping
from typing import Any
from weakref import WeakKeyDictionary

from moto.dynamodb.exceptions import MockValidationException
from moto.dynamodb.models.table import RESULT_SIZE_LIMIT, GlobalSecondaryIndex, Table

from emulator.dynamodb.partitions import COMPARISONS, Order, Partitions, Place, after, comparable, matching
from emulator.localstack.dynamodb.items import Key, key_in

Ordered = dict[tuple[str, ...], Partitions]
"""By the attributes that make an order: partition key, sort key."""

_kept: WeakKeyDictionary[Table, Ordered] = WeakKeyDictionary()


class Stale(Exception):
    """An order names an item that the table doesn't have."""


def query(original: Callable[..., Any], self: Table, hash_key: Any, comparison: Any, *args: Any, **options: Any) -> Any:
    """The answer by order; moto's way where a request is old, or wrong in some way that it words as AWS does."""
    names = (
        "range_objs", "limit", "exclusive_start_key", "scan_index_forward", "projection_expressions", "index_name",
        "consistent_read", "filter_expression",
    )  # fmt: skip
    asked = {**dict(zip(names, args, strict=False)), **options}
    if set(asked) - set(names) or not answerable(self, comparison, asked):
        return original(self, hash_key, comparison, *args, **options)
    try:
        return ordered_query(self, hash_key, comparison, asked)
    except Stale:
        _kept.pop(self, None)
        return ordered_query(self, hash_key, comparison, asked)


def changed(table: Table, source: Mapping[str, Any]) -> None:
    """The item with that key, or with the key of that item, may have been written."""
    key = key_in(table, dict(source))
    for attributes, partitions in _kept.get(table, {}).items():
        partitions.put(key, _place(attributes, table.get_item(*key)))


def answerable(table: Table, comparison: str | None, asked: Mapping[str, Any]) -> bool:
    """Whether the request is one for an order; moto refuses the others, in AWS's words."""
    name = asked.get("index_name")
    if comparison is not None and comparison.upper() not in COMPARISONS:
        return False
    if not name:
        return comparison is None or table.range_key_attr is not None
    index = {index.name: index for index in table.all_indexes()}.get(name)
    if index is None or (asked.get("consistent_read") and isinstance(index, GlobalSecondaryIndex)):
        return False
    kinds = [part["KeyType"] for part in index.schema]
    return "HASH" in kinds and (comparison is None or "RANGE" in kinds)


def ordered_query(table: Table, hash_key: Any, comparison: str | None, asked: Mapping[str, Any]) -> Any:
    """What `Table.query` answers: items, how many were looked at, and where the next page starts."""
    attributes = _attributes(table, asked.get("index_name"))
    entries = _partitions(table, attributes).partition((hash_key.type, hash_key.value))
    values = [comparable(value.type, value.value) for value in asked["range_objs"]]
    chosen = matching(entries, COMPARISONS[comparison.upper()] if comparison else None, values)
    start = asked.get("exclusive_start_key")
    order = None if start is None else _order_in(attributes, start)
    # boto3 and moto call the default direction None as well as True.
    wanted = after(entries, chosen, order, asked.get("scan_index_forward") is not False)
    keys: list[Any] = [entries[position][1] for position in wanted[: _page(asked)]]
    found, more = _fitting(table, keys, asked.get("limit"))
    last = table._get_last_evaluated_key(found[-1], asked.get("index_name")) if more and found else None
    return _shown(table, found, asked), len(found), last


def _page(asked: Mapping[str, Any]) -> int | None:
    """How many items to look at: one more than the limit tells whether there is another page."""
    limit = asked.get("limit")
    return None if limit is None else int(limit) + 1


def _fitting(table: Table, keys: list[Key], limit: int | None) -> tuple[list[Any], bool]:
    """The items up to the limits of one answer, and whether there are more."""
    found: list[Any] = []
    size = 0
    for key in keys:
        item = table.get_item(*key)
        if item is None:
            raise Stale
        size += item.size()
        if len(found) == limit or size > RESULT_SIZE_LIMIT:
            return found, True
        found.append(item)
    return found, False


def _shown(table: Table, found: list[Any], asked: Mapping[str, Any]) -> list[Any]:
    items = copy.deepcopy(found)
    index = table.get_index(asked["index_name"]) if asked.get("index_name") else None
    fetched = asked.get("projection_expressions") and not isinstance(index, GlobalSecondaryIndex)
    if index is not None and not fetched:  # a local index has the table's items at hand
        items = [index.project(item) for item in items]
    if asked.get("filter_expression") is not None:
        items = [item for item in items if asked["filter_expression"].expr(item)]
    if asked.get("projection_expressions"):
        items = [item.project(asked["projection_expressions"]) for item in items]
    return items


def _partitions(table: Table, attributes: tuple[str, ...]) -> Partitions:
    ordered = _kept.setdefault(table, {})
    if attributes not in ordered:
        partitions = ordered[attributes] = Partitions()
        for item in _items(table):
            partitions.put((item.hash_key, item.range_key), _place(attributes, item))
    return ordered[attributes]


def _items(table: Table) -> list[Any]:
    if table.range_key_attr:
        return [item for items in table.items.values() for item in items.values()]
    return list(table.items.values())


def _attributes(table: Table, index_name: str | None) -> tuple[str, ...]:
    """Partition key, sort key, and what tells items with the same ones apart."""
    own = [name for name in (table.hash_key_attr, table.range_key_attr) if name]
    if not index_name:
        return (own[0], own[-1])
    keys = {part["KeyType"]: part["AttributeName"] for part in table.get_index(index_name).schema}
    return (keys["HASH"], keys.get("RANGE", own[-1]), *own)


def _place(attributes: tuple[str, ...], item: Any) -> Place | None:
    """Where an item stands in an order; nowhere when it lacks one of the attributes."""
    if item is None or any(name not in item.attrs for name in attributes):
        return None
    partition = item.attrs[attributes[0]]
    order = tuple(comparable(item.attrs[name].type, item.attrs[name].value) for name in attributes[1:])
    return Place((partition.type, partition.value), order)


def _order_in(attributes: tuple[str, ...], start: Mapping[str, Any]) -> Order:
    if any(name not in start for name in attributes):
        raise MockValidationException("The provided starting key is invalid")
    return tuple(comparable(*next(iter(start[name].items()))) for name in attributes[1:])
