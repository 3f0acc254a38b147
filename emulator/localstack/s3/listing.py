"""Pages of a bucket's listing: none of no keys, none of more than 1,000.

ListObjectsV2 in the API reference: MaxKeys. LocalStack takes 0 for no limit, and any number as it is.
"""

from collections.abc import Callable
from typing import Any

from emulator.localstack.seams import wraps

MOST_KEYS = 1_000
LISTED = ("Contents", "Versions", "DeleteMarkers", "CommonPrefixes")
NEXT = ("NextMarker", "NextContinuationToken", "NextKeyMarker", "NextVersionIdMarker")
WHY = "MaxKeys=0 lists nothing, and more than 1,000 keys are never listed at once."


@wraps("services.s3.provider:S3Provider.list_objects", at="s3", why=WHY)
@wraps("services.s3.provider:S3Provider.list_objects_v2", at="s3", why=WHY)
@wraps("services.s3.provider:S3Provider.list_object_versions", at="s3", why=WHY)
def page(original: Callable[..., Any], self: Any, *args: Any, **kwargs: Any) -> Any:
    """List as many keys as were asked for, and AWS lists."""
    most = kwargs.get("max_keys")
    if most is None:
        return original(self, *args, **kwargs)
    answer = original(self, *args, **{**kwargs, "max_keys": min(max(most, 1), MOST_KEYS)})
    if most == 0:
        for name in (*LISTED, *NEXT):
            answer.pop(name, None)
        answer.update(IsTruncated=False, MaxKeys=0)
        if "KeyCount" in answer:
            answer["KeyCount"] = 0
    return answer
