"""What a schedule's target gets, and which targets there are. Pure.

User guide of EventBridge Scheduler, "Templated targets", "Adding context attributes" and "Configuring a dead-letter
queue".
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from emulator.scheduler.timing import told

TARGETS = ("sqs", "sns", "lambda", "states", "events")
"""By the service of the target's ARN."""


@dataclass(frozen=True)
class Occasion:
    """One invocation that is due: of the schedule with that ARN, at that time."""

    schedule_arn: str
    scheduled_s: float

    @property
    def execution_id(self) -> str:
        """Its identifier."""
        return str(uuid5(NAMESPACE_URL, f"{self.schedule_arn}@{self.scheduled_s}"))


def service_of(target_arn: str) -> str | None:
    """The service that is asked; None for a target that isn't emulated."""
    parts = target_arn.split(":", 5)
    service = parts[2] if len(parts) == 6 else ""
    return service if service in TARGETS else None


def payload(target: Mapping[str, Any], occasion: Occasion, attempt: int) -> str:
    """The target's input, with the attributes of this occasion; without one, an event that tells of the schedule."""
    given = target.get("Input")
    if given is None:
        return json.dumps(_event(occasion))
    attributes = {
        "schedule-arn": occasion.schedule_arn,
        "scheduled-time": told(occasion.scheduled_s),
        "execution-id": occasion.execution_id,
        "attempt-number": str(attempt),
    }
    for name, value in attributes.items():
        given = given.replace(f"<aws.scheduler.{name}>", value)
    return str(given)


def _event(occasion: Occasion) -> dict[str, Any]:
    _, _, _, region, account_id, _ = occasion.schedule_arn.split(":", 5)
    return {
        "version": "0",
        "id": occasion.execution_id,
        "detail-type": "Scheduled Event",
        "source": "aws.scheduler",
        "account": account_id,
        "time": told(occasion.scheduled_s),
        "region": region,
        "resources": [occasion.schedule_arn],
        "detail": "{}",
    }


def request(target: Mapping[str, Any], text: str) -> tuple[str, str, dict[str, Any]]:
    """Service, operation and parameters of the request that invokes the target."""
    arn = target["Arn"]
    service = service_of(arn)
    if service == "sqs":
        group = (target.get("SqsParameters") or {}).get("MessageGroupId")
        _, _, _, region, account_id, name = arn.split(":")
        queue = f"http://sqs.{region}.localhost/{account_id}/{name}"
        return (
            service,
            "send_message",
            {"QueueUrl": queue, "MessageBody": text} | ({"MessageGroupId": group} if group else {}),
        )
    if service == "sns":
        return service, "publish", {"TopicArn": arn, "Message": text}
    if service == "lambda":
        return service, "invoke", {"FunctionName": arn, "InvocationType": "Event", "Payload": text}
    if service == "states":
        return "stepfunctions", "start_execution", {"stateMachineArn": arn, "input": text}
    event = target.get("EventBridgeParameters") or {}
    entry = {"EventBusName": arn, "Source": event["Source"], "DetailType": event["DetailType"], "Detail": text}
    return "events", "put_events", {"Entries": [entry]}
