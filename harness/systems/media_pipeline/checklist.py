"""The check-list of the guide to the media pipeline: what it is made of, and an upload followed to its end."""

from collections.abc import Iterator
from contextlib import suppress

from botocore.exceptions import ClientError

from bootstrap.clients import Clients
from bootstrap.errors import HarnessError
from bootstrap.stacks.media_pipeline import (
    API,
    PROCESSED_BUCKET,
    PROCESSED_PREFIX,
    TABLE,
    UPLOADS_BUCKET,
    UPLOADS_PREFIX,
)
from harness.probes.http import http_get
from harness.run.checklist import Checklist, Section, Tried
from harness.run.clock import Deadline
from harness.systems.media_pipeline.images import photo
from harness.systems.media_pipeline.jobs import ENDED
from harness.systems.media_pipeline.user import MediaUser, Ticket
from harness.systems.media_pipeline.watermark import compare

FILENAME = "verify.jpg"
PATIENCE_S, POLL_S = 60.0, 0.2


def uploaded_and_watermarked(clients: Clients) -> Iterator[Tried]:
    """Request an upload, put an image, wait for the job, download the result, and look for the watermark."""
    endpoints = [each["ApiEndpoint"] for each in clients.apigatewayv2.get_apis()["Items"] if each["Name"] == API]
    if not endpoints:
        yield Tried("POST /uploads gives a job and an upload URL", f"there is no API {API}")
        return
    user, image = MediaUser(endpoints[0]), photo(1)
    try:
        ticket = user.ticket(FILENAME)
    except HarnessError as error:
        yield Tried("POST /uploads gives a job and an upload URL", str(error))
        return
    try:
        yield Tried("POST /uploads gives a job and an upload URL")
        yield from _from_upload_to_download(user, ticket, image)
    finally:
        _take_away(clients, ticket)


def _from_upload_to_download(user: MediaUser, ticket: Ticket, image: bytes) -> Iterator[Tried]:
    answer = user.put(ticket, image)
    yield Tried("PUT of the image is taken", "" if answer.status == 200 else f"{answer.status} {answer.body[:200]!r}")
    if answer.status != 200:
        return
    first = user.standing(ticket.job_id)["status"]
    yield Tried("the job is known", "" if first in ("PENDING", "PROCESSING", *ENDED) else f"its status is {first}")
    deadline = Deadline.after(PATIENCE_S)
    while (job := user.standing(ticket.job_id))["status"] not in ENDED and not deadline.passed:
        deadline.nap(POLL_S)
    completed, reason = job["status"] == "COMPLETED", job.get("errorMessage") or "no reason"
    yield Tried("the job is COMPLETED", "" if completed else f"{job['status']}: {reason}")
    if completed:
        result = http_get(job["downloadUrl"])
        marked = result.status == 200 and compare(image, result.body).marked
        yield Tried("the result has the watermark", "" if marked else f"{result.status}, and no watermark to be seen")


def _take_away(clients: Clients, ticket: Ticket) -> None:
    key = f"{UPLOADS_PREFIX}{ticket.job_id}/{ticket.filename}"
    with suppress(ClientError):
        clients.s3.delete_object(Bucket=UPLOADS_BUCKET, Key=key)
        clients.s3.delete_object(Bucket=PROCESSED_BUCKET, Key=f"{PROCESSED_PREFIX}{key}")
        clients.dynamodb.delete_item(TableName=TABLE, Key={"jobId": {"S": ticket.job_id}})


CHECKLIST = Checklist(
    (
        Section("Buckets, table and queues", ("AWS::S3::Bucket", "AWS::DynamoDB::Table", "AWS::SQS::Queue")),
        Section("Roles and policies", ("AWS::IAM::Role",)),
        Section(
            "Functions, layer and trigger",
            ("AWS::Lambda::LayerVersion", "AWS::Lambda::Function", "AWS::Lambda::EventSourceMapping"),
        ),
        Section("API routes and stage", ("AWS::ApiGatewayV2::Api", "AWS::ApiGatewayV2::Stage")),
        Section("S3 notification", ("AWS::S3::BucketNotification", "AWS::Lambda::Permission")),
        Section("Log groups", ("AWS::Logs::LogGroup",)),
    ),
    uploaded_and_watermarked,
)
