"""What `AWS/Billing EstimatedCharges` says, and when. Pure.

CloudWatch user guide, "Create a billing alarm to monitor your estimated AWS charges": the metric is stored in us-east-1
for all regions, several times a day, in total and by service, and begins anew each month.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from decimal import Decimal

from emulator.billing.charges import Charge

REGION = "us-east-1"
NAMESPACE, METRIC, CURRENCY = "AWS/Billing", "EstimatedCharges", {"Currency": "USD"}
PUBLISHED_S = 6 * 3600
"""It is published at each multiple of this."""
SERVICE_NAMES = {
    "API Gateway": "AmazonApiGateway",
    "CloudWatch": "AmazonCloudWatch",
    "DynamoDB": "AmazonDynamoDB",
    "Lambda": "AWSLambda",
    "S3": "AmazonS3",
    "SNS": "AmazonSNS",
    "SQS": "AWSQueueService",
}
"""The dimension ServiceName of each service of the price table."""


def estimated(charged: Iterable[Charge], today: date) -> list[tuple[dict[str, str], Decimal]]:
    """Dimensions and dollars of each reading: this month so far, in total and by service."""
    by_service: defaultdict[str, Decimal] = defaultdict(Decimal)
    for charge in charged:
        if today.replace(day=1) <= charge.use.day <= today:
            by_service[SERVICE_NAMES[charge.service]] += charge.usd
    readings = [({**CURRENCY, "ServiceName": name}, usd) for name, usd in sorted(by_service.items())]
    return [(dict(CURRENCY), sum(by_service.values(), Decimal(0))), *readings]


def moments(after_s: float, until_s: float) -> Iterator[float]:
    """When it is published after one instant, up to another."""
    moment_s = (after_s // PUBLISHED_S + 1) * PUBLISHED_S
    while moment_s <= until_s:
        yield moment_s
        moment_s += PUBLISHED_S


def day_of(time_s: float) -> date:
    """The day, of UTC, of an instant."""
    return datetime.fromtimestamp(time_s, UTC).date()
