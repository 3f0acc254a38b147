"""Whose bucket a name means, where LocalStack's S3 takes a name to say it: accounts share names, or have their own."""

import copy
from collections.abc import Callable, Mapping
from threading import Lock, local
from typing import Any

from emulator.accounts.namespaces import NAMESPACES
from emulator.divergences import divergences
from emulator.localstack.s3.signer import attribute_presigned, signer
from emulator.localstack.seams import assigns, handles, wraps
from emulator.s3.owned_storage import OwnedDict, OwnedStorage, note_owner
from emulator.s3.owners import lets_in, meant

PER_ACCOUNT = "Runs that are kept apart by their accounts use the same bucket names; each has its own."
handles("request_handlers", "add_account_id", why="A presigned request acts for the account that signed it.")(
    attribute_presigned
)


def buckets_named(name: str) -> dict[str, Any]:
    """The buckets of that name, by owner."""
    from localstack.services.s3.models import s3_stores

    found = {}
    for account_id, regions in list(s3_stores.items()):
        bucket = regions._global.get("buckets", {}).get(name)
        if bucket is not None:
            found[account_id] = bucket
    return found


def bucket_meant(name: str, account_id: str | None) -> tuple[str, Any]:
    """The owner of the bucket that an account means, and the bucket; ("", None) when it means none.

    Its own comes first, and nobody else's is looked at then: a machine may have many accounts.
    """
    from localstack.services.s3.models import s3_stores

    if account_id is not None and (regions := s3_stores.get(account_id)) is not None:
        own = regions._global.get("buckets", {}).get(name)
        if own is not None:
            return account_id, own
    buckets = buckets_named(name)
    owner = meant(buckets, account_id)
    return (owner, buckets[owner]) if owner else ("", None)


@assigns("services.s3.models:S3Store.global_bucket_map", at="s3", why=PER_ACCOUNT)
def bucket_map_per_account(_: Any) -> Any:
    """The map of all buckets, one an account instead of one for all."""
    return _per_account("global_bucket_map", dict)


@assigns("services.s3.models:S3Store.TAGS", at="s3", releases=("4.9.2",), why=f"{PER_ACCOUNT} Tags go by its name.")
def tags_per_account(_: Any) -> Any:
    """The tags of buckets and objects, which 4.14 keeps per account itself."""
    from localstack.utils.tagging import TaggingService

    return _per_account("TAGS", TaggingService)


def _per_account(attribute: str, default: Callable[[], Any]) -> Any:
    from localstack.services.s3.models import S3Store
    from localstack.services.stores import CrossRegionAttribute

    kept = CrossRegionAttribute(default=default)
    kept.__set_name__(S3Store, attribute)
    return kept


@wraps("services.s3.provider:S3Provider._get_cross_account_bucket", at="s3", why=PER_ACCOUNT)
@wraps("services.s3.provider:S3Provider.head_bucket", at="s3", why=PER_ACCOUNT)
def _look_up(original: Callable[..., Any], self: Any, context: Any, *args: Any, **kwargs: Any) -> Any:
    bucket = args[0] if args else kwargs.get("bucket") or kwargs["bucket_name"]
    return original(self, _for_owner(context, str(bucket)), *args, **kwargs)


@wraps("services.s3.provider:S3Provider.upload_part_copy", at="s3", why=PER_ACCOUNT)
def _upload_part_copy(original: Callable[..., Any], self: Any, context: Any, request: Mapping[str, Any]) -> Any:
    return original(self, _for_owner(context, str(request["Bucket"])), request)


@wraps("services.s3.provider:S3Provider.create_bucket", at="s3", why=PER_ACCOUNT)
def _create_bucket(original: Callable[..., Any], self: Any, context: Any, request: Mapping[str, Any]) -> Any:
    bucket, account_id = str(request["Bucket"]), context.account_id
    with _making:
        others = buckets_named(bucket).keys() - {account_id}
        if any(NAMESPACES.of(other) == NAMESPACES.of(account_id) for other in others):
            raise _taken(bucket)
        note_owner(bucket, account_id)
        answer = original(self, context, request)
    for each in others and {account_id, *others}:
        divergences.touch("s3-bucket-names-per-account", bucket, each)
    return answer


_making = Lock()
"""Of two accounts that make a bucket of one name, one is the first."""


def _taken(bucket: str) -> Exception:
    from localstack.aws.api.s3 import BucketAlreadyExists

    text = (
        "The requested bucket name is not available. The bucket namespace is shared by all users of the system. "
        "Please select a different name and try again."
    )
    return BucketAlreadyExists(text, BucketName=bucket)


def _for_owner(context: Any, bucket: str) -> Any:
    """The context as if the owner of the bucket that is meant had sent it; LocalStack then finds that very bucket.

    AccessDenied when the owner is another one who doesn't let the asker in.
    """
    asker = signer(context, with_form=True)
    owner, found = bucket_meant(bucket, asker)
    if found is None:
        return context
    if asker not in (None, owner) and not lets_in(found.policy, found.acl, str(asker)):
        from localstack.aws.api.s3 import AccessDenied

        raise AccessDenied("Access Denied")
    note_owner(bucket, owner)
    if owner == context.account_id:
        return context
    there = copy.copy(context)
    there.account_id = owner
    return there


@wraps("services.s3.provider:S3Provider.__init__", at="s3", why=f"{PER_ACCOUNT} So has its storage.")
def _keep_by_owner(original: Callable[..., None], self: Any, storage_backend: Any = None) -> None:
    from localstack.services.s3.storage.ephemeral import EphemeralS3ObjectStore

    # Told no folder, it makes one of its own; LocalStack's is one for all emulators of the machine, and whichever
    # stops first removes it.
    original(self, OwnedStorage(storage_backend or EphemeralS3ObjectStore()))
    for cache in ("_expiration_cache", "_preconditions_locks"):  # the second since 4.14
        if (kept := getattr(self, cache, None)) is not None:
            setattr(self, cache, OwnedDict(kept.default_factory))


class _Asked(local):
    context: Any = None
    """Of the request whose CORS rules are looked for on this thread."""


_asked = _Asked()


class _CorsRules:
    """CORS configurations by the name of the bucket that the request on this thread means."""

    def __contains__(self, name: str) -> bool:
        return self._of(name) is not None

    def __getitem__(self, name: str) -> Any:
        return self._of(name)

    def _of(self, name: str) -> Any:
        account_id = None if _asked.context is None else signer(_asked.context)
        return getattr(bucket_meant(name, account_id)[1], "cors_rules", None)


@assigns(
    "services.s3.models:BucketCorsIndex.cors", at="s3", why=f"{PER_ACCOUNT} CORS rules are those of the one meant."
)
def cors_rules_of_the_bucket_meant(_: Any) -> property:
    """The rules by bucket name."""
    return property(lambda self: _CorsRules())


@wraps("services.s3.cors:S3CorsHandler.handle_cors", at="s3", why="CORS rules are read of the bucket that is meant.")
def handle_cors(original: Callable[..., None], self: Any, chain: Any, context: Any, response: Any) -> None:
    """Let LocalStack apply the rules, of which few requests have any: who asks is found out when it reads them."""
    if context.request.path == "/" and "s3" not in context.request.host:  # neither path nor host names a bucket
        return
    _asked.context = context
    try:
        original(self, chain, context, response)
    finally:
        _asked.context = None
