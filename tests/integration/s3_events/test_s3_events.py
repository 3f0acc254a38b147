"""S3's events as a consumer gets them from a queue: sequencers that order one key, and the shape AWS documents."""

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import unquote_plus

import pytest

from bootstrap.clients import Clients
from harness.run.clock import Deadline

Drain = Callable[[int], list[dict[str, Any]]]


@pytest.fixture
def bucket(clients: Clients) -> str:
    """A bucket of the test's own: names are global over accounts."""
    name = f"sequenced-{clients.account_id}"
    clients.s3.create_bucket(Bucket=name)
    return name


@pytest.fixture
def drain(clients: Clients, bucket: str) -> Drain:
    """The bucket's events go to a queue; this reads that many of them."""
    url = clients.sqs.create_queue(QueueName="events")["QueueUrl"]
    arn = clients.sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    clients.s3.put_bucket_notification_configuration(
        Bucket=bucket,
        NotificationConfiguration={
            "QueueConfigurations": [{"QueueArn": arn, "Events": ["s3:ObjectCreated:*", "s3:ObjectRemoved:*"]}]
        },
    )

    def read(count: int) -> list[dict[str, Any]]:
        records: list[dict[str, Any]] = []
        deadline = Deadline.after(20)
        while len(records) < count:
            assert not deadline.passed, f"{len(records)} of {count} events came"
            answer = clients.sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10, WaitTimeSeconds=1)
            for message in answer.get("Messages", []):
                records += json.loads(message["Body"]).get("Records", [])
                clients.sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
        return records

    return read


def sequencer(record: dict[str, Any]) -> int:
    return int(record["s3"]["object"]["sequencer"], 16)


def test_puts_and_deletes_of_a_key_are_in_order(clients: Clients, bucket: str, drain: Drain) -> None:
    for size in (1, 2, 3):
        clients.s3.put_object(Bucket=bucket, Key="k", Body=b"x" * size)
        clients.s3.delete_object(Bucket=bucket, Key="k")
    records = sorted(drain(6), key=sequencer)
    assert [record["eventName"] for record in records] == ["ObjectCreated:Put", "ObjectRemoved:Delete"] * 3
    assert [record["s3"]["object"].get("size") for record in records] == [1, None, 2, None, 3, None]
    assert len({sequencer(record) for record in records}) == 6


def test_the_last_of_concurrent_puts_is_the_object_that_stays(clients: Clients, bucket: str, drain: Drain) -> None:
    with ThreadPoolExecutor(16) as threads:
        list(threads.map(lambda n: clients.s3.put_object(Bucket=bucket, Key="k", Body=b"x" * n), range(1, 41)))
    last = max(drain(40), key=sequencer)
    head = clients.s3.head_object(Bucket=bucket, Key="k")
    assert last["s3"]["object"]["size"] == head["ContentLength"]
    assert last["s3"]["object"]["eTag"] == head["ETag"].strip('"')


def test_keys_are_encoded_as_a_form_and_times_are_utc(clients: Clients, bucket: str, drain: Drain) -> None:
    key = "a folder/ü+1 & 50%.txt"
    clients.s3.put_object(Bucket=bucket, Key=key, Body=b"1")
    (record,) = drain(1)
    assert record["s3"]["object"]["key"] == "a+folder/%C3%BC%2B1+%26+50%25.txt"
    assert unquote_plus(record["s3"]["object"]["key"]) == key
    told = datetime.fromisoformat(record["eventTime"])
    assert abs(told - datetime.now(UTC)) < timedelta(minutes=5)  # noqa: TID251 - compared with a real event


def test_an_event_names_the_request_that_led_to_it(clients: Clients, bucket: str, drain: Drain) -> None:
    answers = [
        clients.s3.put_object(Bucket=bucket, Key="k", Body=b"1"),
        clients.s3.copy_object(Bucket=bucket, Key="copy", CopySource={"Bucket": bucket, "Key": "k"}),
        clients.s3.delete_object(Bucket=bucket, Key="k"),
        clients.s3.delete_objects(Bucket=bucket, Delete={"Objects": [{"Key": "copy"}]}),
    ]
    named = {record["responseElements"]["x-amz-request-id"] for record in drain(4)}
    assert named == {each["ResponseMetadata"]["HTTPHeaders"]["x-amz-request-id"] for each in answers}


def test_a_versioned_bucket_tells_of_delete_markers(clients: Clients, bucket: str, drain: Drain) -> None:
    clients.s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Enabled"})
    version = clients.s3.put_object(Bucket=bucket, Key="k", Body=b"1")["VersionId"]
    marker = clients.s3.delete_object(Bucket=bucket, Key="k")["VersionId"]
    clients.s3.delete_object(Bucket=bucket, Key="k", VersionId=version)
    created, marked, removed = sorted(drain(3), key=sequencer)
    assert [created["eventName"], marked["eventName"], removed["eventName"]] == [
        "ObjectCreated:Put",
        "ObjectRemoved:DeleteMarkerCreated",
        "ObjectRemoved:Delete",
    ]
    assert [r["s3"]["object"]["versionId"] for r in (created, marked, removed)] == [version, marker, version]
    assert "size" not in marked["s3"]["object"]
    assert "size" not in removed["s3"]["object"]
