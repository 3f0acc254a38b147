"""An SQS batch, each record on its own: what fails is retried alone, then goes to its dead-letter queue.

Source: Lambda developer guide, "Reporting batch item failures"; the mapping must have `ReportBatchItemFailures`.
"""

from collections.abc import Callable, Mapping
from typing import Any, TypedDict

from json_lines import Emit


class ItemFailure(TypedDict):
    """One record to be delivered again."""

    itemIdentifier: str


class BatchResponse(TypedDict):
    """What the event source mapping reads."""

    batchItemFailures: list[ItemFailure]


def each_record(event: Mapping[str, Any], process: Callable[[Mapping[str, Any]], None], emit: Emit) -> BatchResponse:
    """Process every record of the batch; the response names those that raised."""
    failures: list[ItemFailure] = []
    for record in event["Records"]:
        try:
            process(record)
        except Exception as error:
            failures.append(failure_of(record, error, emit))
    return {"batchItemFailures": failures}


def failure_of(record: Mapping[str, Any], error: Exception, emit: Emit) -> ItemFailure:
    """What the response says of a record that raised; the reason goes into the log."""
    message_id = record["messageId"]
    emit("record_failed", message_id=message_id, error=type(error).__name__, reason=str(error))
    return {"itemIdentifier": message_id}


def redelivered(record: Mapping[str, Any]) -> bool:
    """True when SQS has handed this message out before: an earlier invocation may have done its work and died."""
    return int(record.get("attributes", {}).get("ApproximateReceiveCount", "1")) > 1
