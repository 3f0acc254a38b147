"""The queue's messages → watermarked images: a partial batch response tells SQS which messages must come again."""

import json
import os
import time
import traceback
from typing import TYPE_CHECKING, Any

import boto3

from media_worker.attempt import attempt
from media_worker.delivery import delivery_of
from media_worker.drawing import watermarked
from media_worker.jobs import TableJobs
from media_worker.objects import BucketObjects

if TYPE_CHECKING:
    from awslambdaric.lambda_context import LambdaContext

MAX_RECEIVE_COUNT = int(os.environ["MAX_RECEIVE_COUNT"])
LEASE_MARGIN_S = 5

jobs = TableJobs(boto3.client("dynamodb"), os.environ["DYNAMODB_TABLE"])
objects = BucketObjects(boto3.client("s3"), os.environ["PROCESSED_BUCKET"])


def handler(event: dict[str, Any], context: "LambdaContext") -> dict[str, list[dict[str, str]]]:
    """Serve each message; answers `batchItemFailures` for `ReportBatchItemFailures`."""
    unserved = [record["messageId"] for record in event.get("Records", []) if not serve(record, context)]
    return {"batchItemFailures": [{"itemIdentifier": message_id} for message_id in unserved]}


def serve(record: dict[str, Any], context: "LambdaContext") -> bool:
    """Serve one message and note what came of it; False when it must come again.

    The lease outlasts the invocation by a little: as long as it runs, this invocation may still be at work.
    """
    started_s = time.monotonic()
    told: dict[str, Any] = {"messageId": record["messageId"]}
    try:
        delivery = delivery_of(record, context.aws_request_id, MAX_RECEIVE_COUNT)
        told |= {"jobId": delivery.job_id, "receiveCount": delivery.receive_count}
        lease_s = context.get_remaining_time_in_millis() / 1000 + LEASE_MARGIN_S
        told["outcome"] = attempt(delivery, jobs, objects, watermarked, lease_s)
        return True
    except Exception as fault:
        told |= {"outcome": f"not served: {fault!r}", "traceback": "".join(traceback.format_exception(fault))}
        return False
    finally:
        told["durationMs"] = round((time.monotonic() - started_s) * 1000)
        print(json.dumps(told), flush=True)
