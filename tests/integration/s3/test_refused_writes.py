"""A write that is refused leaves the object, or the part, that was there; who reads it is never left waiting."""

from base64 import b64encode
from collections.abc import Mapping
from hashlib import md5
from typing import Any

import pytest
from botocore.exceptions import ClientError

from bootstrap.clients import Clients

OLD, NEW = b"old" * 300_000, b"new" * 200_000
WRONG: dict[str, Mapping[str, Any]] = {
    "another MD5": {"ContentMD5": b64encode(md5(b"x", usedforsecurity=False).digest()).decode()},
    "another SHA-256": {"ChecksumSHA256": b64encode(bytes(32)).decode()},
    "another SHA-1": {"ChecksumSHA1": b64encode(bytes(20)).decode()},
    "another CRC-32": {"ChecksumCRC32": b64encode(bytes(4)).decode()},
    "a checksum that is none": {"ChecksumCRC32": "x"},
    "another ETag": {"IfMatch": '"none"'},
    "that there is none": {"IfNoneMatch": "*"},
}


@pytest.fixture
def bucket(clients: Clients) -> str:
    name = f"refused-{clients.account_id}"
    clients.s3.create_bucket(Bucket=name)
    return name


@pytest.mark.parametrize("wrong", WRONG.values(), ids=WRONG.keys())
@pytest.mark.parametrize("old", [OLD, b"", None], ids=["over a long one", "over an empty one", "where none was"])
def test_an_object_outlives_a_refused_put(
    clients: Clients, bucket: str, wrong: Mapping[str, Any], old: bytes | None
) -> None:
    if old is not None:
        clients.s3.put_object(Bucket=bucket, Key="k", Body=old)
    elif "IfNoneMatch" in wrong:
        pytest.skip("refuses nothing where no object is")
    with pytest.raises(ClientError):
        clients.s3.put_object(Bucket=bucket, Key="k", Body=NEW, **wrong)
    if old is None:
        with pytest.raises(clients.s3.exceptions.NoSuchKey):
            clients.s3.get_object(Bucket=bucket, Key="k")
    else:
        assert clients.s3.get_object(Bucket=bucket, Key="k")["Body"].read() == old
    clients.s3.put_object(Bucket=bucket, Key="k", Body=NEW)
    assert clients.s3.get_object(Bucket=bucket, Key="k")["Body"].read() == NEW


@pytest.mark.parametrize("name", ["another MD5", "another SHA-256", "another CRC-32"])
def test_a_part_outlives_a_refused_upload(clients: Clients, bucket: str, name: str) -> None:
    asked: Any = {"ChecksumAlgorithm": "SHA256"} if "SHA" in name else {"ChecksumAlgorithm": "CRC32"}
    upload = clients.s3.create_multipart_upload(Bucket=bucket, Key="k", **asked)["UploadId"]
    part: dict[str, Any] = {"Bucket": bucket, "Key": "k", "UploadId": upload, "PartNumber": 1}
    made = clients.s3.upload_part(**part, Body=OLD, **asked)
    with pytest.raises(ClientError):
        clients.s3.upload_part(**part, Body=NEW, **WRONG[name])
    kept = {key: value for key, value in made.items() if key.startswith("Checksum") or key == "ETag"}
    parts: Any = {"Parts": [{"PartNumber": 1, **kept}]}
    clients.s3.complete_multipart_upload(Bucket=bucket, Key="k", UploadId=upload, MultipartUpload=parts)
    assert clients.s3.get_object(Bucket=bucket, Key="k")["Body"].read() == OLD
