"""What SQS refuses. Ranges and quotas: API reference of each operation, developer guide "Amazon SQS message quotas".

Texts are AWS's as its users report them; SQS's own documentation gives none.
"""

import json
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any
from urllib.parse import urlsplit

from emulator.validation.policy_document import is_policy
from emulator.validation.refusal import Refusal

LONGEST_DELAY_S, LONGEST_VISIBILITY_S = 900, 43_200
MOST_RECEIVED, MOST_ATTRIBUTES, MOST_LISTED = 10, 10, 1_000
ACCOUNT_DIGITS = 12
QUEUE_PATHS = (2, 4)
"""Parts of a queue URL's path: account and name, or those below the region's."""
MOST_RECEIVES = 1_000
"""The largest maxReceiveCount."""
RANGES = {
    "DelaySeconds": (0, LONGEST_DELAY_S),
    "KmsDataKeyReusePeriodSeconds": (60, 86_400),
    "MaximumMessageSize": (1_024, 1_048_576),
    "MessageRetentionPeriod": (60, 1_209_600),
    "ReceiveMessageWaitTimeSeconds": (0, 20),
    "VisibilityTimeout": (0, LONGEST_VISIBILITY_S),
}
"""Attributes of a queue that are numbers: CreateQueue in the API reference."""


def invalid(value: Any, parameter: str, reason: str) -> Refusal:
    """SQS's sentence for a parameter's value."""
    return Refusal(
        "InvalidParameterValueException", f"Value {value} for parameter {parameter} is invalid. Reason: {reason}"
    )


def visibility(timeout_s: int | None) -> Refusal | None:
    """A visibility time-out that a request gives."""
    if timeout_s is None or 0 <= timeout_s <= LONGEST_VISIBILITY_S:
        return None
    return invalid(timeout_s, "VisibilityTimeout", f"Must be >= 0 and <= {LONGEST_VISIBILITY_S}, if provided.")


def delay(seconds: int | None) -> Refusal | None:
    """A message's own delay."""
    if seconds is None or 0 <= seconds <= LONGEST_DELAY_S:
        return None
    return invalid(seconds, "DelaySeconds", f"DelaySeconds must be >= 0 and <= {LONGEST_DELAY_S}.")


def message_attributes(attributes: Mapping[str, Any] | None) -> Refusal | None:
    """A message's attributes: at most ten, and a Number is one."""
    found = attributes or {}
    if len(found) > MOST_ATTRIBUTES:
        return Refusal(
            "InvalidParameterValueException",
            f"Number of message attributes [{len(found)}] exceeds the allowed maximum [{MOST_ATTRIBUTES}].",
        )
    for name, attribute in found.items():
        if str(attribute.get("DataType", "")).partition(".")[0] == "Number" and not _is_number(attribute):
            return Refusal(
                "InvalidParameterValueException",
                f"Can't cast the value of message (user) attribute '{name}' to a number.",
            )
    return None


def _is_number(attribute: Mapping[str, Any]) -> bool:
    try:
        return Decimal(attribute.get("StringValue", "")).is_finite()
    except InvalidOperation:
        return False


def message(delay_s: int | None, attributes: Mapping[str, Any] | None) -> Refusal | None:
    """A message that is sent, alone or in a batch."""
    return delay(delay_s) or message_attributes(attributes)


def queue_attributes(attributes: Mapping[str, str] | None) -> Refusal | None:
    """What a queue is made with, or changed to."""
    found = attributes or {}
    for name, (low, high) in RANGES.items():
        if name in found and not _within(found[name], low, high):
            return Refusal("InvalidAttributeValue", f"Invalid value for the parameter {name}.")
    if found.get("Policy") and not is_policy(found["Policy"]):
        return Refusal("InvalidAttributeValue", "Invalid value for the parameter Policy.")
    return redrive_policy(found.get("RedrivePolicy"))


def _within(text: str, low: int, high: int) -> bool:
    try:
        return low <= int(text) <= high
    except ValueError:
        return False


def redrive_policy(text: str | None) -> Refusal | None:
    """A redrive policy; whether its queue is there is another question (`emulator.sqs.dead_letters`)."""
    if not text:
        return None
    try:
        policy = json.loads(text)
    except ValueError:
        policy = None
    if not isinstance(policy, dict):
        return invalid(text, "RedrivePolicy", "Redrive policy is not a valid JSON map.")
    for name in ("deadLetterTargetArn", "maxReceiveCount"):
        if name not in policy:
            return invalid(text, "RedrivePolicy", f"Redrive policy does not contain mandatory attribute: {name}.")
    count = policy["maxReceiveCount"]
    if isinstance(count, bool) or not _within(str(count), 1, MOST_RECEIVES):
        reason = (
            f"Invalid value for maxReceiveCount: {count}, valid values are from 1 to {MOST_RECEIVES} both inclusive."
        )
        return invalid(text, "RedrivePolicy", reason)
    return None


def _receive(request: Mapping[str, Any], _: Mapping[str, str]) -> Refusal | None:
    most = request.get("MaxNumberOfMessages")
    if most is not None and not 1 <= most <= MOST_RECEIVED:
        return invalid(most, "MaxNumberOfMessages", f"Must be between 1 and {MOST_RECEIVED}, if provided.")
    return visibility(request.get("VisibilityTimeout"))


def _change_visibility(request: Mapping[str, Any], _: Mapping[str, str]) -> Refusal | None:
    return visibility(request.get("VisibilityTimeout"))


def _list_queues(request: Mapping[str, Any], _: Mapping[str, str]) -> Refusal | None:
    most = request.get("MaxResults")
    if most is None or 1 <= most <= MOST_LISTED:
        return None
    return invalid(most, "MaxResults", f"Must be between 1 and {MOST_LISTED}, if provided.")


def _delete_queue(request: Mapping[str, Any], _: Mapping[str, str]) -> Refusal | None:
    path = urlsplit(request["QueueUrl"]).path.strip("/").split("/")
    return None if len(path) in QUEUE_PATHS else Refusal("InvalidAddress", "The specified ID is invalid.")


def _queue_url(request: Mapping[str, Any], _: Mapping[str, str]) -> Refusal | None:
    owner = request.get("QueueOwnerAWSAccountId")
    if not owner or (len(owner) == ACCOUNT_DIGITS and owner.isdecimal()):
        return None
    return Refusal("AWS.SimpleQueueService.NonExistentQueue", "The specified queue does not exist.")


def _add_permission(request: Mapping[str, Any], _: Mapping[str, str]) -> Refusal | None:
    for name in ("AWSAccountIds", "Actions"):
        if not request[name]:
            return Refusal("MissingParameter", f"The request must contain the parameter {name}.")
    return None


def _attributes(request: Mapping[str, Any], _: Mapping[str, str]) -> Refusal | None:
    return queue_attributes(request.get("Attributes"))


RULES = {
    "ReceiveMessage": _receive,
    "ChangeMessageVisibility": _change_visibility,
    "AddPermission": _add_permission,
    "CreateQueue": _attributes,
    "DeleteQueue": _delete_queue,
    "GetQueueUrl": _queue_url,
    "ListDeadLetterSourceQueues": _list_queues,
    "ListQueues": _list_queues,
    "SetQueueAttributes": _attributes,
}
"""Messages that are sent are looked at one by one (`message`): in a batch, the good ones are taken."""
