"""The links to code that GetFunction and the operations of layers answer, signed by one client.

LocalStack makes a client of S3 for every link, which costs many times what signing does. The client is one of the
session that LocalStack's own are of: that has read S3's model already, a megabyte of JSON.
"""

from collections.abc import Callable
from functools import cache
from typing import Any

from localstack import config
from localstack.aws.connect import connect_to
from localstack.constants import AWS_REGION_US_EAST_1, INTERNAL_AWS_SECRET_ACCESS_KEY

from emulator.localstack.seams import replaces


@replaces(
    "services.lambda_.invocation.lambda_models:S3Code.generate_presigned_url",
    at="lambda",
    why="LocalStack makes a client of S3 for every link to code; one client signs them all.",
)
def signing(_: Any) -> Callable[..., str]:
    """Sign as LocalStack does."""
    return link


def link(code: Any, endpoint_url: str) -> str:
    """A link to the archive, which ends as any presigned one does."""
    where = {"Bucket": code.s3_bucket, "Key": code.s3_key}
    if code.s3_object_version:
        where["VersionId"] = code.s3_object_version
    return str(_client(endpoint_url).generate_presigned_url("get_object", Params=where))


@cache
def _client(endpoint_url: str) -> Any:
    return connect_to.get_client(
        "s3",
        region_name=AWS_REGION_US_EAST_1,
        aws_access_key_id=config.INTERNAL_RESOURCE_ACCOUNT,
        aws_secret_access_key=INTERNAL_AWS_SECRET_ACCESS_KEY,
        endpoint_url=endpoint_url,
    )
