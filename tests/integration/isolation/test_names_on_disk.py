"""Names that would lead out of a folder lead nowhere: what has them is kept as named, or refused; files stay inside."""

from pathlib import Path

import pytest
from botocore.exceptions import ClientError, ParamValidationError

from bootstrap.clients import Clients
from harness.engines.embedded import EmbeddedEngine

MARK = "led-out"
OUT = [
    f"../{MARK}",
    f"a/../../../../../../../../{MARK}",
    f"/../{MARK}",
    f"//{MARK}",
    f"..\\{MARK}",
    f"%2e%2e/{MARK}",
    f".. /../{MARK}",
    f"./{MARK}/.",
    f"{MARK}/\u2025/x",
    f"{MARK}\r\nx",
    "n" * 900 + f"/../{MARK}",
]


def outside(engine: EmbeddedEngine) -> set[Path]:
    """What bears the mark beside the emulator's folder, or on the way up from it."""
    folders = [*engine.folder.parents, Path("/tmp"), Path("/var/lib"), Path("/var/tmp")]
    return {found for folder in folders for found in folder.glob(f"*{MARK}*")}


@pytest.mark.parametrize("key", OUT, ids=range(len(OUT)))
def test_keys_of_objects(key: str, clients: Clients, engine: EmbeddedEngine) -> None:
    bucket = f"names-{clients.account_id}"
    clients.s3.create_bucket(Bucket=bucket)
    clients.s3.put_object(Bucket=bucket, Key="beside", Body=b"beside")
    try:
        clients.s3.put_object(Bucket=bucket, Key=key, Body=b"content")
        upload = clients.s3.create_multipart_upload(Bucket=bucket, Key=f"{key}-parts")["UploadId"]
        part = clients.s3.upload_part(Bucket=bucket, Key=f"{key}-parts", UploadId=upload, PartNumber=1, Body=b"parts")
        clients.s3.complete_multipart_upload(
            Bucket=bucket,
            Key=f"{key}-parts",
            UploadId=upload,
            MultipartUpload={"Parts": [{"PartNumber": 1, "ETag": part["ETag"]}]},
        )
        assert clients.s3.get_object(Bucket=bucket, Key=key)["Body"].read() == b"content"
        assert clients.s3.get_object(Bucket=bucket, Key=f"{key}-parts")["Body"].read() == b"parts"
        assert clients.s3.get_object(Bucket=bucket, Key="beside")["Body"].read() == b"beside"
        assert outside(engine) == set()
    finally:
        for each in clients.s3.list_objects_v2(Bucket=bucket)["Contents"]:
            clients.s3.delete_object(Bucket=bucket, Key=each["Key"])
        clients.s3.delete_bucket(Bucket=bucket)


@pytest.mark.parametrize("name", OUT, ids=range(len(OUT)))
def test_names_of_functions_layers_and_others(name: str, clients: Clients, engine: EmbeddedEngine) -> None:
    role = f"arn:aws:iam::{clients.account_id}:role/r"
    with pytest.raises((ClientError, ParamValidationError)):
        clients.lambda_.create_function(
            FunctionName=name, Runtime="python3.11", Handler="a.b", Role=role, Code={"ZipFile": b"PK"}
        )
    with pytest.raises((ClientError, ParamValidationError)):
        clients.lambda_.publish_layer_version(LayerName=name, Content={"ZipFile": b"PK"})
    for make in (
        lambda: clients.sqs.create_queue(QueueName=name),
        lambda: clients.sns.create_topic(Name=name),
        lambda: clients.s3.create_bucket(Bucket=name),
    ):
        with pytest.raises((ClientError, ParamValidationError)):
            make()
    assert outside(engine) == set()
