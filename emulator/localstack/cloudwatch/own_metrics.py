"""What LocalStack's services measure of themselves, in `AWS/Lambda` and `AWS/SQS`, without a request for each datum.

LocalStack puts every datum with a request to itself and a transaction of its own; here they are gathered by
`emulator.cloudwatch.own_metrics`.
"""

import logging
from collections.abc import Callable, Iterable
from typing import Any

from emulator.cloudwatch.metric_database import Sqlite
from emulator.cloudwatch.own_metrics import Datum, OwnMetrics
from emulator.localstack.metric_database import insert_together
from emulator.localstack.seams import assigns, wraps

LOG = logging.getLogger(__name__)
own_metrics = OwnMetrics(insert_together)
"""The one of this process."""


class _Client:
    """In place of a boto3 client of CloudWatch: the one operation that LocalStack's services call."""

    def __init__(self, account_id: str, region: str) -> None:
        self._account_id, self._region = account_id, region

    def put_metric_data(self, *, Namespace: str, MetricData: Iterable[Datum]) -> None:  # noqa: N803 - AWS's names
        own_metrics.put(self._account_id, self._region, Namespace, MetricData)


class _Connection:
    """In place of LocalStack's connection to its own services; its metrics go nowhere but to CloudWatch."""

    def __init__(self, *, aws_access_key_id: str, region_name: str) -> None:
        self.cloudwatch = _Client(aws_access_key_id, region_name)


@assigns(
    "utils.cloudwatch.cloudwatch_util:connect_to",
    why="What services measure of themselves is written in rounds, not by a request for each datum.",
)
def connection(_: Any) -> type:
    """In place of the clients that LocalStack's services put their metrics with."""
    return _Connection


@wraps(
    "services.sqs.provider:CloudwatchDispatcher.dispatch_sqs_metric",
    at="sqs",
    why="A pool of threads hands each datum over; that costs more than to note it.",
)
def dispatch_sqs_metric(
    _original: Callable[..., Any],
    dispatcher: Any,
    account_id: str,
    region: str,
    queue_name: str,
    metric: str,
    value: float = 1,
    unit: str = "Count",
) -> None:
    """Note the datum at once. What goes wrong here may not spoil an answer: the message is in the queue by then."""
    from localstack.utils.bootstrap import is_api_enabled

    if not dispatcher.running or not is_api_enabled("cloudwatch"):
        return
    try:
        own_metrics.measure(account_id, region, "AWS/SQS", ((metric, value, unit),), ({"QueueName": queue_name},))
    except Exception:
        LOG.exception("%s of %s is not measured", metric, queue_name)


@assigns(
    "services.cloudwatch.cloudwatch_database_helper:sqlite3",
    why="The metrics' file is gone or rebuilt at the next start: nothing need wait for the disk.",
)
def sqlite(_: Any) -> Sqlite:
    """In place of the module."""
    return Sqlite()
