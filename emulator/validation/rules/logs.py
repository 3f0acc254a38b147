"""What CloudWatch Logs refuses. API reference: PutLogEvents, PutRetentionPolicy, StartQuery."""

from collections.abc import Mapping
from itertools import pairwise
from typing import Any

from emulator.validation.arns import not_an_arn
from emulator.validation.refusal import Refusal

LARGEST_BATCH, BYTES_AN_EVENT = 1_048_576, 26
LONGEST_BATCH_MS = 24 * 3_600_000
RETENTIONS = (
    1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
)  # fmt: skip
"""Days for which events can be kept."""
INVALID = "InvalidParameterException"


def put_log_events(request: Mapping[str, Any], _: Mapping[str, str]) -> Refusal | None:
    """PutLogEvents: at most 1 MiB, in the order of time, and within a day."""
    events = request["logEvents"]
    size = sum(len(event["message"].encode()) + BYTES_AN_EVENT for event in events)
    if size > LARGEST_BATCH:
        return Refusal(INVALID, f"Upload too large: {size} bytes exceeds limit of {LARGEST_BATCH}")
    times = [event["timestamp"] for event in events]
    if any(second < first for first, second in pairwise(times)):
        return Refusal(INVALID, "Log events in a single PutLogEvents request must be in chronological order.")
    if times and times[-1] - times[0] > LONGEST_BATCH_MS:
        return Refusal(
            INVALID, "The batch of log events in a single PutLogEvents request cannot span more than 24 hours."
        )
    return None


def put_retention_policy(request: Mapping[str, Any], _: Mapping[str, str]) -> Refusal | None:
    """PutRetentionPolicy: one of the days that there are."""
    days = request["retentionInDays"]
    if days in RETENTIONS:
        return None
    return Refusal(
        INVALID,
        f"1 validation error detected: Value '{days}' at 'retentionInDays' failed to satisfy constraint: "
        f"Member must satisfy enum value set: {list(RETENTIONS)}",
    )


def put_delivery_destination(request: Mapping[str, Any], _: Mapping[str, str]) -> Refusal | None:
    """PutDeliveryDestination: what is delivered to has an ARN."""
    configuration = request.get("deliveryDestinationConfiguration") or {}
    if not configuration.get("destinationResourceArn"):
        return Refusal("ValidationException", "A delivery destination needs a destinationResourceArn.")
    return not_an_arn("logs", configuration)


def start_query(request: Mapping[str, Any], _: Mapping[str, str]) -> Refusal | None:
    """StartQuery: exactly one of the members that name log groups, unless the query itself does (SOURCE)."""
    named = sum(bool(request.get(name)) for name in ("logGroupName", "logGroupNames", "logGroupIdentifiers"))
    if named == 1 or (not named and request["queryString"].lstrip().upper().startswith("SOURCE")):
        return None
    return Refusal(INVALID, "Exactly one of logGroupName, logGroupNames and logGroupIdentifiers must be specified.")


RULES = {
    "StartQuery": start_query,
    "PutLogEvents": put_log_events,
    "PutRetentionPolicy": put_retention_policy,
    "PutDeliveryDestination": put_delivery_destination,
}
