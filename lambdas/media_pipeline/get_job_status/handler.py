"""`GET /jobs/{jobId}`: how a job stands, with a presigned download once it is completed."""

import logging
import os
import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import boto3

from media_api.answers import answer, fault_answer
from media_api.signing import signing_client

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.type_defs import AttributeValueTypeDef as Value

TABLE = os.environ["DYNAMODB_TABLE"]
BUCKET = os.environ["PROCESSED_BUCKET"]
EXPIRES_IN_S = 3600
MAX_KEY_BYTES = 2048
RETRIES_END_WITHIN_S = 1200
"""Longer than the queue takes to deliver a message as often as it does."""

ABANDONED = "processing was abandoned: its last try ended without a result"
TOLD = ("jobId", "status", "createdAt", "updatedAt")
METHOD = "GET"

s3 = signing_client()
dynamodb = boto3.client("dynamodb")
log = logging.getLogger(__name__)


def handler(event: dict[str, Any], _context: object) -> dict[str, Any]:
    """Answer payload 2.0: 200 with the job, 400 without an id, 404 for an unknown one, 500 for a fault."""
    job_id = (event.get("pathParameters") or {}).get("jobId")
    if not job_id:
        return answer(400, {"error": "Missing jobId parameter"}, METHOD)
    try:
        job = read(job_id)
        if not job:
            return answer(404, {"error": "Job not found"}, METHOD)
        return answer(200, described(settle(job) if abandoned(job, time.time()) else job), METHOD)
    except Exception as fault:
        log.exception("job %r was not read", job_id)
        return fault_answer(fault, METHOD)


def read(job_id: str) -> "dict[str, Value]":
    """The job's item, empty when there is none. Consistent: a caller may ask right after `POST /uploads`."""
    if len(job_id.encode()) > MAX_KEY_BYTES:
        return {}
    return dynamodb.get_item(TableName=TABLE, Key={"jobId": {"S": job_id}}, ConsistentRead=True).get("Item", {})


def described(job: "dict[str, Value]") -> dict[str, str]:
    """What the caller is told: `downloadUrl` only of a completed job, `errorMessage` only of a failed one."""
    known = {name: value["S"] for name, value in job.items() if "S" in value}
    told: dict[str, str] = {name: value for name, value in known.items() if name in TOLD}
    if known["status"] == "COMPLETED":
        key = known["processedUrl"].removeprefix(f"s3://{BUCKET}/")
        target = {"Bucket": BUCKET, "Key": key}
        told["downloadUrl"] = s3.generate_presigned_url("get_object", Params=target, ExpiresIn=EXPIRES_IN_S)
    if known["status"] == "FAILED":
        told["errorMessage"] = known.get("errorMessage", "")
    return told


def abandoned(job: "dict[str, Value]", now_s: float) -> bool:
    """Whether the attempt that has the job is over and no other will come; then whoever asks marks it."""
    lease = job.get("lease", {}).get("M")
    if job["status"]["S"] != "PROCESSING" or not lease:
        return False
    patience_s = 0 if lease["lastTry"]["BOOL"] else RETRIES_END_WITHIN_S
    return float(lease["expiresAt"]["N"]) + patience_s < now_s


def settle(job: "dict[str, Value]") -> "dict[str, Value]":
    """Mark an abandoned job `FAILED`, unless its standing changed meanwhile; the job as it then is."""
    try:
        changed = dynamodb.update_item(
            TableName=TABLE,
            Key={"jobId": job["jobId"]},
            UpdateExpression="SET #status = :failed, updatedAt = :now, errorMessage = :why, retriesSpent = :yes "
            "REMOVE lease",
            ConditionExpression="#status = :processing AND lease.attemptId = :seen",
            ExpressionAttributeNames={"#status": "status"},
            ExpressionAttributeValues={
                ":failed": {"S": "FAILED"},
                ":processing": {"S": "PROCESSING"},
                ":now": {"S": datetime.now(UTC).isoformat(timespec="milliseconds")},
                ":why": {"S": ABANDONED},
                ":yes": {"BOOL": True},
                ":seen": job["lease"]["M"]["attemptId"],
            },
            ReturnValues="ALL_NEW",
        )
    except dynamodb.exceptions.ConditionalCheckFailedException:
        return read(job["jobId"]["S"])
    return changed["Attributes"]
