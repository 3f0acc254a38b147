"""Bucket names per account: where LocalStack's S3 takes a name to say which bucket is meant."""

import copy
from collections.abc import Callable, Mapping
from threading import local
from typing import Any

from localstack.aws.handlers import add_account_id
from localstack.runtime.current import get_current_runtime
from localstack.services.s3.cors import S3CorsHandler
from localstack.services.s3.models import BucketCorsIndex, S3Store, s3_stores
from localstack.services.stores import CrossRegionAttribute
from localstack.utils.patch import patch
from localstack.utils.tagging import TaggingService

from emulator.localstack import register
from emulator.localstack.loading import before_loading
from emulator.localstack.s3 import archives
from emulator.localstack.s3.signer import attribute_presigned, signer
from emulator.s3.owners import Bucket, meant
from emulator.s3.places import OwnedDict, OwnedStorage, note_owner


def install() -> None:
    """Give each account a namespace of its own; the provider's module is big, so it is wrapped when it is loaded."""
    _keep_per_account("global_bucket_map", dict)
    if "TAGS" in vars(S3Store):  # 4.9; in 4.14 tags are an account's already
        _keep_per_account("TAGS", TaggingService)
    handlers = get_current_runtime().components.gateway.request_handlers
    handlers.insert(handlers.index(add_account_id) + 1, attribute_presigned)
    _read_cors_rules_of_the_bucket_meant()
    before_loading("s3", _wrap_provider)
    before_loading("lambda", archives.read_as_the_functions_account)


def buckets_named(name: str) -> dict[str, Any]:
    """The buckets of that name, by owner."""
    found = {}
    for account_id, regions in list(s3_stores.items()):
        bucket = regions._global.get("buckets", {}).get(name)
        if bucket is not None:
            found[account_id] = bucket
    return found


def _keep_per_account(attribute: str, default: Callable[[], Any]) -> None:
    kept = CrossRegionAttribute(default=default)
    kept.__set_name__(S3Store, attribute)
    setattr(S3Store, attribute, kept)


def _wrap_provider() -> None:
    from localstack.services.s3.provider import S3Provider

    patch(S3Provider._get_cross_account_bucket)(_look_up)
    patch(S3Provider.head_bucket)(_look_up)
    patch(S3Provider.upload_part_copy)(_upload_part_copy)
    patch(S3Provider.create_bucket)(_create_bucket)
    patch(S3Provider.__init__)(_keep_by_owner)


def _look_up(original: Callable[..., Any], self: Any, context: Any, *args: Any, **kwargs: Any) -> Any:
    bucket = args[0] if args else kwargs.get("bucket") or kwargs["bucket_name"]
    return original(self, _for_owner(context, str(bucket)), *args, **kwargs)


def _upload_part_copy(original: Callable[..., Any], self: Any, context: Any, request: Mapping[str, Any]) -> Any:
    return original(self, _for_owner(context, str(request["Bucket"])), request)


def _create_bucket(original: Callable[..., Any], self: Any, context: Any, request: Mapping[str, Any]) -> Any:
    bucket, account_id = str(request["Bucket"]), context.account_id
    note_owner(bucket, account_id)
    answer = original(self, context, request)
    if (owners := buckets_named(bucket).keys()) - {account_id}:
        for each in owners:
            register.divergence("s3-bucket-names-per-account", bucket, each)
    return answer


def _for_owner(context: Any, bucket: str) -> Any:
    """The context as if the owner of the bucket that is meant had sent it; LocalStack then finds that very bucket."""
    owner = meant(buckets_named(bucket), signer(context, with_form=True))
    if owner is None:
        return context
    note_owner(bucket, owner)
    if owner == context.account_id:
        return context
    there = copy.copy(context)
    there.account_id = owner
    return there


def _keep_by_owner(original: Callable[..., None], self: Any, storage_backend: Any = None) -> None:
    from localstack.services.s3.storage.ephemeral import EphemeralS3ObjectStore

    # Told no folder, it makes one of its own; LocalStack's is one for all emulators of the machine, and whichever
    # stops first removes it.
    original(self, OwnedStorage(storage_backend or EphemeralS3ObjectStore()))
    for cache in ("_expiration_cache", "_preconditions_locks"):  # the second since 4.14
        if (kept := getattr(self, cache, None)) is not None:
            setattr(self, cache, OwnedDict(kept.default_factory))


class _Asking(local):
    account_id: str | None = None


_asking = _Asking()


class _CorsRules:
    """CORS configurations by the name of the bucket that the request on this thread means."""

    def __contains__(self, name: str) -> bool:
        return self._of(name) is not None

    def __getitem__(self, name: str) -> Any:
        return self._of(name)

    def _of(self, name: str) -> Any:
        buckets: Mapping[str, Bucket] = buckets_named(name)
        owner = meant(buckets, _asking.account_id)
        return getattr(buckets[owner], "cors_rules", None) if owner else None


def _read_cors_rules_of_the_bucket_meant() -> None:
    BucketCorsIndex.cors = property(lambda self: _CorsRules())

    @patch(S3CorsHandler.handle_cors)
    def handle_cors(original: Callable[..., None], self: Any, chain: Any, context: Any, response: Any) -> None:
        _asking.account_id = signer(context)
        original(self, chain, context, response)
