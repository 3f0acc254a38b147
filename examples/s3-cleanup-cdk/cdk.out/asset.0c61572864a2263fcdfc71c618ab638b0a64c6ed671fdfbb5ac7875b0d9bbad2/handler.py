"""assignment4-logging-lambda: one structured log event for each S3 event."""

import os
import time
from collections.abc import Mapping
from typing import Any

import boto3

from event_log.event_lines import EventLines, Patience
from json_lines import emit
from s3_events.batch import BatchResponse
from size_tables.memory import Memory

SIZE_WAIT_S = 2.0

EVENT_LINES = EventLines(
    Memory(boto3.client("dynamodb"), os.environ["HISTORY_TABLE"], os.environ["BUCKET_NAME"]),
    emit,
    Patience(SIZE_WAIT_S, time.monotonic, time.sleep),
)
"""Made once, in the init phase."""


def handler(event: Mapping[str, Any], _: object) -> BatchResponse:
    """Consume a batch of the logging queue."""
    return EVENT_LINES.consume(event)
