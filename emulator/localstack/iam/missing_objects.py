"""Who may not list a bucket isn't told that an object is missing: 403 where the lister gets 404.

Source: S3 API reference, "GetObject" and "HeadObject", on `s3:ListBucket`.
"""

from emulator.iam.actions.call import Call, Need
from emulator.iam.modes import Mode
from emulator.localstack.iam.stores import bucket

_READS = frozenset(("GetObject", "HeadObject"))


def need_of_missing(call: Call, mode: Mode) -> list[Need]:
    """`s3:ListBucket`, when the object that is asked for isn't there; observed only where it is enforced."""
    if mode is not Mode.ENFORCE or call.service != "s3" or call.operation not in _READS:
        return []
    name = call.text("Bucket")
    _, found = bucket(name, call.account_id)
    if found is None or call.text("VersionId") or found.objects.get(call.text("Key")) is not None:
        return []
    return [Need("s3:ListBucket", f"arn:aws:s3:::{name}")]
