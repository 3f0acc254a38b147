"""The worker against S3 and DynamoDB: results, states, and which messages must come again."""

import json
from io import BytesIO
from typing import Any

import pytest
from botocore.exceptions import ClientError
from PIL import Image

from tests.unit.lambdas.media_pipeline.conftest import PROCESSED, UPLOADS, Pipeline
from tests.unit.lambdas.media_pipeline.pictures import photo, stored

JPEG = stored(photo(), "JPEG")


def record(job_id: str, count: int = 1, name: str = "a b.jpg") -> dict[str, Any]:
    body = json.dumps({"jobId": job_id, "s3Key": f"uploads/{job_id}/{name}", "bucket": UPLOADS})
    return {"messageId": f"m-{job_id}", "body": body, "attributes": {"ApproximateReceiveCount": str(count)}}


def uploaded(pipeline: Pipeline, job_id: str, data: bytes = JPEG) -> dict[str, Any]:
    """A job whose image is uploaded, and the message about it."""
    pipeline.put_job(job_id)
    pipeline.s3.put_object(Bucket=UPLOADS, Key=f"uploads/{job_id}/a b.jpg", Body=data, ContentType="image/jpeg")
    return record(job_id)


def failures(pipeline: Pipeline, *records: dict[str, Any]) -> list[str]:
    """Deliver the messages in one batch; those that must come again."""
    answer = pipeline.call("worker", {"Records": list(records)})
    return [failure["itemIdentifier"] for failure in answer["batchItemFailures"]]


def result(pipeline: Pipeline, job_id: str) -> Any:
    return pipeline.s3.get_object(Bucket=PROCESSED, Key=f"processed/uploads/{job_id}/a b.jpg")


@pytest.fixture
def striking(pipeline: Pipeline, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Names of S3 operations that fail, as long as they are in the list."""
    down: list[str] = []
    s3 = pipeline.functions["worker"].objects._s3

    class Failing:
        exceptions = s3.exceptions

        def get_object(self, **request: Any) -> Any:
            return self._call("get_object", request)

        def put_object(self, **request: Any) -> Any:
            return self._call("put_object", request)

        def _call(self, name: str, request: dict[str, Any]) -> Any:
            if name in down:
                error: Any = {"Error": {"Code": "SlowDown", "Message": "arn:of:a:role"}}
                raise ClientError(error, name)
            return getattr(s3, name)(**request)

    monkeypatch.setattr(pipeline.functions["worker"].objects, "_s3", Failing())
    return down


def test_an_uploaded_image_is_watermarked_and_its_job_completed(pipeline: Pipeline) -> None:
    assert failures(pipeline, uploaded(pipeline, "good")) == []
    job = pipeline.job("good")
    assert job["status"] == {"S": "COMPLETED"}
    assert job["processedUrl"] == {"S": f"s3://{PROCESSED}/processed/uploads/good/a b.jpg"}
    assert job["updatedAt"]["S"] > "2020"
    assert "lease" not in job
    found = result(pipeline, "good")
    assert found["ContentType"] == "image/jpeg"
    assert Image.open(BytesIO(found["Body"].read())).size == (320, 240)


def test_the_content_type_is_the_images_own_whatever_it_was_uploaded_as(pipeline: Pipeline) -> None:
    failures(pipeline, uploaded(pipeline, "png", stored(photo(), "PNG")))
    assert result(pipeline, "png")["ContentType"] == "image/png"


@pytest.mark.parametrize(
    ("job_id", "data", "why"),
    [
        ("text", b"not an image", "the file is not a JPEG, PNG, GIF or WebP image"),
        ("cut", JPEG[:2000], "the image is truncated or damaged"),
        ("empty", b"", "the uploaded file is empty"),
    ],
)
def test_an_image_that_cannot_be_processed_fails_its_job_and_is_done_with(
    pipeline: Pipeline, job_id: str, data: bytes, why: str
) -> None:
    assert failures(pipeline, uploaded(pipeline, job_id, data)) == []
    job = pipeline.job(job_id)
    assert (job["status"]["S"], job["errorMessage"]["S"]) == ("FAILED", why)


def test_a_file_that_is_too_large_is_not_even_read(pipeline: Pipeline, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("media_worker.objects.MAX_UPLOAD_BYTES", len(JPEG) - 1)
    assert failures(pipeline, uploaded(pipeline, "large")) == []
    why = f"the uploaded file has {len(JPEG)} bytes; at most {len(JPEG) - 1} are taken"
    assert pipeline.job("large")["errorMessage"]["S"] == why


def test_an_upload_that_was_deleted_fails_its_job(pipeline: Pipeline) -> None:
    pipeline.put_job("gone")
    assert failures(pipeline, record("gone")) == []
    assert pipeline.job("gone")["errorMessage"]["S"] == "the uploaded file is no longer there"


def test_a_batch_fails_one_by_one(pipeline: Pipeline, capsys: pytest.CaptureFixture[str]) -> None:
    garbled = {"messageId": "m-garbled", "body": "{", "attributes": {}}
    batch = [uploaded(pipeline, "first"), garbled, record("nobody"), uploaded(pipeline, "last")]
    assert failures(pipeline, *batch) == ["m-garbled"]
    assert [pipeline.job(job_id)["status"]["S"] for job_id in ("first", "last")] == ["COMPLETED"] * 2
    assert pipeline.job("nobody") == {}
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [line["outcome"].split(":")[0] for line in lines] == ["COMPLETED", "not served", "skipped", "COMPLETED"]
    assert lines[0] == {
        "messageId": "m-first",
        "jobId": "first",
        "receiveCount": 1,
        "outcome": "COMPLETED",
        "durationMs": lines[0]["durationMs"],
    }


def test_the_same_message_again_changes_nothing(pipeline: Pipeline) -> None:
    message = uploaded(pipeline, "twice")
    failures(pipeline, message)
    before, written = pipeline.job("twice"), result(pipeline, "twice")["LastModified"]
    assert failures(pipeline, message, record("twice", 2)) == []
    assert pipeline.job("twice") == before
    assert result(pipeline, "twice")["LastModified"] == written


@pytest.mark.parametrize("operation", ["get_object", "put_object"])
def test_a_fault_is_retried(pipeline: Pipeline, striking: list[str], operation: str) -> None:
    job_id = f"retried-{operation}"
    message = uploaded(pipeline, job_id)
    striking.append(operation)
    assert failures(pipeline, message) == [f"m-{job_id}"]
    assert pipeline.job(job_id)["status"]["S"] == "PROCESSING"
    striking.clear()
    assert failures(pipeline, record(job_id, 2)) == []
    assert pipeline.job(job_id)["status"]["S"] == "COMPLETED"


def test_when_the_retries_are_spent_the_job_fails_and_the_message_is_left_to_the_dead_letter_queue(
    pipeline: Pipeline, striking: list[str]
) -> None:
    uploaded(pipeline, "spent")
    striking.append("put_object")
    for count in (1, 2, 3):
        assert failures(pipeline, record("spent", count)) == ["m-spent"]
    job = pipeline.job("spent")
    assert (job["status"]["S"], job["errorMessage"]["S"]) == ("FAILED", "given up after 3 tries: SlowDown")
    striking.clear()
    assert failures(pipeline, record("spent", 1)) == [], "a redriven message is counted from one again"
    assert pipeline.job("spent")["status"]["S"] == "COMPLETED"
    assert "errorMessage" not in pipeline.job("spent")


def test_a_result_that_a_dead_try_left_is_not_written_again(pipeline: Pipeline) -> None:
    message = uploaded(pipeline, "left")
    pipeline.s3.put_object(Bucket=PROCESSED, Key="processed/uploads/left/a b.jpg", Body=b"of the dead try")
    assert failures(pipeline, message) == []
    assert pipeline.job("left")["status"]["S"] == "COMPLETED"
    assert result(pipeline, "left")["Body"].read() == b"of the dead try"
