"""An object is deleted if it is still the one that was meant.

DeleteObject in the API reference, If-Match: another ETag is refused with 412 PreconditionFailed; "if the ETag matches
or if the object doesn't exist, the operation will return a 204". DeleteObjects takes an ETag for each key. LocalStack
refuses the one and ignores the other.
"""

from collections.abc import Callable
from typing import Any

from emulator.localstack.seams import wraps

ANY = "*"
FAILED = "At least one of the pre-conditions you specified did not hold"


@wraps("services.s3.provider:S3Provider.delete_object", at="s3", why="LocalStack refuses If-Match.")
def delete_object(original: Callable[..., Any], self: Any, context: Any, bucket: str, key: str, **kwargs: Any) -> Any:
    """Delete an object, if its ETag is the one that was given."""
    from localstack.aws.api.s3 import PreconditionFailed

    etag = kwargs.pop("if_match", None)
    if etag and not _matches(self._get_cross_account_bucket(context, bucket)[1], key, etag, kwargs.get("version_id")):
        raise PreconditionFailed(FAILED, Condition="If-Match")
    return original(self, context, bucket, key, **kwargs)


@wraps("services.s3.provider:S3Provider.delete_objects", at="s3", why="LocalStack ignores the ETags of DeleteObjects.")
def delete_objects(
    original: Callable[..., Any], self: Any, context: Any, bucket: str, delete: Any, **kwargs: Any
) -> Any:
    """Delete those objects whose ETags are the ones that were given."""
    s3_bucket = self._get_cross_account_bucket(context, bucket)[1]
    meant: list[Any] = []
    others: list[Any] = []
    for one in delete.get("Objects") or ():
        matches = "ETag" not in one or _matches(s3_bucket, one["Key"], one["ETag"], one.get("VersionId"))
        (meant if matches else others).append(one)
    if not others:
        return original(self, context, bucket, delete, **kwargs)
    answer = original(self, context, bucket, {**delete, "Objects": meant}, **kwargs) if meant else {}
    refused = [{"Key": one["Key"], "Code": "PreconditionFailed", "Message": FAILED} for one in others]
    return {**answer, "Errors": [*(answer.get("Errors") or ()), *refused]}


def _matches(s3_bucket: Any, key: str, etag: str, version_id: str | None) -> bool:
    versioned = version_id and s3_bucket.versioning_status
    found = s3_bucket.objects.get(key, version_id) if versioned else s3_bucket.objects.get(key)
    actual = getattr(found, "etag", None)  # a delete marker has none
    return actual is None or etag.strip('"') in (ANY, actual)
