"""The dispatcher: which S3 records become messages, and what they say."""

import json
from typing import Any
from urllib.parse import quote_plus

import pytest

from tests.unit.lambdas.media_pipeline.conftest import UPLOADS, Pipeline


def record(key: str, name: str = "ObjectCreated:Put") -> dict[str, Any]:
    stored = {"bucket": {"name": UPLOADS}, "object": {"key": quote_plus(key)}}
    return {"eventSource": "aws:s3", "eventName": name, "s3": stored}


def sent(pipeline: Pipeline) -> list[tuple[dict[str, str], Any]]:
    """What is in the queue, taken out of it: bodies and attributes."""
    found = []
    while messages := pipeline.sqs.receive_message(
        QueueUrl=pipeline.queue_url, MaxNumberOfMessages=10, MessageAttributeNames=["All"]
    ).get("Messages"):
        for message in messages:
            found.append((json.loads(message["Body"]), message.get("MessageAttributes")))
            pipeline.sqs.delete_message(QueueUrl=pipeline.queue_url, ReceiptHandle=message["ReceiptHandle"])
    return found


@pytest.mark.parametrize("name", ["ObjectCreated:Put", "ObjectCreated:CompleteMultipartUpload", "s3:ObjectCreated:Put"])
@pytest.mark.parametrize("key", ["uploads/j-1/a.jpg", "uploads/j-1/a b+c%20ü.jpg"])
def test_a_created_object_becomes_one_message(pipeline: Pipeline, key: str, name: str) -> None:
    assert pipeline.call("dispatcher", {"Records": [record(key, name)]}) == {"sent": 1, "skipped": 0}
    ((body, attributes),) = sent(pipeline)
    assert body == {"jobId": "j-1", "s3Key": key, "bucket": UPLOADS}
    assert attributes["JobId"]["DataType"] == "String"
    assert attributes["JobId"]["StringValue"] == "j-1"


@pytest.mark.parametrize(
    "skipped",
    [
        record("uploads/j/a.jpg", "ObjectRemoved:Delete"),
        record("uploads/j/a.jpg", "ObjectTagging:Put"),
        record("uploads/j/a.jpg", "ObjectCreatedNot"),
        record("processed/j/a.jpg"),
        record("uploads/a.jpg"),
        record("uploads/j/"),
        record("uploads//a.jpg"),
        record("uploads/j/k/a.jpg"),
        record("uploads/j\x01/a.jpg"),
        record("a.jpg"),
        {},
    ],
    ids=lambda record: str(record.get("s3", {}).get("object")),
)
def test_what_is_not_an_upload_is_noted_and_skipped(
    pipeline: Pipeline, capsys: pytest.CaptureFixture[str], skipped: dict[str, Any]
) -> None:
    event = {"Records": [skipped, record("uploads/j-2/a.jpg")]}
    assert pipeline.call("dispatcher", event) == {"sent": 1, "skipped": 1}
    assert [body["jobId"] for body, _ in sent(pipeline)] == ["j-2"]
    noted = [json.loads(line)["outcome"] for line in capsys.readouterr().out.splitlines()]
    assert noted == ["skipped", "sent"]


def test_the_test_event_is_harmless(pipeline: Pipeline) -> None:
    event = {"Service": "Amazon S3", "Event": "s3:TestEvent", "Bucket": UPLOADS}
    assert pipeline.call("dispatcher", event) == {"sent": 0, "skipped": 0}


def test_a_fault_is_raised_so_that_the_event_comes_again(pipeline: Pipeline, monkeypatch: pytest.MonkeyPatch) -> None:
    class Down:
        def send_message(self, **_: Any) -> None:
            raise ConnectionError("no queue")

    monkeypatch.setattr(pipeline.functions["dispatcher"], "sqs", Down())
    with pytest.raises(ConnectionError):
        pipeline.call("dispatcher", {"Records": [record("uploads/j/a.jpg")]})
