"""What LocalStack's S3 keeps by a bucket's name alone, kept by owner and name.

The provider names buckets to its storage and caches without their owner. It has looked each bucket up before, on the
same thread, so the owner that was found then is noted here for the thread.
"""

from collections import defaultdict
from threading import local
from typing import Any

from emulator import DEFAULT_ACCOUNT

REMEMBERED = 64
"""Far more names than one request can look up."""


class _Found(local):
    def __init__(self) -> None:
        self.owners: dict[str, str] = {}


_found = _Found()


def note_owner(bucket: str, account_id: str) -> None:
    """From now on, this thread means the account's bucket by that name."""
    owners = _found.owners
    owners.pop(bucket, None)
    owners[bucket] = account_id
    if len(owners) > REMEMBERED:
        del owners[next(iter(owners))]


def owned(bucket: str) -> str:
    """The bucket that this thread means by that name, told from those of other accounts."""
    owner = _found.owners.get(bucket, DEFAULT_ACCOUNT)
    return bucket if owner == DEFAULT_ACCOUNT else f"{bucket}@{owner}"


class OwnedStorage:
    """LocalStack's storage backend, asked for owned names; see `S3ObjectStore` for what each call does."""

    def __init__(self, storage: Any) -> None:
        self._storage = storage

    def open(self, bucket: str, *args: Any, **kwargs: Any) -> Any:  # noqa: D102
        return self._storage.open(owned(bucket), *args, **kwargs)

    def remove(self, bucket: str, *args: Any, **kwargs: Any) -> Any:  # noqa: D102
        return self._storage.remove(owned(bucket), *args, **kwargs)

    def copy(self, src_bucket: str, src_object: Any, dest_bucket: str, dest_object: Any) -> Any:  # noqa: D102
        return self._storage.copy(owned(src_bucket), src_object, owned(dest_bucket), dest_object)

    def get_multipart(self, bucket: str, *args: Any, **kwargs: Any) -> Any:  # noqa: D102
        return OwnedMultipart(self._storage.get_multipart(owned(bucket), *args, **kwargs))

    def remove_multipart(self, bucket: str, *args: Any, **kwargs: Any) -> Any:  # noqa: D102
        return self._storage.remove_multipart(owned(bucket), *args, **kwargs)

    def create_bucket(self, bucket: str) -> Any:  # noqa: D102
        return self._storage.create_bucket(owned(bucket))

    def delete_bucket(self, bucket: str) -> Any:  # noqa: D102
        return self._storage.delete_bucket(owned(bucket))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._storage, name)


class OwnedMultipart:
    """An upload in LocalStack's storage, that takes parts from objects of owned buckets."""

    def __init__(self, multipart: Any) -> None:
        self._multipart = multipart

    def copy_from_object(self, s3_part: Any, src_bucket: str, *args: Any, **kwargs: Any) -> Any:  # noqa: D102
        return self._multipart.copy_from_object(s3_part, owned(src_bucket), *args, **kwargs)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._multipart, name)


class OwnedDict(defaultdict[str, Any]):
    """A cache of the provider by bucket, kept by owned name."""

    def __getitem__(self, bucket: str) -> Any:
        return super().__getitem__(owned(bucket))

    def get(self, bucket: str, default: Any = None) -> Any:  # noqa: D102
        return super().get(owned(bucket), default)

    def pop(self, bucket: str, *default: Any) -> Any:  # noqa: D102
        return super().pop(owned(bucket), *default)
