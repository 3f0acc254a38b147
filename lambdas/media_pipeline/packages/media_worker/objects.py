"""The uploaded object in, the result out."""

from typing import TYPE_CHECKING, Protocol

from botocore.exceptions import ClientError

from media_worker.delivery import Delivery
from media_worker.picture import Result
from media_worker.unprocessable import Unprocessable

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

MAX_UPLOAD_BYTES = 50 * 1024 * 1024


class Objects(Protocol):
    """What the worker does with objects; both may raise on a fault."""

    def fetch(self, delivery: Delivery) -> bytes:
        """The uploaded file. Raises Unprocessable when it is gone, empty or larger than `MAX_UPLOAD_BYTES`."""

    def store(self, delivery: Delivery, result: Result) -> str:
        """Write the result, unless an earlier try did; its `s3://bucket/key`."""


class BucketObjects:
    """Objects of S3; one GetObject, one PutObject."""

    def __init__(self, s3: "S3Client", processed_bucket: str) -> None:
        self._s3 = s3
        self._processed_bucket = processed_bucket

    def fetch(self, delivery: Delivery) -> bytes:
        """See Objects."""
        try:
            upload = self._s3.get_object(Bucket=delivery.bucket, Key=delivery.key)
        except self._s3.exceptions.NoSuchKey:
            raise Unprocessable("the uploaded file is no longer there") from None
        size_bytes = upload["ContentLength"]
        if size_bytes == 0:
            raise Unprocessable("the uploaded file is empty")
        if size_bytes > MAX_UPLOAD_BYTES:
            raise Unprocessable(f"the uploaded file has {size_bytes} bytes; at most {MAX_UPLOAD_BYTES} are taken")
        return upload["Body"].read()

    def store(self, delivery: Delivery, result: Result) -> str:
        """See Objects. The write is conditional, so that a result is written once however many tries there are."""
        bucket, key = self._processed_bucket, delivery.result_key
        try:
            self._s3.put_object(
                Bucket=bucket, Key=key, Body=result.data, ContentType=result.content_type, IfNoneMatch="*"
            )
        except ClientError as error:
            if error.response["Error"]["Code"] != "PreconditionFailed":
                raise
        return f"s3://{bucket}/{key}"
