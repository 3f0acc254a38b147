"""An upload's S3 event → one message for the worker. Raises on a fault, so that Lambda delivers the event again."""

import json
import os
from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import unquote_plus

import boto3

QUEUE_URL = os.environ["SQS_QUEUE_URL"]

sqs = boto3.client("sqs")


@dataclass(frozen=True)
class Message:
    """What the worker is told; the field names are the message's."""

    jobId: str  # noqa: N815
    s3Key: str  # noqa: N815
    bucket: str


def handler(event: dict[str, Any], _context: object) -> dict[str, int]:
    """Send a message for each created object; answers how many were sent and how many records were skipped.

    Delivered again after a fault in the middle, the earlier records are sent twice; the worker takes that.
    """
    records = event.get("Records", [])
    messages = [message for record in records if (message := message_of(record))]
    for message in messages:
        sqs.send_message(
            QueueUrl=QUEUE_URL,
            MessageBody=json.dumps(asdict(message)),
            MessageAttributes={"JobId": {"DataType": "String", "StringValue": message.jobId}},
        )
        note(outcome="sent", **asdict(message))
    return {"sent": len(messages), "skipped": len(records) - len(messages)}


def message_of(record: dict[str, Any]) -> Message | None:
    """The message for a created object with a key `uploads/{jobId}/{filename}`; None, noted, for any other record."""
    name = str(record.get("eventName", ""))
    if not name.removeprefix("s3:").startswith("ObjectCreated:"):
        note(outcome="skipped", reason=f"not an object creation: {name}")
        return None
    bucket, key = record["s3"]["bucket"]["name"], unquote_plus(record["s3"]["object"]["key"])
    parts = key.split("/")
    # The job id becomes a message attribute, where SQS refuses control characters however often it is tried.
    if len(parts) != 3 or parts[0] != "uploads" or not all(parts) or not parts[1].isprintable():
        note(outcome="skipped", reason="the key is not uploads/{jobId}/{filename}", s3Key=key, bucket=bucket)
        return None
    return Message(parts[1], key, bucket)


def note(**fields: str) -> None:
    """One JSON line in the function's log."""
    print(json.dumps(fields), flush=True)
