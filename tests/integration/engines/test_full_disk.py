"""On a disk that is really full a request is told so, and what was there stays. A small one in memory is soon full."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from botocore.exceptions import ClientError

from bootstrap.clients import Clients
from harness.engines.embedded import EmbeddedEngine
from harness.engines.free_port import free_port
from harness.home import Home

MIB = 1024 * 1024
SIZE_MIB = 24
NAMESPACES = ("unshare", "--user", "--map-root-user", "--mount")
ON_A_SMALL_DISK = f'mount -t tmpfs -o size={SIZE_MIB}m small "$TMPDIR" && exec "$0" -m localstack.runtime.main'


class SmallDiskEngine(EmbeddedEngine):
    """The engine with its temporary files, bodies and objects among them, on a disk of its own."""

    command = (*NAMESPACES, "sh", "-c", ON_A_SMALL_DISK, sys.executable)


@pytest.fixture
def clients(tmp_path: Path) -> Iterator[Clients]:
    """Of an emulator on a small disk."""
    try:
        tried = subprocess.run(
            [*NAMESPACES, "mount", "-t", "tmpfs", "small", str(tmp_path)], capture_output=True, text=True, check=False
        )
    except FileNotFoundError as error:
        pytest.skip(f"there is no {error.filename} here")
    if tried.returncode:
        pytest.skip(f"nobody may have a small disk of their own here: {tried.stderr.strip()}")
    engine = SmallDiskEngine(Home(tmp_path / "home"), free_port())
    try:
        yield Clients(engine.start())
    finally:
        engine.stop()


def full(error: ClientError) -> bool:
    answer = error.response
    return answer["ResponseMetadata"]["HTTPStatusCode"] == 507 and answer["Error"]["Code"] == "InsufficientStorage"


def test_what_a_full_disk_has_no_room_for_is_refused_and_nothing_is_lost(clients: Clients) -> None:
    first, other = b"1" * (7 * MIB), b"2" * (7 * MIB)
    clients.s3.create_bucket(Bucket="small")
    clients.s3.put_object(Bucket="small", Key="first", Body=first)
    for key, body in (("larger", b"x" * (SIZE_MIB * MIB)), ("first", b"y" * (12 * MIB))):
        with pytest.raises(ClientError) as refused:  # the body alone is too much; the body and the object are
            clients.s3.put_object(Bucket="small", Key=key, Body=body)
        assert full(refused.value), refused.value
    assert clients.s3.get_object(Bucket="small", Key="first")["Body"].read() == first
    assert [one["Key"] for one in clients.s3.list_objects_v2(Bucket="small")["Contents"]] == ["first"]
    queue = clients.sqs.create_queue(QueueName="small")["QueueUrl"]
    clients.sqs.send_message(QueueUrl=queue, MessageBody="m")
    assert clients.sqs.receive_message(QueueUrl=queue)["Messages"][0]["Body"] == "m"
    clients.s3.put_object(Bucket="small", Key="first", Body=other)
    assert clients.s3.get_object(Bucket="small", Key="first")["Body"].read() == other
