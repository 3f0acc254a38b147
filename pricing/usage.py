"""What was used: how much of what AWS charges for, by which resource. Units are those of AWS's bills."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

GIB = Decimal(1024**3)
"""Bytes of a GB as AWS bills it, of memory, objects, items and logs alike."""


class Item(StrEnum):
    """Each thing that AWS charges for, of those that the stacks use; the price table has a row for each."""

    LAMBDA_REQUESTS = "lambda-requests"
    LAMBDA_COMPUTE = "lambda-compute"
    S3_STORAGE = "s3-storage"
    S3_WRITES = "s3-writes"
    S3_READS = "s3-reads"
    DYNAMODB_WRITES = "dynamodb-writes"
    DYNAMODB_READS = "dynamodb-reads"
    DYNAMODB_STORAGE = "dynamodb-storage"
    SQS_REQUESTS = "sqs-requests"
    SNS_REQUESTS = "sns-requests"
    HTTP_API_REQUESTS = "http-api-requests"
    REST_API_REQUESTS = "rest-api-requests"
    CUSTOM_METRICS = "custom-metrics"
    ALARMS = "alarms"
    HIGH_RESOLUTION_ALARMS = "high-resolution-alarms"
    METRIC_REQUESTS = "metric-requests"
    LOG_INGESTION = "log-ingestion"
    LOG_STORAGE = "log-storage"


@dataclass(frozen=True)
class Used:
    """So much of an item, in its unit, by the resource of that name."""

    item: Item
    resource: str
    quantity: Decimal

    def __post_init__(self) -> None:
        """ValueError for less than nothing."""
        if self.quantity < 0:
            raise ValueError(f"{self.resource} used {self.quantity} of {self.item}; give 0 or more")


@dataclass(frozen=True)
class Usage:
    """What was used, and in words what was used as well but isn't counted, each with the reason."""

    used: tuple[Used, ...] = ()
    not_counted: tuple[str, ...] = ()

    @classmethod
    def of(cls, used: Iterable[tuple[Item, str, Decimal | int]], not_counted: Iterable[str] = ()) -> "Usage":
        """One entry for each item and resource, as `Item` is ordered, then by resource; none for a quantity of 0."""
        sums: dict[tuple[Item, str], Decimal] = {}
        for item, resource, quantity in used:
            sums[item, resource] = sums.get((item, resource), Decimal(0)) + quantity
        order = list(Item)
        entries = sorted(sums.items(), key=lambda entry: (order.index(entry[0][0]), entry[0][1]))
        kept = tuple(Used(item, resource, quantity) for (item, resource), quantity in entries if quantity)
        return cls(kept, tuple(dict.fromkeys(not_counted)))

    def __add__(self, other: "Usage") -> "Usage":
        """Both together."""
        entries = [(each.item, each.resource, each.quantity) for each in (*self.used, *other.used)]
        return Usage.of(entries, (*self.not_counted, *other.not_counted))

    def times(self, factor: Decimal | int) -> "Usage":
        """The same so many times over."""
        return Usage.of(((each.item, each.resource, each.quantity * factor) for each in self.used), self.not_counted)

    def total(self, item: Item) -> Decimal:
        """How much of the item all resources used together."""
        return sum((each.quantity for each in self.used if each.item is item), Decimal(0))

    @property
    def resources(self) -> tuple[str, ...]:
        """Who used anything, sorted."""
        return tuple(sorted({each.resource for each in self.used}))
