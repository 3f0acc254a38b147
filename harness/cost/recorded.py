"""What a run used, as AWS would count it: from what its folder's `usage.json` recorded, see `harness.probes.usage`."""

import math
import re
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any

from harness.cost.usage import GIB, Item, Usage

Entry = tuple[Item, str, Decimal]
Row = Mapping[str, Any]

HOUR = Decimal(1) / 730
"""Of a month, as AWS counts months."""
S3_WRITES = re.compile(r"(Put|Post|Copy|Create|Complete|Upload|List|Restore).*")
FREE_OF_S3 = re.compile(r"(Delete|Abort).*")
READS_OF_DYNAMODB = frozenset({"GetItem", "BatchGetItem", "TransactGetItems", "Query", "Scan"})
WRITES_OF_DYNAMODB = frozenset({"PutItem", "UpdateItem", "DeleteItem", "BatchWriteItem", "TransactWriteItems"})
ONLY_LOOKS = re.compile(r"(Get|List|Describe|Head|Query|Scan|BatchGet|TransactGet|Filter|Receive|Lookup|Test).*")
APIS = {"apigatewayv2": Item.HTTP_API_REQUESTS, "apigateway": Item.REST_API_REQUESTS}
OWN_NAMESPACES = "AWS/"
"""Where on AWS nobody but AWS publishes metrics, and nobody pays for it."""
SENT_BY_SERVICES = frozenset({"sqs", "sns"})
"""What services do for their customers at these is charged as if the customer had done it; elsewhere it isn't."""

REPORT = re.compile(
    r"REPORT RequestId: .*?\tDuration: (?P<run>[\d.]+) ms\t.*?\tMemory Size: (?P<memory>\d+) MB"
    r"(?:.*?\tInit Duration: (?P<init>[\d.]+) ms)?"
)
NEVER_COUNTED = (
    "data transfer to the internet: of all services together, 100 GB a month are free",
    "the storage of logs: CloudWatch charges for compressed bytes, and doesn't say how much it compresses",
)
LOOKS = "{count} requests by which the harness only looked at what happened"
EMPTY_POLLS = "{count} empty polls of queues by event source mappings: how often those ask is the emulator's choice"


def measured(recorded: Mapping[str, Any]) -> Usage:
    """The usage of one run. ValueError when a function's report can't be read.

    What is stored when it ends counts as if it stayed for a month, a metric that got data counts for an hour.
    """
    requests = [row for row in recorded["requests"] if not _only_looks(row) and not _empty_poll(row)]
    entries: list[Entry] = [entry for row in requests for entry in _of_request(row)]
    entries += [entry for row in recorded["stored"] for entry in _of_storage(row)]
    entries += [(Item.CUSTOM_METRICS, f"{row['namespace']} {row['name']}", HOUR) for row in recorded["metrics"]]
    for name, reports in recorded["reports"].items():
        entries += of_function(name, reports)
    return Usage.of(entries, (*_left_out(recorded["requests"]), *NEVER_COUNTED))


def of_function(name: str, reports: Iterable[str]) -> list[Entry]:
    """Requests and GB-seconds of a function, from the REPORT lines of its log; ValueError when one is none.

    Lambda charges for initialisation and run together, rounded up to a millisecond (since August 2025 for functions of
    managed runtimes too), times the memory that the function is given.
    """
    compute = [_gb_s(report) for report in reports]
    return [
        (Item.LAMBDA_REQUESTS, name, Decimal(len(compute))),
        (Item.LAMBDA_COMPUTE, name, sum(compute, Decimal(0))),
    ]


def _gb_s(report: str) -> Decimal:
    found = REPORT.match(report)
    if found is None:
        raise ValueError(f"{report!r} is no REPORT line of a function's log")
    billed_ms = math.ceil(Decimal(found["run"]) + Decimal(found["init"] or 0))
    return Decimal(billed_ms) / 1000 * Decimal(found["memory"]) / 1024


def _only_looks(row: Row) -> bool:
    return bool(row["caller"] == "client" and ONLY_LOOKS.fullmatch(row["operation"]))


def _empty_poll(row: Row) -> bool:
    return bool(row["caller"] == "service" and row["answered"] == "empty")


def _of_request(row: Row) -> Iterator[Entry]:
    service, operation, count, units = row["service"], row["operation"], Decimal(row["requests"]), _exact(row["units"])
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


def _free_of_s3(row: Row) -> bool:
    """Deleting is free, and so is what a stranger was refused (S3 user guide, "Billing for S3 error responses")."""
    refused = row["caller"] == "user" and row["answered"] == "refused"
    return refused or bool(FREE_OF_S3.fullmatch(row["operation"]))


def _of_storage(row: Row) -> Iterator[Entry]:
    items = {"s3": Item.S3_STORAGE, "dynamodb": Item.DYNAMODB_STORAGE, "logs": Item.LOG_INGESTION}
    yield items[row["service"]], row["resource"], Decimal(row["bytes"]) / GIB


def _left_out(rows: list[Row]) -> Iterator[str]:
    for text, leaves_out in ((LOOKS, _only_looks), (EMPTY_POLLS, _empty_poll)):
        count = sum(row["requests"] for row in rows if leaves_out(row))
        if count:
            yield text.format(count=count)


def _exact(number: float) -> Decimal:
    return Decimal(str(number))
