"""Items of moto's tables: which key a request means, and how to put an item back as it was."""

import copy
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from moto.dynamodb.exceptions import KeyIsEmptyStringException, MockValidationException, ProvidedKeyDoesNotExist
from moto.dynamodb.models.dynamo_type import DynamoType, Item
from moto.dynamodb.models.table import Table

Key = tuple[DynamoType, DynamoType | None]


def key_of(table: Table, given: dict[str, Any]) -> Key:
    """The key `given` names, exactly the table's key attributes in their types; a ValidationException otherwise."""
    if set(given) != set(table.table_key_attrs):
        raise ProvidedKeyDoesNotExist
    return _key(table, given)


def key_in(table: Table, item: dict[str, Any]) -> Key:
    """The key inside a whole item; a ValidationException when it isn't there."""
    for name in table.table_key_attrs:
        if name not in item:
            raise MockValidationException(
                f"One or more parameter values were invalid: Missing the key {name} in the item"
            )
    return _key(table, {name: item[name] for name in table.table_key_attrs})


def key_names(table: Table, index: str | None) -> set[str]:
    """The key's attributes of the table, or of its index; none for an index that isn't there."""
    if not index:
        return set(table.table_key_attrs)
    found = [each for each in (*table.global_indexes, *table.indexes) if each.name == index]
    return {part["AttributeName"] for each in found for part in each.schema}


def check_index_keys(table: Table, item: dict[str, Any]) -> None:
    """Refuse an item whose attribute for an index's key has another type than the index declares."""
    types = {attribute["AttributeName"]: attribute["AttributeType"] for attribute in table.attr}
    for index in (*table.global_indexes, *table.indexes):
        for part in index.schema:
            name = part["AttributeName"]
            actual = next(iter(item[name])) if name in item else types[name]
            if actual != types[name]:
                raise MockValidationException(
                    f"One or more parameter values were invalid: Type mismatch for Index Key {name} "
                    f"Expected: {types[name]} Actual: {actual} IndexName: {index.name}"
                )


@contextmanager
def unchanged_on_error(table: Table, *keys: Key) -> Iterator[list[Item | None]]:
    """The items of `keys` as they are; put back when the block fails: moto changes items in place, part by part."""
    before = [(key, copy.deepcopy(table.get_item(*key))) for key in keys]
    try:
        yield [item for _, item in before]
    except BaseException:
        for key, item in before:
            _put_back(table, key, item)
        raise


def _put_back(table: Table, key: Key, item: Any) -> None:
    hash_key, range_key = key
    if item is None:
        if range_key is None:
            table.items.pop(hash_key, None)
        else:
            table.items[hash_key].pop(range_key, None)
    elif range_key is None:
        table.items[hash_key] = item
    else:
        table.items[hash_key][range_key] = item


def _key(table: Table, given: dict[str, Any]) -> Key:
    values = {}
    for name, kind in ((table.hash_key_attr, table.hash_key_type), (table.range_key_attr, table.range_key_type)):
        if name is None:
            continue
        if kind not in given[name]:
            raise ProvidedKeyDoesNotExist
        if given[name][kind] == "":
            raise KeyIsEmptyStringException(name)
        values[name] = DynamoType(given[name])
    return values[table.hash_key_attr], values.get(table.range_key_attr)
