"""`POST /uploads`: what is answered, what is kept, what is refused and why."""

import base64
import json
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from botocore.exceptions import ClientError
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.lambdas.media_pipeline.conftest import Pipeline


def post(pipeline: Pipeline, body: Any = None, **event: Any) -> tuple[int, dict[str, Any]]:
    return pipeline.request("request_upload", ({} if body is None else {"body": body}) | event)


def test_a_request_makes_a_pending_job_and_a_url_for_its_image(pipeline: Pipeline) -> None:
    status_code, body = post(pipeline, '{"filename": "holiday photo+1.jpg"}')
    assert status_code == 200
    assert set(body) == {"jobId", "uploadUrl", "expiresIn"}
    assert body["expiresIn"] == 300
    job = {name: value["S"] for name, value in pipeline.job(body["jobId"]).items()}
    assert job == {
        "jobId": body["jobId"],
        "status": "PENDING",
        "s3Key": f"uploads/{body['jobId']}/holiday photo+1.jpg",
        "createdAt": job["updatedAt"],
        "updatedAt": job["updatedAt"],
    }
    age = datetime.now(UTC) - datetime.fromisoformat(job["createdAt"])  # noqa: TID251 - against what the function read
    assert timedelta() <= age < timedelta(seconds=30)
    url = urlsplit(body["uploadUrl"])
    assert url.hostname == "amodhbh-media-uploads.s3.ap-south-1.amazonaws.com"
    assert unquote(url.path) == "/" + job["s3Key"]
    query = parse_qs(url.query)
    assert query["X-Amz-Algorithm"] == ["AWS4-HMAC-SHA256"]
    assert query["X-Amz-SignedHeaders"] == ["content-type;host"]
    assert query["X-Amz-Expires"] == ["300"]


def test_the_url_is_signed_for_jpeg_unless_the_request_says_otherwise(pipeline: Pipeline) -> None:
    function = pipeline.functions["request_upload"]
    assert function.requested({}).content_type == "image/jpeg"
    assert function.requested({"body": '{"contentType": "image/webp"}'}).content_type == "image/webp"


@pytest.mark.parametrize("event", [{}, {"body": None}, {"body": ""}, {"body": "{}"}, {"body": '{"other": 1}'}])
def test_without_a_name_the_image_gets_a_random_one(pipeline: Pipeline, event: dict[str, Any]) -> None:
    names = set()
    for _ in range(2):
        status_code, body = pipeline.request("request_upload", event)
        assert status_code == 200
        prefix, job_id, name = pipeline.job(body["jobId"])["s3Key"]["S"].split("/")
        assert (prefix, job_id) == ("uploads", body["jobId"])
        assert name.endswith(".jpg")
        names.add(name)
    assert len(names) == 2


def test_a_body_in_base64_is_decoded(pipeline: Pipeline) -> None:
    body = base64.b64encode('{"filename": "Größe.jpg"}'.encode()).decode()
    status_code, answer = post(pipeline, body, isBase64Encoded=True)
    assert status_code == 200
    assert pipeline.job(answer["jobId"])["s3Key"]["S"].endswith("/Größe.jpg")


@pytest.mark.parametrize(
    "name", ["a", "x" * 255, "写真.jpg", "a.b.c", "100%+1&?.png", ".hidden", "👩‍👧.gif", "é" * 127]
)
def test_names_that_are_taken(pipeline: Pipeline, name: str) -> None:
    status_code, answer = post(pipeline, json.dumps({"filename": name}))
    assert status_code == 200
    assert pipeline.job(answer["jobId"])["s3Key"]["S"].split("/")[2] == name
    assert unquote(urlsplit(answer["uploadUrl"]).path).split("/")[3] == name


@pytest.mark.parametrize(
    ("body", "why"),
    [
        ("{", "the body is not JSON"),
        ("filename=a.jpg", "the body is not JSON"),
        ("[" * 100_000, "the body is not JSON"),
        ('"a.jpg"', "the body must be a JSON object"),
        ("[]", "the body must be a JSON object"),
        ("null", "the body must be a JSON object"),
        ('{"filename": 7}', "filename must be a string"),
        ('{"filename": null}', "filename must be a string"),
        ('{"filename": ["a.jpg"]}', "filename must be a string"),
        ('{"filename": ""}', "filename is empty"),
        ('{"filename": "  "}', "filename is empty"),
        ('{"filename": "a/b.jpg"}', "filename must be a name without a path"),
        ('{"filename": "../b.jpg"}', "filename must be a name without a path"),
        ('{"filename": ".."}', "filename must be a name without a path"),
        ('{"filename": "C:\\\\b.jpg"}', "filename must be a name without a path"),
        ('{"filename": "a\\u0000.jpg"}', "filename has a control character or one that is not valid text"),
        ('{"filename": "a\\n.jpg"}', "filename has a control character or one that is not valid text"),
        ('{"filename": "a\\u0085.jpg"}', "filename has a control character or one that is not valid text"),
        ('{"filename": "a\\u2028.jpg"}', "filename has a control character or one that is not valid text"),
        ('{"filename": "a\\ud800.jpg"}', "filename has a control character or one that is not valid text"),
        ('{"filename": "a\\uffff.jpg"}', "filename has a control character or one that is not valid text"),
        (json.dumps({"filename": "x" * 1000}), "filename has 1000 bytes in UTF-8; at most 255 are taken"),
        (json.dumps({"filename": "é" * 128}), "filename has 256 bytes in UTF-8; at most 255 are taken"),
        (
            '{"contentType": "text/html"}',
            "contentType must be one of image/jpeg, image/png, image/gif, image/webp",
        ),
        ('{"contentType": {}}', "contentType must be one of image/jpeg, image/png, image/gif, image/webp"),
    ],
)
def test_a_request_that_is_refused_says_why(pipeline: Pipeline, body: str, why: str) -> None:
    assert post(pipeline, body) == (400, {"error": why})


@pytest.mark.parametrize("body", ["%%%", "ä", base64.b64encode(b"\xff\xfe").decode(), base64.b64encode(b"{").decode()])
def test_base64_that_holds_no_json_is_refused(pipeline: Pipeline, body: str) -> None:
    assert post(pipeline, body, isBase64Encoded=True) == (400, {"error": "the body is not JSON"})


@given(name=st.text(max_size=400))
def test_whatever_the_name_it_is_kept_exactly_or_refused(pipeline: Pipeline, name: str) -> None:
    status_code, answer = post(pipeline, json.dumps({"filename": name}))
    if status_code == 400:
        assert answer["error"].startswith("filename ")
        return
    key = pipeline.job(answer["jobId"])["s3Key"]["S"]
    assert key == f"uploads/{answer['jobId']}/{name}"
    assert key.count("/") == 2
    assert len(f"processed/{key}".encode()) <= 1024, "S3's limit for the result's key"


def test_a_fault_is_answered_without_aws_message(pipeline: Pipeline, monkeypatch: pytest.MonkeyPatch) -> None:
    class Throttled:
        def put_item(self, **_: Any) -> None:
            error: Any = {"Error": {"Code": "ThrottlingException", "Message": "role/secret is throttled"}}
            raise ClientError(error, "PutItem")

    monkeypatch.setattr(pipeline.functions["request_upload"], "dynamodb", Throttled())
    assert post(pipeline) == (500, {"error": "Internal server error", "message": "ThrottlingException"})


def test_the_answer_names_the_methods_of_its_route(pipeline: Pipeline) -> None:
    for body in ("{}", "{"):
        headers = pipeline.call("request_upload", {"body": body})["headers"]
        assert headers["Access-Control-Allow-Methods"] == "POST,OPTIONS"


def test_a_job_expires_after_the_days_the_function_was_told(
    pipeline: Pipeline, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pipeline.functions["request_upload"], "TTL_DAYS", 30)
    _, body = post(pipeline)
    job = pipeline.job(body["jobId"])
    lives_s = int(job["expiresAt"]["N"]) - datetime.fromisoformat(job["createdAt"]["S"]).timestamp()
    assert 30 * 86400 - 1 <= lives_s <= 30 * 86400
