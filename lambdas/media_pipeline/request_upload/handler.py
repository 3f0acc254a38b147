"""`POST /uploads`: creates a job and answers with a presigned PUT for its image."""

import base64
import binascii
import json
import logging
import os
import unicodedata
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import boto3

from media_api.answers import answer, fault_answer
from media_api.signing import signing_client

BUCKET = os.environ["UPLOAD_BUCKET"]
TABLE = os.environ["DYNAMODB_TABLE"]
TTL_DAYS = int(os.environ.get("TTL_DAYS", "0"))
"""Jobs expire after so many days; 0 is never."""
EXPIRES_IN_S = 300
CONTENT_TYPES = ("image/jpeg", "image/png", "image/gif", "image/webp")
MAX_FILENAME_BYTES = 255
METHOD = "POST"

s3 = signing_client()
dynamodb = boto3.client("dynamodb")
log = logging.getLogger(__name__)


class Refused(Exception):
    """The request can't be served as it is; the message tells the caller why."""


@dataclass(frozen=True)
class Upload:
    """What the caller wants to upload: a plain file name, and the content type the URL is signed for."""

    filename: str
    content_type: str


def handler(event: dict[str, Any], _context: object) -> dict[str, Any]:
    """Answer payload 2.0: 200 `{jobId, uploadUrl, expiresIn}`, 400 for a body that can't be served, 500 for a fault."""
    try:
        return answer(200, create(requested(event)), METHOD)
    except Refused as refusal:
        return answer(400, {"error": str(refusal)}, METHOD)
    except Exception as fault:
        log.exception("the job was not created")
        return fault_answer(fault, METHOD)


def create(upload: Upload) -> dict[str, Any]:
    """Put a `PENDING` job and sign a URL that takes its image for 5 minutes."""
    job_id = str(uuid.uuid4())
    key = f"uploads/{job_id}/{upload.filename}"
    created = datetime.now(UTC)
    now = created.isoformat(timespec="milliseconds")
    job = {"jobId": job_id, "status": "PENDING", "s3Key": key, "createdAt": now, "updatedAt": now}
    target = {"Bucket": BUCKET, "Key": key, "ContentType": upload.content_type}
    url = s3.generate_presigned_url("put_object", Params=target, ExpiresIn=EXPIRES_IN_S)
    item = {name: {"S": value} for name, value in job.items()}
    dynamodb.put_item(TableName=TABLE, Item={**item, **expiry(created, TTL_DAYS)})
    return {"jobId": job_id, "uploadUrl": url, "expiresIn": EXPIRES_IN_S}


def expiry(created: datetime, days: int) -> dict[str, Any]:
    """The attribute by which DynamoDB removes a job, epoch seconds; none when jobs never expire."""
    return {"expiresAt": {"N": str(int((created + timedelta(days=days)).timestamp()))}} if days else {}


def requested(event: dict[str, Any]) -> Upload:
    """The upload an event asks for; without a body a random `.jpg` name and `image/jpeg`. Raises Refused."""
    fields = body_fields(event)
    return Upload(
        checked_filename(fields["filename"]) if "filename" in fields else f"{uuid.uuid4().hex}.jpg",
        checked_content_type(fields.get("contentType", CONTENT_TYPES[0])),
    )


def body_fields(event: dict[str, Any]) -> dict[str, Any]:
    """The JSON object in the body, decoded from base64 where payload 2.0 says so; empty without a body."""
    body = event.get("body") or ""
    try:
        if event.get("isBase64Encoded"):
            body = base64.b64decode(body, validate=True).decode()
        fields = json.loads(body) if body else {}
    except (binascii.Error, ValueError, RecursionError):
        raise Refused("the body is not JSON") from None
    if not isinstance(fields, dict):
        raise Refused("the body must be a JSON object")
    return fields


def checked_filename(name: object) -> str:
    """The name, which is safe as the last part of an S3 key; otherwise Refused."""
    if not isinstance(name, str):
        raise Refused("filename must be a string")
    if not name.strip():
        raise Refused("filename is empty")
    if "/" in name or "\\" in name or name in (".", ".."):
        raise Refused("filename must be a name without a path")
    if any(unprintable(character) for character in name):
        raise Refused("filename has a control character or one that is not valid text")
    size_bytes = len(name.encode())
    if size_bytes > MAX_FILENAME_BYTES:
        raise Refused(f"filename has {size_bytes} bytes in UTF-8; at most {MAX_FILENAME_BYTES} are taken")
    return name


def unprintable(character: str) -> bool:
    """Control characters, line separators, lone surrogates, and the two code points that XML, so S3, can't list."""
    return unicodedata.category(character) in ("Cc", "Cs", "Zl", "Zp") or character in "\ufffe\uffff"


def checked_content_type(content_type: object) -> str:
    """The content type, which is one the worker reads; otherwise Refused."""
    if content_type not in CONTENT_TYPES:
        raise Refused(f"contentType must be one of {', '.join(CONTENT_TYPES)}")
    return str(content_type)
