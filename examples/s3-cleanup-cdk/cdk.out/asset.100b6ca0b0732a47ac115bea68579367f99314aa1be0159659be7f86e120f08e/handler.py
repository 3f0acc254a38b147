"""assignment4-cleaner-lambda: the alarm's action, which removes the largest object."""

import os
import time
from collections.abc import Mapping
from random import SystemRandom
from typing import Any

import boto3

from clean_up.cleaner import Cleaner, Outcome
from json_lines import emit
from size_tables.conflicts import Attempts

CLEANER = Cleaner(
    boto3.client("dynamodb"),
    boto3.client("s3"),
    os.environ["OBJECT_TABLE"],
    os.environ["BUCKET_NAME"],
    emit,
    Attempts(time.sleep, SystemRandom()),
)
"""Made once, in the init phase."""


def handler(event: Mapping[str, Any], _: object) -> Outcome:
    """Answer the alarm."""
    return CLEANER.run(event)
