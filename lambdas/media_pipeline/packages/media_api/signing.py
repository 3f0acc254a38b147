"""The S3 client that signs URLs for others to use."""

import os
from typing import TYPE_CHECKING, Literal

import boto3
from botocore.config import Config

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client


def signing_client() -> "S3Client":
    """A client whose presigned URLs are of signature version 4, which covers the content type.

    AWS's global S3 name redirects during a bucket's first day, which a presigned URL can't follow; the virtual style
    names the region's endpoint. An endpoint of one's own need not answer to bucket names: "auto" is path style there.
    """
    style: Literal["auto", "virtual"] = "auto" if os.environ.get("AWS_ENDPOINT_URL") else "virtual"
    return boto3.client("s3", config=Config(signature_version="s3v4", s3={"addressing_style": style}))
