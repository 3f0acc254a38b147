"""Items of tables whose time to live has passed."""

import sys
from collections.abc import Iterator
from typing import Any

from emulator.dynamodb.time_to_live import is_over

MODELS = "moto.dynamodb.models"


def accounts() -> Iterator[str]:
    """Those that have tables."""
    if MODELS in sys.modules:
        yield from list(_backends())


def expire(account_id: str, now_s: float) -> int:
    """Remove what is over in the account's tables; how many items that were."""
    if MODELS not in sys.modules or account_id not in _backends():
        return 0
    from emulator.localstack.dynamodb.provider import lock_of

    removed = 0
    for region, backend in list(_backends()[account_id].items()):
        with lock_of(account_id, region):
            for table in list(backend.tables.values()):
                if table.ttl.get("TimeToLiveStatus") == "ENABLED":
                    removed += _expire(table, table.ttl["AttributeName"], now_s)
    return removed


def _backends() -> Any:
    from moto.dynamodb.models import dynamodb_backends

    return dynamodb_backends


def _expire(table: Any, attribute: str, now_s: float) -> int:
    from emulator.localstack.dynamodb import changes

    over = [item for item in table.all_items() if is_over(item.to_json()["Attributes"].get(attribute), now_s)]
    for item in over:
        table.delete_item(item.hash_key, item.range_key)
        changes.expired(table, item)
    return len(over)
