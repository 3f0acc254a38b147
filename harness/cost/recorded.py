"""What a run used, as AWS would count it: from what its folder's `usage.json` recorded, see `harness.probes.usage`."""

import re
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any

from pricing.charged import HOUR, Entry, Row, gb_s, of_request, of_storage
from pricing.usage import Item, Usage

ONLY_LOOKS = re.compile(r"(Get|List|Describe|Head|Query|Scan|BatchGet|TransactGet|Filter|Receive|Lookup|Test).*")
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
    entries: list[Entry] = [entry for row in requests for entry in of_request(row)]
    entries += [entry for row in recorded["stored"] for entry in of_storage(row)]
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
    return gb_s(Decimal(found["run"]) + Decimal(found["init"] or 0), Decimal(found["memory"]))


def _only_looks(row: Row) -> bool:
    return bool(row["caller"] == "client" and ONLY_LOOKS.fullmatch(row["operation"]))


def _empty_poll(row: Row) -> bool:
    return bool(row["caller"] == "service" and row["answered"] == "empty")


def _left_out(rows: list[Row]) -> Iterator[str]:
    for text, leaves_out in ((LOOKS, _only_looks), (EMPTY_POLLS, _empty_poll)):
        count = sum(row["requests"] for row in rows if leaves_out(row))
        if count:
            yield text.format(count=count)
