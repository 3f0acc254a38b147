"""The archives of functions and layers are kept by their content: the same bytes published again are there already.

LocalStack checks every one, hashes it and uploads it into a bucket of its own in parts, also the thirtieth of the same
plotting library. What was kept has been checked.
"""

import logging
from base64 import b64encode
from collections.abc import Callable
from hashlib import sha256
from io import BytesIO
from typing import Any
from uuid import uuid4

from botocore.exceptions import ClientError
from localstack import config
from localstack.aws.connect import connect_to
from localstack.constants import AWS_REGION_US_EAST_1
from localstack.services.lambda_.invocation.lambda_models import S3Code

from emulator.lambda_.kept import Kept
from emulator.localstack.lambda_.archives import check
from emulator.localstack.seams import replaces

LOG = logging.getLogger(__name__)
WHY = "LocalStack stores the same code again and again; here it is stored once, and deleted with its last user."
LARGE_BYTES = 1_000_000
"""From here on some contents are kept for a while that nothing uses at the moment."""
SPARE = 3
"""How many."""
Place = tuple[str, str]
"""A bucket of LocalStack's own, and a key."""


def _delete(place: Place) -> None:
    bucket, key = place
    try:
        _client().delete_object(Bucket=bucket, Key=key)
    except ClientError as error:
        LOG.debug("the archive %s in %s isn't deleted: %s", key, bucket, error)


_small, _large = Kept[Place](_delete, 0), Kept[Place](_delete, SPARE)


@replaces("services.lambda_.invocation.lambda_service:store_lambda_archive", at="lambda", why=WHY)
@replaces("services.lambda_.provider:store_lambda_archive", at="lambda", why=WHY)
def storing(_: Any) -> Callable[..., S3Code]:
    """Keep the archive, and tell where."""
    return store


def store(archive_file: bytes, function_name: str, region_name: str, account_id: str) -> S3Code:
    """Where the archive is kept; InvalidParameterValueException for one that can't be unpacked."""
    digest = sha256(archive_file)
    bucket, key = f"awslambda-{region_name}-tasks", f"snapshots/{digest.hexdigest()}"
    code = S3Code(
        id=f"{function_name}-{uuid4()}", account_id=account_id, s3_bucket=bucket, s3_key=key, s3_object_version=None,
        code_sha256=b64encode(digest.digest()).decode(), code_size=len(archive_file),
    )  # fmt: skip

    def upload() -> None:
        check(archive_file)
        client = _client()
        client.create_bucket(Bucket=bucket)  # which changes nothing where it is
        client.put_object(Bucket=bucket, Key=key, Body=BytesIO(archive_file))

    _kept(code).use((bucket, key), code.id, upload)
    return code


@replaces("services.lambda_.invocation.lambda_models:S3Code.destroy", at="lambda", why=WHY)
def destroying(_: Any) -> Callable[[Any], None]:
    """Delete what is unpacked for this user, and the archive with its last one."""
    return destroy


def destroy(code: S3Code) -> None:
    """Use the archive no more, here or unpacked."""
    code.destroy_cached()
    _kept(code).leave(code.id)


def _kept(code: S3Code) -> Kept[Place]:
    return _small if code.code_size < LARGE_BYTES else _large


def _client() -> Any:
    return connect_to(region_name=AWS_REGION_US_EAST_1, aws_access_key_id=config.INTERNAL_RESOURCE_ACCOUNT).s3
