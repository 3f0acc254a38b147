"""`GET /jobs/{jobId}`: what a caller is told of a job, and who marks a job that nobody works at any more."""

import time
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.unit.lambdas.media_pipeline.conftest import PROCESSED, Pipeline

ABANDONED = "processing was abandoned: its last try ended without a result"


def get(pipeline: Pipeline, job_id: str) -> tuple[int, dict[str, Any]]:
    return pipeline.request("get_job_status", {"pathParameters": {"jobId": job_id}})


@pytest.mark.parametrize(
    "event", [{}, {"pathParameters": None}, {"pathParameters": {}}, {"pathParameters": {"jobId": ""}}]
)
def test_without_an_id(pipeline: Pipeline, event: dict[str, Any]) -> None:
    assert pipeline.request("get_job_status", event) == (400, {"error": "Missing jobId parameter"})


@pytest.mark.parametrize("job_id", ["nobody", "../etc", "x" * 3000, "ü"])
def test_an_unknown_job(pipeline: Pipeline, job_id: str) -> None:
    assert get(pipeline, job_id) == (404, {"error": "Job not found"})


def test_a_pending_job_has_nothing_to_download(pipeline: Pipeline) -> None:
    pipeline.put_job("waits")
    told = {"jobId": "waits", "status": "PENDING", "createdAt": "then", "updatedAt": "then"}
    assert get(pipeline, "waits") == (200, told)


def test_a_completed_job_can_be_downloaded_for_an_hour(pipeline: Pipeline) -> None:
    key = "processed/uploads/done/a b.jpg"
    pipeline.put_job("done", "COMPLETED", processedUrl={"S": f"s3://{PROCESSED}/{key}"})
    status_code, body = get(pipeline, "done")
    assert status_code == 200
    assert set(body) == {"jobId", "status", "createdAt", "updatedAt", "downloadUrl"}
    url = urlsplit(body["downloadUrl"])
    assert url.hostname == f"{PROCESSED}.s3.ap-south-1.amazonaws.com"
    assert url.path == "/processed/uploads/done/a%20b.jpg"
    assert parse_qs(url.query)["X-Amz-Expires"] == ["3600"]


def test_a_failed_job_says_why(pipeline: Pipeline) -> None:
    pipeline.put_job("bad", "FAILED", errorMessage={"S": "the uploaded file is empty"})
    status_code, body = get(pipeline, "bad")
    assert (status_code, body["status"], body["errorMessage"]) == (200, "FAILED", "the uploaded file is empty")
    assert "downloadUrl" not in body


@pytest.mark.parametrize(
    ("last_try", "over_s", "status"),
    [
        (True, 1, "FAILED"),
        (True, -60, "PROCESSING"),
        (False, 1, "PROCESSING"),
        (False, 1201, "FAILED"),
    ],
)
def test_a_job_whose_last_try_died_is_marked_by_whoever_asks(
    pipeline: Pipeline, last_try: bool, over_s: int, status: str
) -> None:
    job_id = f"died-{last_try}-{over_s}"
    pipeline.put_job(job_id, "PROCESSING", lease=lease(last_try, time.time() - over_s))  # noqa: TID251 - the function's
    status_code, body = get(pipeline, job_id)
    assert (status_code, body["status"]) == (200, status)
    job = pipeline.job(job_id)
    assert job["status"]["S"] == status
    if status == "FAILED":
        assert body["errorMessage"] == ABANDONED
        assert "lease" not in job
        assert job["retriesSpent"] == {"BOOL": True}, "a redrive may take it up"


def test_a_job_that_changed_meanwhile_is_told_as_it_is(pipeline: Pipeline) -> None:
    pipeline.put_job("moved", "PROCESSING", lease=lease(True, 0))
    stale = pipeline.job("moved")
    pipeline.put_job("moved", "COMPLETED", processedUrl={"S": f"s3://{PROCESSED}/k"})
    assert pipeline.functions["get_job_status"].settle(stale)["status"] == {"S": "COMPLETED"}
    assert pipeline.job("moved")["status"] == {"S": "COMPLETED"}


def test_a_fault(pipeline: Pipeline, monkeypatch: pytest.MonkeyPatch) -> None:
    class Gone:
        def get_item(self, **_: Any) -> None:
            raise TimeoutError("of 10.0.0.1")

    monkeypatch.setattr(pipeline.functions["get_job_status"], "dynamodb", Gone())
    assert get(pipeline, "any") == (500, {"error": "Internal server error", "message": "TimeoutError"})


def test_the_answer_names_the_methods_of_its_route(pipeline: Pipeline) -> None:
    headers = pipeline.call("get_job_status", {})["headers"]
    assert headers["Access-Control-Allow-Methods"] == "GET,OPTIONS"


def lease(last_try: bool, expires_at_s: float) -> dict[str, Any]:
    return {
        "M": {
            "attemptId": {"S": "a"},
            "expiresAt": {"N": f"{expires_at_s:.3f}"},
            "messageId": {"S": "m"},
            "receiveCount": {"N": "3"},
            "lastTry": {"BOOL": last_try},
        }
    }
