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
