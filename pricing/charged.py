"""What AWS charges counted requests and stored bytes as: rows of `/_harness/usage` as items of a bill."""

import math
import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from pricing.usage import GIB, Item

Entry = tuple[Item, str, Decimal]
"""An item, the name of the resource that used it, and how much."""
Row = Mapping[str, Any]

HOUR = Decimal(1) / 730
"""Of a month, as AWS counts months."""
MONTH_S = 730 * 3600
S3_WRITES = re.compile(r"(Put|Post|Copy|Create|Complete|Upload|List|Restore).*")
FREE_OF_S3 = re.compile(r"(Delete|Abort).*")
READS_OF_DYNAMODB = frozenset({"GetItem", "BatchGetItem", "TransactGetItems", "Query", "Scan"})
WRITES_OF_DYNAMODB = frozenset({"PutItem", "UpdateItem", "DeleteItem", "BatchWriteItem", "TransactWriteItems"})
APIS = {"apigatewayv2": Item.HTTP_API_REQUESTS, "apigateway": Item.REST_API_REQUESTS}
OWN_NAMESPACES = "AWS/"
"""Where on AWS nobody but AWS publishes metrics, and nobody pays for it."""
SENT_BY_SERVICES = frozenset({"sqs", "sns"})
"""What services do for their customers at these is charged as if the customer had done it; elsewhere it isn't."""


def of_request(row: Row) -> Iterator[Entry]:
    """What requests of one kind are charged as, if they are."""
    service, operation, count, units = row["service"], row["operation"], Decimal(row["requests"]), exact(row["units"])
    if service in APIS:
        item, quantity = APIS[service], count if operation == "Request" else Decimal(0)
    elif row["caller"] == "service" and service not in SENT_BY_SERVICES:
        return
    elif service == "s3" and not _free_of_s3(row):
        item, quantity = (Item.S3_WRITES if S3_WRITES.fullmatch(operation) else Item.S3_READS), count
    elif service == "dynamodb" and operation in READS_OF_DYNAMODB | WRITES_OF_DYNAMODB:
        item, quantity = (Item.DYNAMODB_READS if operation in READS_OF_DYNAMODB else Item.DYNAMODB_WRITES), units
    elif service == "sqs":
        item, quantity = Item.SQS_REQUESTS, units
    elif service == "sns" and operation.startswith("Publish"):
        item, quantity = Item.SNS_REQUESTS, units
    elif service == "cloudwatch" and not row["resource"].startswith(OWN_NAMESPACES):
        item, quantity = Item.METRIC_REQUESTS, count
    else:
        return
    yield item, row["resource"] or service, quantity


def gb_s(ran_ms: Decimal, memory_mb: int | Decimal) -> Decimal:
    """GB-seconds of an invocation: initialisation and run, rounded up to a millisecond, times the function's memory."""
    return Decimal(math.ceil(ran_ms)) / 1000 * Decimal(memory_mb) / 1024


def of_storage(row: Row) -> Iterator[Entry]:
    """What stored bytes are charged as, as if they stayed for a month; logs as what was taken in."""
    items = {"s3": Item.S3_STORAGE, "dynamodb": Item.DYNAMODB_STORAGE, "logs": Item.LOG_INGESTION}
    yield items[row["service"]], row["resource"], Decimal(row["bytes"]) / GIB


def exact(number: float) -> Decimal:
    """The number that is written so."""
    return Decimal(str(number))


def _free_of_s3(row: Row) -> bool:
    """Deleting is free, and so is what a stranger was refused (S3 user guide, "Billing for S3 error responses")."""
    refused = row["caller"] == "user" and row["answered"] == "refused"
    return refused or bool(FREE_OF_S3.fullmatch(row["operation"]))
