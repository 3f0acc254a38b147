"""S3's notifications as a function gets them: an S3 record in an S3 event in an SNS notification in an SQS record."""

import json
from typing import Any
from urllib.parse import quote_plus

BUCKET = "assignment4-test-bucket"
EVENT_TIME = "2026-01-02T03:04:05.678Z"


def created(key: str, size: int, sequencer: str, bucket: str = BUCKET) -> dict[str, Any]:
    """An `ObjectCreated:Put` record."""
    return _record("ObjectCreated:Put", {"key": quote_plus(key), "size": size, "sequencer": sequencer}, bucket)


def removed(key: str, sequencer: str, bucket: str = BUCKET) -> dict[str, Any]:
    """An `ObjectRemoved:Delete` record, which has no size."""
    return _record("ObjectRemoved:Delete", {"key": quote_plus(key), "sequencer": sequencer}, bucket)


def message(*records: dict[str, Any], message_id: str = "m-1", receives: int = 1) -> dict[str, Any]:
    """An SQS record that carries the S3 records."""
    return enveloped({"Records": list(records)}, message_id, receives)


def enveloped(s3_event: object, message_id: str = "m-1", receives: int = 1) -> dict[str, Any]:
    """An SQS record that carries an S3 event of any shape."""
    notification = {"Type": "Notification", "Subject": "Amazon S3 Notification", "Message": json.dumps(s3_event)}
    attributes = {"ApproximateReceiveCount": str(receives)}
    return {"messageId": message_id, "body": json.dumps(notification), "attributes": attributes}


def _record(event_name: str, stored: dict[str, Any], bucket: str) -> dict[str, Any]:
    return {
        "eventSource": "aws:s3",
        "eventTime": EVENT_TIME,
        "eventName": event_name,
        "s3": {"bucket": {"name": bucket}, "object": stored},
    }
