"""How many messages queues hold, as SQS tells CloudWatch every minute, on a clock that is stepped.

LocalStack measures every queue each minute of the wall. Where CloudWatch's minutes are stepped that would be a matter
of chance, and an alarm on a dead-letter queue would see nothing for minutes: there the queues are measured when a
minute of the stepped clock ends, and LocalStack's own measurements are left out.
"""

import sys
from collections.abc import Iterator
from typing import Any

from emulator.cloudwatch.metric_database import stored
from emulator.cloudwatch.own_metrics import DEPTHS, DEPTHS_NAMESPACE
from emulator.cloudwatch.windows import MINUTE_S
from emulator.localstack.metric_database import insert


def measure(account_id: str, minute_end_s: float) -> None:
    """Put the depth of every queue of the account, as of the minute that ends now."""
    if "localstack.services.sqs.models" not in sys.modules:
        return
    if rows := list(_rows(account_id, minute_end_s - MINUTE_S)):
        insert(rows)


def _rows(account_id: str, timestamp_s: float) -> Iterator[tuple[Any, ...]]:
    from localstack.services.sqs.models import sqs_stores

    from emulator.localstack.activity.sqs import counts

    if account_id not in sqs_stores:
        return
    for region, store in list(sqs_stores[account_id].items()):
        for name, queue in list(store.queues.items()):
            messages = counts(queue)
            for attribute, metric in DEPTHS.items():
                dimensions = stored([("QueueName", name)])
                value = getattr(messages, attribute)
                yield account_id, region, metric, DEPTHS_NAMESPACE, int(timestamp_s), dimensions, "Count", value
