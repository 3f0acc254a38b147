"""What a bucket holds, and how it is taken out: objects, versions, delete markers and unfinished uploads."""

import re
from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING, Any

from bootstrap.errors import HarnessError, code_of, tolerating

if TYPE_CHECKING:
    from bootstrap.clients import Clients

BATCH = 1000
"""What one DeleteObjects takes."""
UNSAYABLE = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
"""Characters that a key may have and XML 1.0 may not: DeleteObjects can't name it, DeleteObject can."""


class NotEmptied(HarnessError):
    """S3 refused to delete some objects. The message names the first, and why."""


def empty(clients: "Clients", bucket: str) -> int:
    """Remove every object, version, delete marker and unfinished upload; answers how many there were.

    Goes on past what S3 refuses to delete, and raises NotEmptied in the end.
    """
    for key, upload_id in (every := list(uploads(clients, bucket))):
        with tolerating("NoSuchUpload"):
            clients.s3.abort_multipart_upload(Bucket=bucket, Key=key, UploadId=upload_id)
    removed, refused = len(every), list[Any]()
    entries = versions(clients, bucket)
    while batch := list(islice(entries, BATCH)):
        refused += _deleted(clients, bucket, batch)
        removed += len(batch)
    if refused:
        first = refused[0]
        raise NotEmptied(f"{len(refused)} objects of {bucket} stay, such as {first.get('Key')}: {first.get('Code')}")
    return removed


def uploads(clients: "Clients", bucket: str) -> Iterator[tuple[str, str]]:
    """Key and id of every unfinished multipart upload."""
    for page in clients.s3.get_paginator("list_multipart_uploads").paginate(Bucket=bucket):
        yield from ((upload["Key"], upload["UploadId"]) for upload in page.get("Uploads", []))


def versions(clients: "Clients", bucket: str) -> Iterator[dict[str, str]]:
    """Every version and delete marker; an object of an unversioned bucket is its version `null`."""
    for page in clients.s3.get_paginator("list_object_versions").paginate(Bucket=bucket):
        for entry in [*page.get("Versions", []), *page.get("DeleteMarkers", [])]:
            yield {"Key": entry["Key"], "VersionId": entry["VersionId"]}


def _deleted(clients: "Clients", bucket: str, batch: list[dict[str, str]]) -> list[Any]:
    """Delete them; those that were refused, for DeleteObjects answers 200 all the same."""
    sayable = [entry for entry in batch if not UNSAYABLE.search(entry["Key"])]
    refused: list[Any] = []
    for key, version in ((entry["Key"], entry["VersionId"]) for entry in batch if entry not in sayable):
        try:
            clients.s3.delete_object(Bucket=bucket, Key=key, VersionId=version)
        except clients.s3.exceptions.ClientError as error:
            refused.append({"Key": repr(key), "Code": code_of(error)})
    if sayable:
        answer = clients.s3.delete_objects(Bucket=bucket, Delete={"Objects": sayable, "Quiet": True})  # type: ignore[typeddict-item]
        refused += answer.get("Errors", [])
    return refused
