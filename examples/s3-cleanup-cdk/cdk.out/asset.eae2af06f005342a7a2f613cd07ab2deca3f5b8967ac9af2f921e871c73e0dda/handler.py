"""assignment4-driver-lambda: drives the reference timeline from inside the system and returns an account of it."""

import os
import time
from typing import Any, Protocol

import boto3

from json_lines import emit
from reference_run.aws_world import AwsWorld, Names
from reference_run.reference_run import Account, ReferenceRun
from reference_run.waiting import Waiting

PERIOD_S = int(os.environ["PERIOD_S"])
WORLD = AwsWorld(
    boto3.client("s3"),
    boto3.client("dynamodb"),
    boto3.client("cloudwatch"),
    Names(
        bucket=os.environ["BUCKET_NAME"],
        object_table=os.environ["OBJECT_TABLE"],
        history_table=os.environ["HISTORY_TABLE"],
        alarm=os.environ["ALARM_NAME"],
        plot_url=os.environ["PLOT_API_URL"],
    ),
)
"""Made once, in the init phase."""


class Context(Protocol):
    """What the driver reads of Lambda's context object."""

    def get_remaining_time_in_millis(self) -> int:
        """Milliseconds until the function is ended."""


def handler(_: Any, context: Context) -> Account:
    """Drive one run; it starts from an empty bucket and takes a few of the alarm's periods."""
    waiting = Waiting(lambda: context.get_remaining_time_in_millis() / 1000, time.monotonic, time.sleep)
    return ReferenceRun(WORLD, waiting, PERIOD_S, emit).run()
