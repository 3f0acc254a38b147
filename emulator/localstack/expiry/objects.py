"""Objects, their versions and unfinished uploads that a lifecycle rule ends.

They are taken out of LocalStack's store directly: on AWS an expiry is no DeleteObject either, and S3 publishes no
`s3:ObjectRemoved` for it (user guide, "Event notification types": `s3:LifecycleExpiration`).
"""

import sys
from collections.abc import Callable, Iterator
from typing import Any

from emulator.clock import clock_of
from emulator.localstack.seams import wraps
from emulator.s3.lifecycle import Version, is_abandoned, is_over

MODELS = "localstack.services.s3.models"
_backends: list[Any] = []
"""Where bodies are: LocalStack's one storage, seen when a rule is set."""


@wraps(
    "services.s3.provider:S3Provider.put_bucket_lifecycle_configuration",
    at="s3",
    why="Rules are carried out, so what is removed goes out of the storage too.",
)
def put_rules(original: Callable[..., Any], self: Any, *args: Any, **request: Any) -> Any:
    """Set the rules, and remember the storage."""
    _backends[:] = [self._storage_backend]
    return original(self, *args, **request)


def accounts() -> Iterator[str]:
    """Those that have buckets."""
    if MODELS in sys.modules:
        yield from list(_stores())


def expire(account_id: str, now_s: float) -> None:
    """Remove what the rules of the account's buckets end by now."""
    if MODELS not in sys.modules or account_id not in _stores():
        return
    buckets: dict[str, Any] = _stores()[account_id]._global.get("buckets", {})
    for bucket in list(buckets.values()):
        if bucket.lifecycle_rules and _backends:
            _expire_versions(account_id, bucket, now_s)
            _expire_uploads(account_id, bucket, now_s)


def _stores() -> Any:
    from localstack.services.s3.models import s3_stores

    return s3_stores


def _expire_versions(account_id: str, bucket: Any, now_s: float) -> None:
    for held, version in list(_versions(account_id, bucket)):
        if not is_over(version, bucket.lifecycle_rules, now_s):
            continue
        if bucket.versioning_status and version.became_noncurrent_s is None and not version.marker:
            _mark(bucket, held, now_s)
        elif not held.is_locked():
            _remove(bucket, held)


def _versions(account_id: str, bucket: Any) -> Iterator[tuple[Any, Version]]:
    """Each version that is held, oldest first, with what the rules see of it."""
    by_key: dict[str, list[Any]] = {}
    for held in bucket.objects.values(with_versions=True):
        by_key.setdefault(held.key, []).append(held)
    for of_key in by_key.values():
        for index, held in enumerate(of_key):
            later = len(of_key) - index - 1
            yield (
                held,
                Version(
                    key=held.key,
                    size=getattr(held, "size", 0) or 0,
                    created_s=_on_clock(account_id, held),
                    tags=_tags(account_id, bucket, held),
                    marker=type(held).__name__ == "S3DeleteMarker",
                    alone=len(of_key) == 1,
                    became_noncurrent_s=_on_clock(account_id, of_key[index + 1]) if later else None,
                    newer=max(later - 1, 0),
                ),
            )


def _on_clock(account_id: str, held: Any) -> float:
    made_at_s: float | None = getattr(held, "made_at_s", None)
    return made_at_s if made_at_s is not None else clock_of(account_id).at(held.last_modified.timestamp())


def _tags(account_id: str, bucket: Any, held: Any) -> dict[str, str]:
    from localstack.services.s3.utils import get_unique_key_id

    store, key = _stores()[account_id][bucket.bucket_region], get_unique_key_id(bucket.name, held.key, held.version_id)
    if hasattr(store, "TAGS"):  # LocalStack 4.9
        return dict(store.TAGS.tags.get(key) or {})
    return dict(store.tags.get_tags(key))


def _mark(bucket: Any, held: Any, now_s: float) -> None:
    """A current version of a bucket with versions stays, behind a delete marker."""
    from localstack.services.s3.models import S3DeleteMarker
    from localstack.services.s3.provider import generate_version_id

    version_id = generate_version_id(bucket.versioning_status)
    if held.version_id == version_id:  # versioning is suspended: the null version goes
        _remove(bucket, held)
    marker = S3DeleteMarker(key=held.key, version_id=version_id)
    marker.made_at_s = now_s  # of the account's clock; LocalStack lists versions by the wall's time
    bucket.objects.set(held.key, marker)


def _remove(bucket: Any, held: Any) -> None:
    if bucket.versioning_status:
        bucket.objects.pop(held.key, held.version_id)
    else:
        bucket.objects.pop(held.key)
    if hasattr(held, "etag"):
        _backends[0].remove(bucket.name, held)


def _expire_uploads(account_id: str, bucket: Any, now_s: float) -> None:
    for upload_id, upload in list(bucket.multiparts.items()):
        initiated_s = clock_of(account_id).at(upload.initiated.timestamp())
        if is_abandoned(upload.object.key, initiated_s, bucket.lifecycle_rules, now_s):
            _backends[0].remove_multipart(bucket.name, upload)
            bucket.multiparts.pop(upload_id, None)
