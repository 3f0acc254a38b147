"""assignment4-size-tracking-lambda: owns the state in DynamoDB and logs the total after every change."""

import os
import time
from collections.abc import Mapping
from random import SystemRandom
from typing import Any

import boto3

from json_lines import emit
from s3_events.batch import BatchResponse
from size_ledger.ledger import Ledger
from size_ledger.tracking import Tracking
from size_ledger.transaction import Tables
from size_tables.conflicts import Attempts

TRACKING = Tracking(
    Ledger(
        boto3.client("dynamodb"),
        Tables(os.environ["OBJECT_TABLE"], os.environ["HISTORY_TABLE"], int(os.environ.get("TTL_DAYS", "0"))),
        os.environ["BUCKET_NAME"],
        Attempts(time.sleep, SystemRandom()),
    ),
    emit,
)
"""Made once, in the init phase."""


def handler(event: Mapping[str, Any], _: object) -> BatchResponse:
    """Consume a batch of the tracking queue."""
    return TRACKING.consume(event)
