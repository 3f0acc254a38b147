"""What an account holds now, in bytes as AWS counts them: objects in all their versions, items, and log events.

How items and events are counted is in `emulator.dynamodb.capacity` and `emulator.logs.storage`.
"""

from collections.abc import Iterator
from typing import Any

from emulator.dynamodb.capacity import stored_bytes as items_bytes
from emulator.logs.storage import stored_bytes as events_bytes

Held = tuple[str, str, str, int]
"""Region, service, the name of the bucket, table or log group, and bytes."""


def stored(account_id: str) -> list[dict[str, Any]]:
    """One object for each bucket, table and log group that holds anything."""
    found = sorted({*_objects(account_id), *_items(account_id), *_log_events(account_id)})
    names = ("region", "service", "resource", "bytes")
    return [dict(zip(names, each, strict=True)) for each in found if each[3]]


def _objects(account_id: str) -> Iterator[Held]:
    from localstack.services.s3.models import s3_stores

    if account_id in s3_stores:
        buckets: dict[str, Any] = s3_stores[account_id]._global.get("buckets", {})
        for name, bucket in list(buckets.items()):
            objects = bucket.objects.values(**_versions(bucket))
            yield bucket.bucket_region, "s3", name, sum(getattr(each, "size", 0) or 0 for each in list(objects))


def _versions(bucket: Any) -> dict[str, bool]:
    return {"with_versions": True} if type(bucket.objects).__name__ == "VersionedKeyStore" else {}


def _items(account_id: str) -> Iterator[Held]:
    from moto.dynamodb.models import dynamodb_backends

    if account_id in dynamodb_backends:
        for region, backend in list(dynamodb_backends[account_id].items()):
            for name, table in list(backend.tables.items()):
                indexes = [tuple(part["AttributeName"] for part in index.schema) for index in table.global_indexes]
                items = (item.to_json()["Attributes"] for item in table.all_items())
                yield region, "dynamodb", name, items_bytes(items, indexes)


def _log_events(account_id: str) -> Iterator[Held]:
    from moto.logs.models import logs_backends

    if account_id in logs_backends:
        for region, backend in list(logs_backends[account_id].items()):
            for name, group in list(backend.groups.items()):
                events = [event for stream in list(group.streams.values()) for event in list(stream.events)]
                yield region, "logs", name, events_bytes(event.message for event in events)
