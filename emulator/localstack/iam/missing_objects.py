"""Who may not list a bucket isn't told that an object is missing: 403 where the lister gets 404.

Source: S3 API reference, "GetObject", "HeadObject" and "GetObjectAttributes", on `s3:ListBucket`; a copy reads what it
copies as they do. An object whose latest version is a delete marker is missing.
"""

from typing import Any

from emulator.iam.actions.call import Call, Need
from emulator.iam.actions.s3 import copied
from emulator.iam.modes import Mode
from emulator.localstack.iam.stores import bucket

_READS = frozenset(("GetObject", "HeadObject", "GetObjectAttributes"))
_BUCKETS = "arn:aws:s3:::"


def need_of_missing(call: Call, mode: Mode) -> list[Need]:
    """`s3:ListBucket`, when the object that is asked for isn't there; observed only where it is enforced."""
    if mode is not Mode.ENFORCE or call.service != "s3":
        return []
    if call.operation in _READS and not call.text("VersionId"):
        name, key = call.text("Bucket"), call.text("Key")
    elif call.parameters.get("CopySource") and (read := copied(call)).action == "s3:GetObject":
        name, _, key = read.resource.removeprefix(_BUCKETS).partition("/")
    else:
        return []
    _, found = bucket(name, call.account_id)
    return [] if found is None or _is_there(found.objects.get(key)) else [Need("s3:ListBucket", f"{_BUCKETS}{name}")]


def _is_there(found: Any) -> bool:
    from localstack.services.s3.models import S3DeleteMarker

    return found is not None and not isinstance(found, S3DeleteMarker)
