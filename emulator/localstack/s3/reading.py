"""What of an object is read: a range of bytes and of nothing else, and nothing under a key that is disabled.

GetObject in the API reference, and RFC 9110: a range in a unit that isn't known is ignored. The check of the key is
LocalStack's own, which the engine's settings turn on; it leaves out a bucket's default key when an object is put.
"""

from collections.abc import Callable
from typing import Any

from emulator.localstack.seams import wraps


@wraps(
    "services.s3.provider:parse_range_header",
    at="s3",
    why="LocalStack takes a range in any unit for one of bytes.",
)
def parse_range_header(original: Callable[..., Any], range_header: str, object_size: int) -> Any:
    """The range that a header asks for, or None for the whole object."""
    return original(range_header, object_size) if range_header.strip().lower().startswith("bytes=") else None


@wraps(
    "services.s3.provider:S3Provider.copy_object",
    at="s3",
    why="A copy reads its source: not under a key that is disabled.",
)
def copy_object(original: Callable[..., Any], self: Any, context: Any, request: Any) -> Any:
    """Copy an object whose key, if KMS has one for it, can be used."""
    from localstack import config
    from localstack.services.s3.utils import extract_bucket_key_version_id_from_copy_source, validate_kms_key_id

    bucket, key, version_id = extract_bucket_key_version_id_from_copy_source(request.get("CopySource"))
    _, source_bucket = self._get_cross_account_bucket(context, bucket)
    held = source_bucket.objects
    versioned = version_id and source_bucket.versioning_status
    source = held.get(key, version_id) if versioned else held.get(key)
    kms_key_id = getattr(source, "kms_key_id", None)
    if kms_key_id and not config.S3_SKIP_KMS_KEY_VALIDATION:
        validate_kms_key_id(kms_key_id, source_bucket)
    return original(self, context, request)


@wraps(
    "services.s3.provider:get_encryption_parameters_from_request_and_bucket",
    at="s3",
    why="A bucket's default key must be enabled as well when an object is put.",
)
def encryption(original: Callable[..., Any], request: Any, s3_bucket: Any, store: Any) -> Any:
    """How an object is encrypted; KMS's refusal when its key can't be used."""
    from localstack import config
    from localstack.services.s3.utils import validate_kms_key_id

    found = original(request, s3_bucket, store)
    if found.kms_key_id and not request.get("SSEKMSKeyId") and not config.S3_SKIP_KMS_KEY_VALIDATION:
        validate_kms_key_id(found.kms_key_id, s3_bucket)
    return found
